import { lacksPort, offersThere, type Provider } from '../../catalogue/providers/index.ts';
import { MODE_NAMES, type Mode, portFact, usualMode } from '../../ports.ts';
import type { Settings, Slip, Syntax } from '../types.ts';
import { clientName, hostOf, isAnybodys, portOf, providerOf } from './about.ts';
import { corrected } from './correct.ts';
import { labelPair } from './label.ts';
import { modeLine } from './mode-line.ts';
import { slip } from './slip.ts';

/** What a client says when it starts TLS where the server still greets in the clear, by the TLS library behind it. */
const ON_STARTTLS_PORT: Readonly<Partial<Record<Syntax, string>>> = {
  java: 'Unrecognized SSL message, plaintext connection?',
  go: 'first record does not look like a TLS handshake',
  csharp: 'Cannot determine the frame size or a corrupted frame was received',
};
const OPENSSL = 'wrong version number';

/** Port and mode that do not go together: 465 expects TLS at once; 587, 2525 and 25 begin in the clear. */
export function portAndMode(settings: Settings): readonly Slip[] {
  const port = portOf(settings);
  const { mode } = settings;
  const provider = providerOf(settings);
  if (port === null || mode === null || (provider !== null && lacksPort(provider, port.value))) return [];
  if (isText(settings, mode)) return [];
  const wanted = modeOfPort(port.value, mode.value, provider, hostOf(settings)?.value);
  // A lone "TLS" or "SSL" of nobody knows whom is ambiguous rather than wrong
  if (wanted === null || (isAnybodys(settings) && labelPair(settings) !== null)) return [];
  const otherPort = portForMode(mode.value, provider);
  // The number was mostly copied from the provider, the switch guessed
  const fix = modeLine(settings, wanted) ?? {
    line: port.line,
    key: port.key,
    corrected: otherPort === null ? null : corrected(settings, port, `${otherPort}`),
  };
  return [
    slip({
      code: 'settings-mode-mismatch',
      ...fix,
      what: `Port ${port.value} ${effect(settings, mode.value)}`,
      words: {
        port: `${port.value}`,
        mode: MODE_NAMES[mode.value],
        modeOfPort: MODE_NAMES[wanted],
        ...(otherPort === null ? {} : { portOfMode: `${otherPort}` }),
      },
    }),
  ];
}

/** A "false" that counts as true was meant otherwise: once it is mended, port and mode may go together. */
const isText = ({ slips }: Settings, mode: { readonly key: string; readonly line: number }): boolean =>
  slips.some(
    ({ code, severity, key, line }) =>
      code === 'settings-string-as-boolean' && severity === 'error' && key === mode.key && line === mode.line,
  );

/** The mode that a port wants where it is not the one that is set, else null; cleartext fits every port that begins in the clear. */
function modeOfPort(port: number, set: Mode, provider: Provider | null, host: string | undefined): Mode | null {
  const begins = (mode: Mode): string => (mode === 'implicit-tls' ? 'tls' : 'clear');
  if (provider !== null) {
    const modes: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
    const served = modes.filter((mode) => offersThere(provider, port, mode, host) === 'documented');
    const [first] = served;
    if (first !== undefined) return served.some((mode) => begins(mode) === begins(set)) ? null : first;
  }
  return portFact(port) === null || begins(usualMode(port)) === begins(set) ? null : usualMode(port);
}

/** The port for a mode: the provider's own where it is known, and none where the provider serves none. */
function portForMode(mode: Mode, provider: Provider | null): number | null {
  const own = provider?.submission.find((row) => row.mode === mode)?.port;
  const usual = mode === 'implicit-tls' ? 465 : 587;
  return own ?? (provider !== null && lacksPort(provider, usual) ? null : usual);
}

function effect(settings: Settings, mode: Mode): string {
  const { client } = settings;
  const name = clientName(settings);
  if (mode === 'implicit-tls') {
    const error = (client === null ? undefined : ON_STARTTLS_PORT[client.syntax]) ?? OPENSSL;
    return `begins in the clear, but TLS is started at once: ${name} fails, often with "${error}".`;
  }
  const how = mode === 'starttls' ? 'a plain greeting and STARTTLS' : 'a plain greeting';
  return `says nothing before TLS, but these settings wait for ${how}: ${name} hangs until it times out.`;
}
