import { SERVER_NAME } from '../pki.ts';
import type { RunningServer, ServerKind, Setup } from './types.ts';

/** What every server is asked. */
export const CASE_NAMES = [
  'too-many-connections',
  'helo-only',
  'starttls',
  'implicit-tls',
  'implicit-tls-on-starttls-port',
  'starttls-on-implicit-tls-port',
  'auth-before-tls',
  'auth-required',
  'relay-denied',
  'oversize',
  'greylisting',
  // Last: Dovecot makes whoever failed wait longer the next time
  'bad-login',
] as const;
/** One of the questions. */
export type CaseName = (typeof CASE_NAMES)[number];

/** A question as a user would put it: how the server is set up, what the client is set to, and who logs in. */
export type Asked = {
  readonly setup: Setup;
  readonly args: readonly string[];
  /** The password that is given, or none and no user either. */
  readonly login: 'good' | 'wrong' | null;
};

const STARTTLS = ['-p', '587', '--mode', 'starttls'];
const FROM = ['--from', `ann@${SERVER_NAME}`];
const FOREIGN = [...FROM, '--to', 'bob@elsewhere.test'];
const OWN = [...FROM, '--to', `ann@${SERVER_NAME}`];
const HUGE = ['--size', '100000000'];

/** The questions. Mail is never sent: an envelope ends in RSET. */
export const CASES: Readonly<Record<CaseName, Asked>> = {
  'too-many-connections': { setup: 'one-connection', args: [...STARTTLS, '--only'], login: null },
  'helo-only': { setup: 'helo-only', args: [...STARTTLS, '--only'], login: 'good' },
  starttls: { setup: 'usual', args: STARTTLS, login: 'good' },
  'implicit-tls': { setup: 'usual', args: ['-p', '465', '--mode', 'implicit-tls'], login: 'good' },
  'implicit-tls-on-starttls-port': { setup: 'usual', args: ['-p', '587', '--mode', 'implicit-tls'], login: 'good' },
  'starttls-on-implicit-tls-port': { setup: 'usual', args: ['-p', '465', '--mode', 'starttls'], login: 'good' },
  'auth-before-tls': { setup: 'usual', args: ['-p', '587', '--mode', 'cleartext'], login: 'good' },
  'bad-login': { setup: 'usual', args: STARTTLS, login: 'wrong' },
  'auth-required': { setup: 'usual', args: [...STARTTLS, ...FOREIGN], login: null },
  'relay-denied': { setup: 'usual', args: ['-p', '25', '--mode', 'starttls', ...FOREIGN], login: null },
  oversize: { setup: 'usual', args: [...STARTTLS, ...FOREIGN, ...HUGE], login: 'good' },
  greylisting: { setup: 'greylisting', args: [...STARTTLS, ...FOREIGN], login: 'good' },
};

/** What one server has to be asked otherwise, and why. */
const OTHERWISE: Readonly<Partial<Record<ServerKind, Readonly<Partial<Record<CaseName, Partial<Asked>>>>>>> = {
  // It has no relay port: there it is the relay behind it that refuses, after a good login
  dovecot: { 'relay-denied': { args: [...STARTTLS, ...FOREIGN], login: 'good' } },
  // Its TLS is broken, so what comes after TLS is asked in cleartext
  opensmtpd: {
    'relay-denied': { args: ['-p', '25', '--mode', 'cleartext', ...FOREIGN] },
    oversize: { args: ['-p', '25', '--mode', 'cleartext', ...OWN, ...HUGE], login: null },
  },
};

/** The whole command line for a case on a running server, and the password that goes with it. */
export function askOf(
  server: RunningServer,
  name: CaseName,
): { readonly args: readonly string[]; readonly password: string | undefined } {
  const { args, login } = { ...CASES[name], ...OTHERWISE[server.kind]?.[name] };
  const all = [
    SERVER_NAME,
    ...args,
    '--ca',
    server.caFile,
    // --only says it already
    ...(args.includes('--only') ? [] : ['--ports', Object.keys(server.connectTo).join(',')]),
    ...Object.entries(server.connectTo).flatMap(([port, real]) => [
      '--connect-to',
      `${port}=${server.address}:${real}`,
    ]),
    '--no-controls',
    '--ehlo',
    'client.example.test',
  ];
  if (login === null) return { args: all, password: undefined };
  return {
    args: [...all, '--user', server.user],
    password: login === 'good' ? server.password : 'not the password',
  };
}
