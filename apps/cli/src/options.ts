import {
  type Family,
  type Parsed,
  type Port,
  type PortMode,
  parsePort,
  parseTarget,
  type SaslMechanism,
  type Target,
  usualMode,
} from '@smtp-triage/core';
import type { NetworkBlock } from '@smtp-triage/core/blocks';
import * as fields from './fields.ts';
import { type ConnectTo, type Place, problem, type Resolve } from './fields.ts';
import { readPlatform } from './platform.ts';
import { type Raw, Reader } from './raw.ts';
import type { SecretSource } from './secrets.ts';
import { FORMATS, type Format, MECHANISMS, MODES } from './spec.ts';

/** What any command that prints a result takes. */
export type OutputOptions = {
  readonly format: Format;
  readonly output: string | null;
  readonly verbosity: 0 | 1 | 2;
  readonly quiet: boolean;
  readonly strict: boolean;
  /** The network that the run is or was made in, where the user names it. */
  readonly platform: NetworkBlock | null;
  /** The client whose settings stand below the result, by the name that was typed, and who logs in there. */
  readonly paste: { readonly client: string; readonly user: string | undefined } | null;
};

/** Everything `check` was asked, parsed; running it needs nothing else from the command line. */
export type CheckOptions = OutputOptions & {
  readonly target: Target;
  readonly settings: PortMode | null;
  readonly only: boolean;
  readonly ports: readonly Port[] | null;
  readonly families: readonly Family[];
  readonly user: string | null;
  readonly secret: SecretSource;
  readonly mechanism: SaslMechanism | null;
  readonly mayAsk: boolean;
  readonly envelope: { readonly from: string; readonly to: string; readonly size: number | null } | null;
  readonly all: boolean;
  readonly resolve: readonly Resolve[];
  readonly connectTo: readonly ConnectTo[];
  readonly source: string | null;
  readonly proxy: string | null;
  readonly sni: string | null;
  readonly ehlo: string | null;
  readonly controls: readonly Place[] | null;
  readonly publicOnly: boolean;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly minTls: 'TLSv1.2' | 'TLSv1.3' | null;
  readonly timeoutMs: number | null;
  readonly patienceMs: number | null;
  readonly saveTrace: string | null;
};

/** RFC 5321 §4.5.3.2.1: a greeting may take five minutes. */
const LONGEST_PATIENCE_MS = 300_000;

/** Reads the command line of `check`; the first thing wrong with it is the answer. */
export function parseCheck(targetText: string | undefined, raw: Raw): Parsed<CheckOptions> {
  const reader = new Reader(raw);
  const target = readTarget(targetText);
  if (!target.ok) return target;
  const settings = readSettings(reader, target.value);
  const from = reader.value('from', fields.parseMailbox);
  const to = reader.value('to', fields.parseMailbox);
  const size = reader.value('size', fields.parseSize);
  const user = reader.value('user', fields.parsePlain);
  const options: CheckOptions = {
    ...readOutput(reader),
    target: target.value,
    settings,
    only: reader.on('only'),
    ports: reader.value('ports', fields.parsePorts),
    families: reader.on('ipv4') ? [4] : reader.on('ipv6') ? [6] : [4, 6],
    user: user ?? target.value.user,
    secret: readSecretSource(reader, target.value, user !== null),
    mechanism: reader.choice('auth', MECHANISMS),
    mayAsk: !reader.on('no-input'),
    envelope: from === null || to === null ? null : { from, to, size },
    all: reader.on('all'),
    resolve: reader.values('resolve', fields.parseResolve),
    connectTo: reader.values('connect-to', fields.parseConnectTo),
    source: reader.value('source', fields.parseIp),
    proxy: reader.value('proxy', fields.parsePlain),
    sni: reader.value('sni', fields.parsePlain),
    ehlo: reader.value('ehlo', fields.parseEhloName),
    controls: reader.on('no-controls')
      ? []
      : reader.has('control')
        ? reader.values('control', fields.parsePlace)
        : null,
    publicOnly: reader.on('public-only'),
    ca: reader.value('ca', fields.parsePlain),
    cert: reader.value('cert', fields.parsePlain),
    key: reader.value('key', fields.parsePlain),
    minTls: reader.choice('min-tls', ['TLSv1.2', 'TLSv1.3'], (text) => text.replace(/^(?=1\.)/, 'TLSv')),
    timeoutMs: reader.value('timeout', fields.parseDuration),
    patienceMs: reader.value('patience', fields.parseDuration),
    saveTrace: reader.value('save-trace', fields.parsePlain),
  };
  const wrong = reader.problem ?? contradiction(options, reader);
  return wrong === null ? { ok: true, value: options } : problem(wrong);
}

/** Reads the options of a command that only prints. */
export function parseOutput(raw: Raw): Parsed<OutputOptions> {
  const reader = new Reader(raw);
  const options = readOutput(reader);
  return reader.problem === null ? { ok: true, value: options } : problem(reader.problem);
}

function readTarget(text: string | undefined): Parsed<Target> {
  if (text === undefined) return problem('no server named; for example: smtp-triage smtp.example.com');
  // "user:password@host" is a URL without its scheme; nothing of it may be repeated in a message
  if (/^(?![a-z][a-z0-9+.-]*:\/\/)[^/@]*:[^@]*@/i.test(text))
    return problem(
      'to give a user with the server, write smtp://user@host; the password comes from --password-file or is asked for',
    );
  return parseTarget(text);
}

/** What the user's client is set to; a flag wins over the target's own port and mode. */
function readSettings(reader: Reader, target: Target): PortMode | null {
  const port = reader.value('port', parsePort) ?? target.port;
  const mode = reader.choice('mode', MODES) ?? (reader.has('port') ? null : target.mode);
  if (port === null && mode === null) return null;
  const usualPort = mode === 'implicit-tls' ? 465 : 587;
  return { port: port ?? usualPort, mode: mode ?? usualMode(port ?? usualPort) };
}

function readSecretSource(reader: Reader, target: Target, userGiven: boolean): SecretSource {
  const file = reader.value('password-file', fields.parsePlain);
  const token = reader.value('oauth-token-file', fields.parsePlain);
  const stdin = reader.on('password-stdin');
  const named = [file !== null, token !== null, stdin].filter(Boolean).length;
  if (named > 1) reader.fail('choose one of --password-file, --password-stdin and --oauth-token-file');
  if (named === 1 && !userGiven && target.user === null) reader.fail('a password needs a user: add --user NAME');
  if (file !== null) return { kind: 'password-file', path: file };
  if (token !== null) return { kind: 'token-file', path: token };
  if (stdin) return { kind: 'password-stdin' };
  if (target.password !== null) return { kind: 'url', password: target.password };
  if (userGiven) return { kind: 'environment-or-prompt', must: true };
  return target.user === null || target.kind === 'email'
    ? { kind: 'none' }
    : { kind: 'environment-or-prompt', must: false };
}

function readOutput(reader: Reader): OutputOptions {
  const named = [
    reader.on('json') ? 'json' : null,
    reader.on('ndjson') ? 'ndjson' : null,
    reader.choice('format', FORMATS),
  ];
  const formats = [...new Set(named.filter((format) => format !== null))] as Format[];
  if (formats.length > 1) reader.fail(`choose one format: ${formats.join(' or ')}`);
  return {
    format: formats[0] ?? 'text',
    output: reader.value('output', fields.parsePlain),
    verbosity: reader.count('verbose'),
    quiet: reader.on('quiet'),
    strict: reader.on('strict'),
    platform: reader.value('platform', readPlatform),
    paste: readPaste(reader, formats[0] ?? 'text'),
  };
}

function readPaste(reader: Reader, format: Format): OutputOptions['paste'] {
  const client = reader.value('for', fields.parsePlain);
  if (client === null) return null;
  if (format !== 'text' && format !== 'markdown')
    reader.fail('--for is for text and markdown; smtp-triage config prints settings as JSON');
  return { client, user: reader.value('user', fields.parsePlain) ?? undefined };
}

/** Options that do not go together; each answer says what to do instead. */
function contradiction(options: CheckOptions, reader: Reader): string | null {
  if (reader.on('ipv4') && reader.on('ipv6')) return '-4 and -6 exclude each other: leave both out to test both';
  if (options.only && options.settings === null) return '--only needs the settings to test: add --port or --mode';
  if (options.only && options.ports !== null) return '--only tests one port and --ports several: choose one';
  if (reader.has('from') !== reader.has('to'))
    return `--from and --to belong together: add ${reader.has('from') ? '--to' : '--from'} ADDRESS`;
  if (reader.has('size') && options.envelope === null) return '--size needs --from and --to';
  if (reader.has('cert') !== reader.has('key'))
    return `--cert and --key belong together: add ${reader.has('cert') ? '--key' : '--cert'} FILE`;
  if (reader.has('control') && reader.on('no-controls')) return '--control and --no-controls exclude each other';
  if (options.proxy !== null && options.source !== null) return '--proxy and --source exclude each other';
  if (options.proxy !== null && options.publicOnly)
    return '--proxy and --public-only exclude each other: a proxy looks names up by itself';
  if (options.mechanism !== null && options.secret.kind === 'none') return '--auth needs a login: add --user NAME';
  if ((options.patienceMs ?? 0) > LONGEST_PATIENCE_MS)
    return '--patience ends at 5m, the longest that RFC 5321 lets a server take';
  return null;
}
