import type { Code, Finding, Report, Verdict } from '@smtp-triage/core';
import type { CaseName } from './cases.ts';
import type { ServerKind } from './types.ts';

/** What a diagnosis of one case must come to: every finding, the primary one first. */
export type Expected = {
  readonly verdict: Verdict;
  readonly codes: readonly Code[];
  /** Who is to act on the primary finding; null where there is none. */
  readonly blame: Finding['blame'] | null;
  /** The recommended settings, as `587 starttls`. */
  readonly use: string | null;
};

/** A row of the table: the expectation, or why the server cannot be asked that. */
export type Row = { readonly server: ServerKind; readonly name: CaseName } & (
  | { readonly expected: Expected; readonly cannot: null }
  | { readonly expected: null; readonly cannot: string }
);

type Cells =
  | readonly [ServerKind, CaseName, Verdict, readonly Code[], Expected['blame'], string | null]
  | readonly [ServerKind, CaseName, null, string];

const CELLS: readonly Cells[] = [
  ['postfix', 'starttls', 'ready', [], null, '587 starttls'],
  ['postfix', 'implicit-tls', 'ready', [], null, '465 implicit-tls'],
  ['postfix', 'implicit-tls-on-starttls-port', 'fixable', ['implicit-tls-on-starttls-port'], 'client', '587 starttls'],
  ['postfix', 'starttls-on-implicit-tls-port', 'fixable', ['starttls-on-implicit-tls-port'], 'client', '587 starttls'],
  ['postfix', 'auth-before-tls', 'fixable', ['auth-requires-tls'], 'client', '587 starttls'],
  ['postfix', 'auth-required', 'unusable', ['submission-requires-auth'], 'client', null],
  ['postfix', 'bad-login', 'unusable', ['auth-credentials-rejected'], 'account', null],
  ['postfix', 'relay-denied', 'unusable', ['recipient-relay-denied', 'submission-on-relay-port'], 'client', null],
  ['postfix', 'oversize', 'unusable', ['message-too-large'], 'client', null],
  ['postfix', 'greylisting', 'unusable', ['greylisted'], 'server', null],
  ['postfix', 'too-many-connections', 'unusable', ['greeting-busy'], 'server', null],
  ['postfix', 'helo-only', 'unusable', ['esmtp-not-supported'], 'server', null],

  ['exim', 'starttls', 'ready', [], null, '587 starttls'],
  ['exim', 'implicit-tls', 'ready', [], null, '465 implicit-tls'],
  ['exim', 'implicit-tls-on-starttls-port', 'fixable', ['implicit-tls-on-starttls-port'], 'client', '587 starttls'],
  ['exim', 'starttls-on-implicit-tls-port', 'fixable', ['starttls-on-implicit-tls-port'], 'client', '587 starttls'],
  ['exim', 'auth-before-tls', 'fixable', ['auth-requires-tls'], 'client', '587 starttls'],
  ['exim', 'auth-required', 'unusable', ['submission-requires-auth'], 'client', null],
  ['exim', 'bad-login', 'unusable', ['auth-credentials-rejected'], 'account', null],
  ['exim', 'relay-denied', 'unusable', ['recipient-relay-denied', 'submission-on-relay-port'], 'client', null],
  ['exim', 'oversize', 'unusable', ['message-too-large'], 'client', null],
  ['exim', 'greylisting', 'unusable', ['greylisted'], 'server', null],
  ['exim', 'too-many-connections', 'unusable', ['greeting-busy'], 'server', null],
  ['exim', 'helo-only', 'unusable', ['esmtp-not-supported'], 'server', null],

  ['opensmtpd', 'starttls', 'unusable', ['tls-server-fault'], 'server', null],
  ['opensmtpd', 'implicit-tls', 'unusable', ['tls-server-fault'], 'server', null],
  [
    'opensmtpd',
    'implicit-tls-on-starttls-port',
    'unusable',
    ['implicit-tls-on-starttls-port', 'tls-server-fault'],
    'client',
    null,
  ],
  [
    'opensmtpd',
    'starttls-on-implicit-tls-port',
    'unusable',
    ['starttls-on-implicit-tls-port', 'tls-server-fault'],
    'client',
    null,
  ],
  ['opensmtpd', 'auth-before-tls', 'unusable', ['auth-requires-tls', 'tls-server-fault'], 'client', null],
  ['opensmtpd', 'auth-required', null, 'it takes mail on 587 only after TLS, which is broken in Debian 12'],
  ['opensmtpd', 'bad-login', null, 'it takes a login only after TLS, which is broken in Debian 12'],
  [
    'opensmtpd',
    'relay-denied',
    'unusable',
    ['recipient-relay-denied', 'submission-on-relay-port', 'tls-server-fault'],
    'client',
    null,
  ],
  ['opensmtpd', 'oversize', null, 'it answers MAIL with 250 whatever SIZE says, and measures the message itself'],
  ['opensmtpd', 'greylisting', null, 'it has none: on OpenBSD spamd stands before it'],
  [
    'opensmtpd',
    'too-many-connections',
    null,
    'it has no limit for connections; short of descriptors it stops accepting',
  ],
  ['opensmtpd', 'helo-only', 'unusable', ['esmtp-not-supported'], 'server', null],

  ['dovecot', 'starttls', 'ready', [], null, '587 starttls'],
  ['dovecot', 'implicit-tls', 'ready', [], null, '465 implicit-tls'],
  ['dovecot', 'implicit-tls-on-starttls-port', 'fixable', ['implicit-tls-on-starttls-port'], 'client', '587 starttls'],
  ['dovecot', 'starttls-on-implicit-tls-port', 'fixable', ['starttls-on-implicit-tls-port'], 'client', '587 starttls'],
  ['dovecot', 'auth-before-tls', 'fixable', ['auth-requires-tls'], 'client', '587 starttls'],
  ['dovecot', 'auth-required', 'unusable', ['submission-requires-auth'], 'client', null],
  ['dovecot', 'bad-login', 'unusable', ['auth-credentials-rejected'], 'account', null],
  ['dovecot', 'relay-denied', 'unusable', ['recipient-relay-denied'], 'client', null],
  ['dovecot', 'oversize', 'unusable', ['message-too-large'], 'client', null],
  ['dovecot', 'greylisting', 'unusable', ['greylisted'], 'server', null],
  [
    'dovecot',
    'too-many-connections',
    null,
    'at its limit it ends the oldest connection with a 421, and greets the new one',
  ],
  ['dovecot', 'helo-only', null, 'EHLO cannot be switched off'],

  ['aiosmtpd', 'starttls', 'ready', [], null, '587 starttls'],
  ['aiosmtpd', 'implicit-tls', 'ready', [], null, '465 implicit-tls'],
  ['aiosmtpd', 'implicit-tls-on-starttls-port', 'fixable', ['implicit-tls-on-starttls-port'], 'client', '587 starttls'],
  ['aiosmtpd', 'starttls-on-implicit-tls-port', 'fixable', ['starttls-on-implicit-tls-port'], 'client', '587 starttls'],
  ['aiosmtpd', 'auth-before-tls', 'fixable', ['auth-requires-tls'], 'client', '587 starttls'],
  ['aiosmtpd', 'auth-required', 'unusable', ['submission-requires-auth'], 'client', null],
  ['aiosmtpd', 'bad-login', 'unusable', ['auth-credentials-rejected'], 'account', null],
  ['aiosmtpd', 'relay-denied', 'unusable', ['recipient-relay-denied', 'submission-on-relay-port'], 'client', null],
  ['aiosmtpd', 'oversize', 'unusable', ['message-too-large'], 'client', null],
  ['aiosmtpd', 'greylisting', null, 'it has none; the words would be those of our handler'],
  ['aiosmtpd', 'too-many-connections', null, 'it counts no connections'],
  ['aiosmtpd', 'helo-only', null, 'EHLO cannot be switched off'],

  // It offers AUTH in cleartext and refuses it there (538): the offer is what a client sees
  ['smtp-server', 'starttls', 'degraded', ['auth-offered-in-cleartext'], 'server', '587 starttls'],
  ['smtp-server', 'implicit-tls', 'ready', ['auth-offered-in-cleartext'], 'server', '465 implicit-tls'],
  [
    'smtp-server',
    'implicit-tls-on-starttls-port',
    'fixable',
    ['implicit-tls-on-starttls-port', 'auth-offered-in-cleartext'],
    'client',
    '587 starttls',
  ],
  [
    'smtp-server',
    'starttls-on-implicit-tls-port',
    'fixable',
    ['starttls-on-implicit-tls-port', 'auth-offered-in-cleartext'],
    'client',
    '587 starttls',
  ],
  [
    'smtp-server',
    'auth-before-tls',
    'fixable',
    ['plaintext-only', 'auth-offered-in-cleartext'],
    'client',
    '587 starttls',
  ],
  [
    'smtp-server',
    'auth-required',
    'unusable',
    ['submission-requires-auth', 'auth-offered-in-cleartext'],
    'client',
    null,
  ],
  ['smtp-server', 'bad-login', 'unusable', ['auth-credentials-rejected', 'auth-offered-in-cleartext'], 'account', null],
  [
    'smtp-server',
    'relay-denied',
    'unusable',
    ['recipient-relay-denied', 'submission-on-relay-port', 'auth-offered-in-cleartext'],
    'client',
    null,
  ],
  ['smtp-server', 'oversize', 'unusable', ['message-too-large', 'auth-offered-in-cleartext'], 'client', null],
  ['smtp-server', 'greylisting', null, 'it has none; the words would be those of our handler'],
  ['smtp-server', 'too-many-connections', 'unusable', ['greeting-busy'], 'server', null],
  ['smtp-server', 'helo-only', 'unusable', ['esmtp-not-supported'], 'server', null],

  ['haraka', 'starttls', 'ready', [], null, '587 starttls'],
  ['haraka', 'implicit-tls', 'ready', [], null, '465 implicit-tls'],
  ['haraka', 'implicit-tls-on-starttls-port', 'fixable', ['implicit-tls-on-starttls-port'], 'client', '587 starttls'],
  ['haraka', 'starttls-on-implicit-tls-port', 'fixable', ['starttls-on-implicit-tls-port'], 'client', '587 starttls'],
  ['haraka', 'auth-before-tls', 'fixable', ['auth-requires-tls'], 'client', '587 starttls'],
  ['haraka', 'auth-required', 'unusable', ['submission-requires-auth'], 'client', null],
  ['haraka', 'bad-login', 'unusable', ['auth-credentials-rejected'], 'account', null],
  ['haraka', 'relay-denied', 'unusable', ['recipient-relay-denied', 'submission-on-relay-port'], 'client', null],
  ['haraka', 'oversize', 'unusable', ['message-too-large'], 'client', null],
  ['haraka', 'greylisting', null, 'its plug-in for that needs Redis'],
  ['haraka', 'too-many-connections', null, 'its plug-in for that needs Redis'],
  ['haraka', 'helo-only', 'unusable', ['esmtp-not-supported'], 'server', null],
];

/** One row for each server and case. */
export const EXPECTED: readonly Row[] = CELLS.map((cells): Row => {
  const [server, name] = cells;
  if (cells[2] === null) return { server, name, expected: null, cannot: cells[3] };
  const [, , verdict, codes, blame, use] = cells;
  return { server, name, expected: { verdict, codes, blame, use }, cannot: null };
});

/** The same of a report, to be compared. */
export const outcomeOf = ({ verdict, findings, recommendation }: Judged): Expected => ({
  verdict,
  codes: findings.map(({ code }) => code),
  blame: findings[0]?.blame ?? null,
  use: recommendation === null ? null : `${recommendation.port} ${recommendation.mode}`,
});

type Judged = Pick<Report, 'verdict' | 'findings' | 'recommendation'>;
