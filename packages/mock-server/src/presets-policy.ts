import type { Code, Stage } from '@smtp-triage/core';
import { BOTH, ENVELOPE, LOGIN_MS, MESSAGE, presetsOf, RELAY, right, type Story } from './presets-model.ts';
import { at, type Rule } from './rules.ts';

/** The login works, and then the mail is refused. */
const refused = (code: Code, rule: Rule, summary: string, stage: Stage = 'envelope'): Story => ({
  summary,
  listeners: BOTH,
  login: 'right',
  envelope: stage === 'data' ? MESSAGE : ENVELOPE,
  rules: [rule],
  expected: right('unusable', code, stage, 'policy', LOGIN_MS),
});

/** What is asked after the login: sender, recipient, size, rate. */
export const POLICY_PRESETS = presetsOf('policy', {
  'submission-requires-auth': {
    summary: 'Nobody logged in, and the server wants a login before MAIL (530).',
    listeners: BOTH,
    envelope: ENVELOPE,
    expected: right('unusable', 'submission-requires-auth', 'envelope', 'policy', LOGIN_MS),
  },
  'submission-requires-auth-554': {
    summary: 'Nobody logged in, and the server says at RCPT only that access is denied, as Postfix does.',
    listeners: BOTH,
    envelope: ENVELOPE,
    rules: [
      at('mail').reply(250, '2.1.0', 'Ok'),
      at('rcpt').reply(554, '5.7.1', '<bob@elsewhere.test>: Recipient address rejected: Access denied'),
    ],
    expected: right('unusable', 'submission-requires-auth', 'envelope', 'policy', LOGIN_MS),
  },
  'sender-not-owned': refused(
    'sender-not-permitted',
    at('rcpt').reply(553, '5.7.1', '<ann@example.test>: Sender address rejected: not owned by user ann'),
    'The login may not use this sender address.',
  ),
  'send-as-denied': refused(
    'sender-not-permitted',
    at('body').reply(554, '5.2.252', 'SendAsDenied; ann@example.test not allowed to send as bob@example.test'),
    'The login may not send as this mailbox, and hears it only after the message (Microsoft 365).',
    'data',
  ),
  'relay-denied': {
    summary: 'The client is set to port 25 without a login; the server takes mail for its own domains only.',
    listeners: RELAY,
    settings: { port: 25, mode: 'starttls' },
    envelope: ENVELOPE,
    expected: right('unusable', 'recipient-relay-denied', 'envelope', 'policy', LOGIN_MS, 'submission-on-relay-port'),
  },
  'relay-denied-550': refused(
    'recipient-relay-denied',
    at('rcpt').reply(550, '5.7.1', 'Unable to relay'),
    'The login works, and the server still does not relay.',
  ),
  'recipient-unknown': refused(
    'recipient-unknown',
    at('rcpt').reply(550, '5.1.1', '<bob@elsewhere.test>: Recipient address rejected: User unknown'),
    'There is no such recipient.',
  ),
  greylisted: refused(
    'greylisted',
    at('rcpt').reply(450, '4.2.0', '<bob@elsewhere.test>: Recipient address rejected: Greylisted'),
    'The server defers mail of people it does not know.',
  ),
  'greylisted-451': refused(
    'greylisted',
    at('rcpt').reply(451, '4.7.1', 'Please try again later'),
    'The server defers mail of people it does not know, without the word.',
  ),
  'message-too-large': {
    summary: 'The message is larger than the server takes.',
    listeners: BOTH,
    login: 'right',
    envelope: { ...ENVELOPE, size: 50_000_000 },
    expected: right('unusable', 'message-too-large', 'envelope', 'policy', LOGIN_MS),
  },
  'rate-limited-450': refused(
    'rate-limited',
    at('mail').reply(450, '4.7.1', 'Error: too much mail from 203.0.113.7'),
    'Too many mails in too short a time.',
  ),
  'rate-limited-421': refused(
    'rate-limited',
    at('rcpt').reply(421, '4.7.0', 'Rate limit exceeded, please slow down'),
    'Too many mails in too short a time, and the server hangs up.',
  ),
  'quota-550': refused(
    'rate-limited',
    at('body').reply(550, '5.4.5', 'Daily user sending limit exceeded'),
    'The daily limit of the account is used up.',
    'data',
  ),
  'content-rejected': refused(
    'content-rejected',
    at('body').reply(550, '5.7.1', 'Message rejected: likely unsolicited mail'),
    'The message looks like spam.',
    'data',
  ),
  'policy-rejected': refused(
    'policy-rejected',
    at('rcpt').reply(550, '5.7.1', 'Not accepted by local policy'),
    'The server refuses for a reason of its own.',
  ),
  'open-relay': {
    summary: 'Port 25 takes mail for other domains from everybody.',
    listeners: {
      ...BOTH,
      relay: { mode: 'starttls', port: 25, mechanisms: [], policy: { login: 'never', tlsBeforeMail: false } },
    },
    settings: { port: 25, mode: 'starttls' },
    envelope: ENVELOPE,
    expected: right('degraded', 'open-relay', 'envelope', 'policy', LOGIN_MS, 'submission-on-relay-port'),
  },
  'submission-on-relay-port': {
    summary: 'The client is set to port 25, which works here; many networks block it.',
    listeners: { ...BOTH, ...RELAY },
    settings: { port: 25, mode: 'starttls' },
    expected: right('degraded', 'submission-on-relay-port', 'connect', 'policy', LOGIN_MS),
  },
});
