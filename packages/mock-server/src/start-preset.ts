import { PORTS } from '@smtp-triage/core';
import { blackhole, type Endpoint, refused } from './endpoints.ts';
import { type Preset, type PresetName, preset } from './presets.ts';
import { type MockServer, type MockServerOptions, startMockServer } from './server.ts';

/** A running preset: its port map covers the whole ladder. */
export type RunningPreset = MockServer & { readonly preset: Preset };

/**
 * Starts a preset. Ports of the ladder that it does not serve are refused, or hang, as it says. Options add to the preset;
 * rules of the caller come before its own.
 *
 * @example
 * const world = await startPreset('cert-expired');
 * world.portMap.get(587); // connect here when the diagnosis says 587
 */
export async function startPreset(
  name: PresetName,
  options: Omit<MockServerOptions, 'listeners'> = {},
): Promise<RunningPreset> {
  const chosen = preset(name);
  const server = await startMockServer({
    ...options,
    listeners: chosen.listeners,
    rules: [...chosen.rules, ...(options.rules ?? [])],
    tls: { certificate: chosen.certificate, ...options.tls },
  });
  const missing = PORTS.map(({ port }) => port).filter((port) => !server.portMap.has(port));
  const others = await Promise.all(missing.map(async (port) => [port, await unserved(chosen)] as const));
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), ...others.map(([, endpoint]) => endpoint.close())]);
  };
  const portMap = new Map([...server.portMap, ...others.map(([port, endpoint]) => [port, endpoint.port] as const)]);
  return { ...server, preset: chosen, portMap, close, [Symbol.asyncDispose]: close };
}

const unserved = ({ elsewhere }: Preset): Promise<Endpoint> => (elsewhere === 'refused' ? refused() : blackhole());
