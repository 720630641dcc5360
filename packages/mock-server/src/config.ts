import type { Mode, SaslLookup, SaslMechanism } from '@smtp-triage/core';
import { Secret } from '@smtp-triage/core';
import { type Reply, reply } from './replies.ts';
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
  readonly greeting: Reply;
  readonly helo: Reply;
  /** EHLO lines before and after TLS, without the name of the server. */
  readonly offers: { readonly cleartext: readonly string[]; readonly secured: readonly string[] };
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
};

const MECHANISMS: readonly SaslMechanism[] = ['PLAIN', 'LOGIN'];
const MEBIBYTE = 1_048_576;

/** Fills in the defaults: what a careful submission server does. Rules are shared by the listeners of a server. */
export function configure(options: MachineOptions, rules: RuleBook): MachineConfig {
  const {
    mode = 'starttls',
    hostname = 'mail.example.test',
    users = [DEFAULT_USER],
    maxSize = 10 * MEBIBYTE,
  } = options;
  const mechanisms = options.mechanisms ?? MECHANISMS;
  const policy: Policy = {
    tlsBeforeAuth: mode !== 'cleartext',
    tlsBeforeMail: mode !== 'cleartext',
    login: 'mail',
    localDomains: ['example.test'],
    ...options.policy,
  };
  const always = ['PIPELINING', `SIZE ${maxSize}`, '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'];
  const auth = mechanisms.length === 0 ? [] : [`AUTH ${mechanisms.join(' ')}`];
  const starttls = mode === 'starttls' ? ['STARTTLS'] : [];
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
    greeting: reply(220, null, `${hostname} ESMTP mock`),
    helo: reply(250, null, hostname),
    offers: {
      cleartext: [...always, ...starttls, ...(policy.tlsBeforeAuth ? [] : auth)],
      secured: [...always, ...auth],
    },
  };
}

/** Passwords for the mechanisms that want one, tokens for the two that want those. */
function accounts(users: readonly User[]): MachineConfig['lookup'] {
  const passwords = new Map(users.map(({ user, password }) => [user, new Secret(password)]));
  const tokens = new Map(users.map(({ user, token }) => [user, token === undefined ? null : new Secret(token)]));
  return (mechanism) =>
    mechanism === 'XOAUTH2' || mechanism === 'OAUTHBEARER'
      ? (user) => tokens.get(user) ?? null
      : (user) => passwords.get(user) ?? null;
}
