import type { Mode } from '@smtp-triage/core';
import { type SaslLookup, type SaslMechanism, Secret } from '@smtp-triage/core/sasl';
import { Offers } from './offers.ts';
import { type Reply, reply, sharedReply } from './replies.ts';
import type { RuleBook } from './rule-book.ts';

/** An account that may log in (RFC 4954); the token is for XOAUTH2 and OAUTHBEARER. */
export type User = { readonly user: string; readonly password: string; readonly token?: string };

/** The account of a server that was given none. */
export const DEFAULT_USER: User = { user: 'ann', password: 'correct horse battery staple', token: 'ya29.mock-token' };

/** What one server wants beyond the law of the dialogue table. */
export type Policy = {
  /** AUTH before TLS is neither offered nor taken (RFC 4954 §4, RFC 8314 §4.1). */
  readonly tlsBeforeAuth: boolean;
  /** MAIL before TLS is refused with 530 (RFC 3207 §4). */
  readonly tlsBeforeMail: boolean;
  /** Who needs a login: all mail (RFC 6409 §4.3), mail for other domains than `localDomains`, or nobody. */
  readonly login: 'mail' | 'relay' | 'never';
  readonly localDomains: readonly string[];
};

/** All that the machine is told before its first event. */
export type MachineConfig = {
  readonly listener: string;
  readonly mode: Mode;
  readonly hostname: string;
  readonly policy: Policy;
  readonly mechanisms: readonly SaslMechanism[];
  readonly lookup: (mechanism: SaslMechanism) => SaslLookup;
  readonly maxSize: number;
  readonly maxRecipients: number;
  readonly rules: RuleBook;
  /** The server's part of SASL nonces (RFC 5802 §5.1): randomness comes in. */
  readonly nonce: () => string;
  /** What `jitter` and `garbage` draw from. */
  readonly seed: number;
  readonly greeting: Reply;
  /** Time before the greeting, for the sake of those who talk before it. */
  readonly greetPauseMs: number;
  readonly helo: Reply;
  /** What EHLO announces before and after TLS. */
  readonly offers: { readonly cleartext: Offers; readonly secured: Offers };
  /** Recipients such as `550-5.1.1@mock.test` answer with the code that they name. */
  readonly addressReplies: boolean;
};

/** What a caller may say about a machine; the rest has defaults. */
export type MachineOptions = {
  readonly listener?: string;
  readonly mode?: Mode;
  readonly hostname?: string;
  readonly policy?: Partial<Policy>;
  readonly mechanisms?: readonly SaslMechanism[];
  readonly users?: readonly User[];
  readonly maxSize?: number;
  readonly maxRecipients?: number;
  readonly nonce?: () => string;
  /** The same seed gives the same `chance`, `jitter` and `garbage`; 1. */
  readonly seed?: number;
  /** What the greeting says after the code. */
  readonly greeting?: string;
  /** Milliseconds before the greeting; a client that does not wait for it is noted as an early talker. */
  readonly greetPauseMs?: number;
  /** EHLO keywords with their parameters; SIZE, STARTTLS and AUTH come from the other options. */
  readonly extensions?: readonly string[];
  /** Recipients such as `550-5.1.1@mock.test` answer with the code that they name. */
  readonly addressReplies?: boolean;
};

/** RFC 2920, 6152, 6531, 2034, 3030, 3461. */
const EXTENSIONS: readonly string[] = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'CHUNKING', 'DSN'];
const MECHANISMS: readonly SaslMechanism[] = ['PLAIN', 'LOGIN'];
const MEBIBYTE = 1_048_576;

/** Fills in the defaults: what a careful submission server does. Rules are shared by the listeners of a server. */
export function configure(options: MachineOptions, rules: RuleBook): MachineConfig {
  const {
    mode = 'starttls',
    hostname = 'mail.example.test',
    users = [DEFAULT_USER],
    maxSize = 10 * MEBIBYTE,
    greeting = `${hostname} ESMTP mock`,
  } = options;
  const mechanisms = options.mechanisms ?? MECHANISMS;
  const policy: Policy = {
    tlsBeforeAuth: mode !== 'cleartext',
    tlsBeforeMail: mode !== 'cleartext',
    login: 'mail',
    localDomains: ['example.test'],
    ...options.policy,
  };
  const auth = mechanisms.length === 0 ? [] : [`AUTH ${mechanisms.join(' ')}`];
  const starttls = mode === 'starttls' ? ['STARTTLS'] : [];
  const always = [`SIZE ${maxSize}`, ...(options.extensions ?? EXTENSIONS)];
  return {
    listener: options.listener ?? 'submission',
    mode,
    hostname,
    policy,
    mechanisms,
    lookup: accounts(users),
    maxSize,
    maxRecipients: options.maxRecipients ?? 100,
    rules,
    nonce: options.nonce ?? (() => 'mock-nonce'),
    seed: options.seed ?? 1,
    greeting: sharedReply(`220 ${greeting}`, () => reply(220, null, greeting)),
    greetPauseMs: options.greetPauseMs ?? 0,
    helo: sharedReply(`250 ${hostname}`, () => reply(250, null, hostname)),
    offers: {
      cleartext: new Offers(hostname, [...always, ...starttls, ...(policy.tlsBeforeAuth ? [] : auth)]),
      secured: new Offers(hostname, [...always, ...auth]),
    },
    addressReplies: options.addressReplies ?? false,
  };
}

/** Passwords for the mechanisms that want one, tokens for the two that want those; sorted when somebody first asks. */
function accounts(users: readonly User[]): MachineConfig['lookup'] {
  let known: { readonly passwords: SaslLookup; readonly tokens: SaslLookup } | null = null;
  return (mechanism) => {
    known ??= { passwords: secretsOf(users, 'password'), tokens: secretsOf(users, 'token') };
    return mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER' ? known.tokens : known.passwords;
  };
}

function secretsOf(users: readonly User[], kind: 'password' | 'token'): SaslLookup {
  const secrets = new Map(
    users.map(({ user, [kind]: secret }) => [user, secret === undefined ? null : new Secret(secret)]),
  );
  return (user) => secrets.get(user) ?? null;
}
