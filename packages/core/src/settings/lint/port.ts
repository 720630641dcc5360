import { lacksPort, offersThere } from '../../catalogue/providers/index.ts';
import { MODE_NAMES } from '../../ports.ts';
import type { Settings, Slip } from '../types.ts';
import { clientName, hasLogin, hostOf, isPrivateHost, isWritten, portOf, providerOf } from './about.ts';
import { corrected } from './correct.ts';
import { slip } from './slip.ts';

/** Ports that belong to something else, and what that is. */
const OTHERS: Readonly<Record<string, string>> = {
  '993': 'Port 993 is where mail is read (IMAP over TLS)',
  '995': 'Port 995 is where mail is fetched (POP3 over TLS)',
  '143': 'Port 143 is where mail is read (IMAP)',
  '110': 'Port 110 is where mail is fetched (POP3)',
  '4190': 'Port 4190 is where mail filters are edited (ManageSieve)',
  '80': 'Port 80 serves web pages',
  '443': 'Port 443 serves web pages',
};

/** A host without a port, for a program that wants both together and takes neither alone. */
export function portMissing(settings: Settings): readonly Slip[] {
  const { client, port, mode } = settings;
  const host = hostOf(settings);
  if (client?.needsPort !== true || port !== null || host === null) return [];
  const right = mode?.value === 'implicit-tls' ? '465' : '587';
  return [
    slip({
      code: 'settings-port-invalid',
      line: host.line,
      key: host.key,
      what: `No port is named, and ${client.name} takes no host without one: "missing port in address".`,
      corrected: corrected(settings, host, `${host.value}:${right}`),
    }),
  ];
}

/** A port that is no number, out of range, or another service's. */
export function portInvalid(settings: Settings): readonly Slip[] {
  const { port, mode } = settings;
  if (port === null || port.value.trim() === '' || !isWritten(settings, port)) return [];
  const text = port.value.trim();
  const other = OTHERS[text];
  if (portOf(settings) !== null && other === undefined) return [];
  const right = /\b(?:587|465|2525)\b/.exec(text)?.[0] ?? (mode?.value === 'implicit-tls' ? '465' : '587');
  return [
    slip({
      code: 'settings-port-invalid',
      line: port.line,
      key: port.key,
      what: other === undefined ? `"${text}" is not a number from 1 to 65535.` : `${other}; mail is not sent there.`,
      corrected: corrected(settings, port, right),
    }),
  ];
}

/** A port that the provider is known not to serve. */
export function portNotOffered(settings: Settings): readonly Slip[] {
  const port = portOf(settings);
  const provider = providerOf(settings);
  if (port === null || provider === null || !lacksPort(provider, port.value)) return [];
  const host = hostOf(settings)?.value ?? provider.name;
  const row = provider.submission[0];
  const instead = row === undefined ? null : `port ${row.port} with ${MODE_NAMES[row.mode]}`;
  return [
    slip({
      code: 'port-not-offered',
      line: port.line,
      key: port.key,
      what: `${provider.name} does not serve port ${port.value}${instead === null ? '.' : `; it serves ${instead}.`}`,
      corrected: row === undefined ? null : corrected(settings, port, `${row.port}`),
      words: {
        host,
        ports: `port ${port.value}`,
        why: `${provider.name} documents other ports and not this one`,
        ...(instead === null ? {} : { documented: instead }),
      },
    }),
  ];
}

/** Submission through port 25, named or fallen into; a relay on a private network that takes no login is left alone. */
export function submissionOnRelayPort(settings: Settings): readonly Slip[] {
  const host = hostOf(settings);
  const login = hasLogin(settings);
  const { client, mode } = settings;
  const port = settings.port === null ? null : portOf(settings);
  // Where a client picks its port by the mode, an implicit one is never 25
  const fallsTo25 =
    settings.port === null &&
    client?.needsPort !== true &&
    client?.defaults.port === 25 &&
    mode?.value !== 'implicit-tls' &&
    login;
  if (host === null || !(port?.value === 25 || fallsTo25) || (isPrivateHost(host.value) && !login)) return [];
  const provider = providerOf(settings);
  const documented =
    provider !== null && offersThere(provider, 25, mode?.value ?? 'starttls', host.value) === 'documented';
  return [
    slip({
      code: 'submission-on-relay-port',
      severity: login && !documented && !isPrivateHost(host.value) ? 'warning' : 'info',
      line: port?.line ?? null,
      key: port?.key ?? null,
      what:
        port === null
          ? `No port is named, so ${clientName(settings)} uses 25, which is for mail between servers.`
          : 'Port 25 is for mail between servers, and most networks block it; a program submits on 587.',
      corrected: port === null ? null : corrected(settings, port, '587'),
    }),
  ];
}
