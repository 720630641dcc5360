import { blackhole, type Endpoint, refused, resetOnAccept, silent } from './endpoints.ts';
import { type PresetName, preset } from './presets.ts';
import type { PresetOf } from './presets-model.ts';
import type { TlsProfile } from './secure-contexts.ts';
import { type MockServer, type MockServerOptions, startMockServer, WELL_KNOWN } from './server.ts';
import type { Fate } from './virtual-net/place.ts';
import { certify } from './x509.ts';

/** A running preset: its port map covers the whole ladder. */
export type RunningPreset = MockServer & { readonly preset: PresetOf<string> };

/**
 * Starts a preset, or a world of one's own that is described like one. Ports of the ladder that it does not serve are refused, or hang, as it says. Options add to the preset;
 * rules of the caller come before its own. Throws for one that sockets cannot show (`memoryOnly`).
 *
 * @example
 * const world = await startPreset('cert-expired');
 * world.portMap.get(587); // connect here when the diagnosis says 587
 */
export async function startPreset(
  which: PresetName | PresetOf<string>,
  options: Omit<MockServerOptions, 'listeners'> = {},
): Promise<RunningPreset> {
  const chosen = typeof which === 'string' ? preset(which) : which;
  if (chosen.memoryOnly !== null) {
    throw new TypeError(`the preset ${chosen.name} is for virtualNet only: ${chosen.memoryOnly}`);
  }
  const { facts: _, demandsCertificate: __, ...profile } = chosen.tls;
  const hostname = options.hostname ?? 'mail.example.test';
  const server = await startMockServer({
    ...options,
    listeners: chosen.listeners,
    rules: [...chosen.rules, ...(options.rules ?? [])],
    tls: { ...profile, certificate: certificateOf(chosen, hostname), ...options.tls },
  });
  const asked = [...Object.values(WELL_KNOWN), ...Object.keys(chosen.ports).map(Number)];
  const missing = [...new Set(asked)].filter((port) => !server.portMap.has(port));
  const others = await Promise.all(
    missing.map(async (port) => [port, await endpointOf(chosen.ports[port] ?? chosen.elsewhere)] as const),
  );
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), ...others.map(([, endpoint]) => endpoint.close())]);
  };
  const portMap = new Map([...server.portMap, ...others.map(([port, endpoint]) => [port, endpoint.port] as const)]);
  return { ...server, preset: chosen, portMap, close, [Symbol.asyncDispose]: close };
}

function endpointOf(fate: Fate): Promise<Endpoint> {
  switch (fate) {
    case 'refused':
      return refused();
    case 'blackhole':
      return blackhole();
    case 'reset':
      return resetOnAccept();
    case 'answers':
      return silent();
    case 'unreachable':
    case 'prohibited':
    case 'network-unreachable':
    case 'no-local-address':
      throw new TypeError(`sockets cannot be made to be ${fate}`);
    default:
      return fate satisfies never;
  }
}

const DAY_MS = 86_400_000;

function certificateOf({ certificate }: PresetOf<string>, hostname: string): NonNullable<TlsProfile['certificate']> {
  if (typeof certificate === 'string') return certificate;
  const now = Date.now();
  const good = { key: 'P-256', hash: 'sha256', validFromMs: now - DAY_MS, validToMs: now + 90 * DAY_MS } as const;
  const issuer = certify({ ...good, name: certificate.issuedBy, authority: true, alternatives: [], issuer: null });
  const names = [hostname, 'localhost', '127.0.0.1', '::1'];
  const leaf = certify({ ...good, name: hostname, authority: false, alternatives: names, issuer });
  return { certPem: leaf.certPem, keyPem: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
