import { usualMode } from '../../ports.ts';
import type { Settings, Slip } from '../types.ts';
import { clientName, hasLogin, hostOf, isAnybodys, isPrivateHost, portOf, providerOf } from './about.ts';
import { isModeSaid, modeLine } from './mode-line.ts';
import { slip } from './slip.ts';

/** A login that would travel readable over the internet. */
export function cleartextLogin(settings: Settings): readonly Slip[] {
  const { client, mode } = settings;
  const port = portOf(settings)?.value ?? client?.defaults.port ?? 587;
  // On 465 nothing works without TLS: there the port and the mode do not go together
  if (mode?.value !== 'cleartext' || !travelsFar(settings) || usualMode(port) === 'implicit-tls') return [];
  const fix = modeLine(settings, 'starttls');
  const place = fix ?? (isModeSaid(settings) ? { line: mode.line, key: mode.key } : {});
  const label = client?.labels.starttls ?? null;
  const how = label === null || fix !== null ? '' : ` ${clientName(settings)} is told to encrypt by: ${label}.`;
  return [
    slip({
      code: 'settings-cleartext-login',
      ...place,
      what: `A login is set and encryption is off, on the way to ${hostOf(settings)?.value ?? 'the server'}.${how}`,
    }),
  ];
}

/** STARTTLS that is used where it is offered, with a client that could require it. */
export function starttlsOptional(settings: Settings): readonly Slip[] {
  const { client, mode } = settings;
  if (client === null || isAnybodys(settings) || mode?.value !== 'starttls' || !mode.optional || !travelsFar(settings))
    return [];
  // On 465 there is no STARTTLS that could be required: there the port and the mode do not go together
  if (usualMode(portOf(settings)?.value ?? client.defaults.port ?? 587) === 'implicit-tls') return [];
  const canRequire = client.modes.some((row) => 'mode' in row && row.mode === 'starttls' && row.optional !== true);
  if (!canRequire) return [];
  const fix = modeLine(settings, 'starttls', false);
  return [
    slip({
      code: 'settings-starttls-optional',
      line: fix?.line ?? mode.line,
      key: fix?.key ?? mode.key,
      what: `${client.name} goes on in the clear where STARTTLS is not offered${client.labels.starttls === null ? '.' : `; required, it is: ${client.labels.starttls}.`}`,
      corrected: fix?.corrected ?? null,
    }),
  ];
}

/** A secret leaves this machine and its network, and not for a server that only catches test mail. */
function travelsFar(settings: Settings): boolean {
  const host = hostOf(settings);
  return hasLogin(settings) && host !== null && !isPrivateHost(host.value) && providerOf(settings)?.kind !== 'test';
}
