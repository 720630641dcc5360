declare const brand: unique symbol;
/** A value of type `T` that only its parser can make. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A TCP port, 1 to 65535. Made by {@link parsePort}. */
export type Port = Branded<number, 'Port'>;

/** How a connection gets its encryption (RFC 8314 §3): from the first byte, by upgrade, or not at all. */
export type Mode = 'implicit-tls' | 'starttls' | 'cleartext';

/** What a port is for: submission by users (RFC 6409, 8314), relay between servers (RFC 5321), or an unofficial fallback. */
export type PortRole = 'submission' | 'relay' | 'fallback';

/** What everyone should know of one of the four ports. */
export type PortFact = {
  readonly port: number;
  readonly role: PortRole;
  readonly mode: Mode;
  readonly service: string;
  readonly use: string;
  readonly ref: string;
};

/** The port ladder, in the order in which a client should prefer them. */
export const PORTS = [
  {
    port: 587,
    role: 'submission',
    mode: 'starttls',
    service: 'submission',
    use: 'the default for sending mail: plain greeting, then STARTTLS, then login',
    ref: 'RFC 6409',
  },
  {
    port: 465,
    role: 'submission',
    mode: 'implicit-tls',
    service: 'submissions',
    use: 'sending mail with TLS from the first byte',
    ref: 'RFC 8314',
  },
  {
    port: 2525,
    role: 'fallback',
    mode: 'starttls',
    service: 'none registered',
    use: 'unofficial; only where a provider offers it and both 587 and 465 are blocked',
    ref: 'no RFC',
  },
  {
    port: 25,
    role: 'relay',
    mode: 'starttls',
    service: 'smtp',
    use: 'mail between servers, never for submission; most networks block it outbound',
    ref: 'RFC 5321',
  },
] as const satisfies readonly PortFact[];

/** What is known of a port number, or null for one that is not on the ladder. */
export const portFact = (port: number): PortFact | null => PORTS.find((fact) => fact.port === port) ?? null;

/** The role of any port; one that is not on the ladder is taken for a submission port, since the user named it. */
export const roleOf = (port: number): PortRole => portFact(port)?.role ?? 'submission';

/** The mode that belongs to a port; STARTTLS where nothing is registered. */
export const usualMode = (port: number): Mode => portFact(port)?.mode ?? 'starttls';

/** How people and clients say a mode. */
export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  starttls: 'STARTTLS',
  'implicit-tls': 'implicit TLS',
  cleartext: 'no encryption',
};

/** A parsed value, or the one sentence that says what is wrong with the input. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Parses a decimal port number, 1 to 65535, without sign, blank or leading zero. */
export const parsePort = (input: string): Parsed<Port> =>
  /^[1-9]\d{0,4}$/.test(input) && Number(input) <= 65_535
    ? { ok: true, value: Number(input) as Port }
    : { ok: false, problem: `not a port number from 1 to 65535: ${input === '' ? '(empty)' : input}` };
