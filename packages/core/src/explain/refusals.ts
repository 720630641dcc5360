import type { Code } from '../catalogue/causes.ts';
import type { ContractCode } from '../catalogue/errors/index.ts';
import { registeredFinding } from '../catalogue/registered.ts';
import type { Confidence } from '../diagnose/types.ts';
import type { FoundReply } from './replies.ts';

/** A refusal, read without knowing who says it. `certain` where its words or its code mean nothing else. */
export type Refusal = { readonly code: ContractCode; readonly instead: Code; readonly confidence: Confidence };

type Said = { readonly reply: FoundReply; readonly code: number; readonly enhanced: string; readonly text: string };
type Rule = Refusal & { readonly when: (said: Said) => boolean };

const has = ({ text }: Said, ...words: readonly string[]): boolean => words.some((word) => text.includes(word));
const to = ({ reply }: Said, ...verbs: readonly FoundReply['to'][]): boolean => verbs.includes(reply.to);
const rule = (code: ContractCode, when: Rule['when'], confidence: Confidence = 'certain', instead?: Code): Rule => ({
  code,
  instead: instead ?? (code as Code),
  confidence,
  when,
});
/** 454 and 504 answer other commands too, so that their words decide. */
const isLogin = (said: Said): boolean =>
  to(said, 'AUTH') ||
  (to(said, null) &&
    ([432, 435, 534, 535].includes(said.code) ||
      ([454, 504, 525].includes(said.code) && has(said, 'auth', 'login', 'mechanism', 'account'))));

/** Words that mean one thing, and codes in the place where they do; the first that fits says it. */
const NARROW: readonly Rule[] = [
  rule('implicit-tls-on-starttls-port', (said) => has(said, 'ssl attempted over a non-ssl socket')),
  rule('tls-version-unsupported', (said) => has(said, 'tls 1.0', 'tlsv1.0', 'tls1.0')),
  rule(
    'address-blocklisted',
    (said) => has(said, 'blocked using', 'spamhaus', 'dnsbl', 'blacklist', 'blocklist', 'is listed', 'barracuda'),
    'certain',
    'policy-rejected',
  ),
  rule(
    'auth-requires-tls',
    (said) => [523, 525, 538].includes(said.code) && has(said, 'tls', 'encrypt', 'secure', 'ssl'),
  ),
  rule('auth-requires-tls', (said) => said.code === 538),
  rule(
    'auth-requires-tls',
    (said) =>
      (said.code === 530 || (isLogin(said) && said.code >= 500) || said.enhanced === '5.7.0') &&
      has(said, 'starttls', 'encryption required', 'without ssl/tls'),
  ),
  rule(
    'greeting-busy',
    (said) => said.code === 421 && to(said, 'CONNECT', 'EHLO', null) && !has(said, 'login', 'auth'),
    'certain',
  ),
  rule('greeting-busy', (said) => to(said, 'CONNECT') && said.code < 500),
  rule('greeting-rejected', (said) => to(said, 'CONNECT')),
  rule(
    'ehlo-rejected',
    (said) =>
      to(said, 'EHLO') ||
      (has(said, 'helo', 'ehlo') && has(said, 'reject', 'invalid', 'requires', 'need', 'argument') && said.code >= 500),
  ),
  rule('starttls-refused', (said) => to(said, 'STARTTLS') || (said.code === 454 && has(said, 'tls'))),
  rule(
    'starttls-not-offered',
    (said) => said.code >= 500 && has(said, 'starttls command used when', 'tls not available'),
    'likely',
  ),
  rule(
    'auth-requires-tls',
    (said) => said.code >= 500 && has(said, 'auth command used when not advertised', 'authentication not enabled'),
    'likely',
  ),
  rule('auth-too-many-attempts', (said) =>
    has(said, 'too many login', 'too many auth', 'too many failed', 'too many invalid', 'too many bad auth'),
  ),
  rule(
    'auth-mechanism-unsupported',
    (said) =>
      isLogin(said) &&
      (said.code === 504 || has(said, 'invalid authentication mechanism', 'unsupported authentication')),
  ),
  rule('auth-temporarily-unavailable', (said) => isLogin(said) && said.code < 500),
  rule(
    'auth-app-password-required',
    (said) =>
      (said.code === 534 && said.enhanced === '5.7.9' && !has(said, 'weak')) ||
      has(
        said,
        'application-specific password',
        'app-specific password',
        'app password',
        'application password',
        'authorization code',
        'invalidsecondfactor',
        'parol prilozheniya',
      ),
  ),
  rule('auth-basic-disabled', (said) =>
    has(
      said,
      'smtpclientauthentication is disabled',
      'basic authentication is disabled',
      'basic auth is disabled',
      'basic authentication is not supported',
      'security defaults',
      'did not meet the criteria',
    ),
  ),
  rule(
    'auth-account-locked',
    (said) => isLogin(said) && has(said, 'locked', 'user account disabled', 'account disabled', 'suspended'),
    'certain',
    'auth-credentials-rejected',
  ),
];

/** What is left open by the registered codes (RFC 5248). */
const GENERAL: readonly Rule[] = [
  rule('auth-credentials-rejected', isLogin, 'likely'),
  rule('submission-requires-auth', (said) => said.code === 530 && has(said, 'auth', 'login', 'log in')),
  rule('submission-requires-auth', (said) => said.code === 530, 'likely'),
  rule(
    'submission-requires-auth',
    (said) =>
      said.code >= 500 &&
      has(
        said,
        'authentication required',
        'authentication is required',
        'not authenticated',
        'must authenticate',
        'auth required',
        'authorization required',
        'requires authentication',
        'not logged in',
        'please authenticate',
        'unauthenticated mail',
        'unauthenticated senders',
      ),
  ),
  rule(
    'message-too-large',
    (said) =>
      (said.code === 552 && said.enhanced !== '5.2.2' && !has(said, 'mailbox', 'blocked')) || said.enhanced === '5.3.4',
  ),
  rule('greylisted', (said) => said.code < 500 && has(said, 'greylist', 'graylist', 'grey-list', 'gray-list')),
  rule('sender-not-permitted', (said) =>
    has(
      said,
      'not owned by',
      'not allowed to send',
      'sendasdenied',
      'send as this sender',
      'sender address rejected: not owned',
      'not one of your addresses',
      'sender address is not allowed',
      'not authorised to send from',
      'not authorized to send from',
      'must be same as authorization user',
      'relaying disallowed as',
    ),
  ),
  rule(
    'recipient-relay-denied',
    (said) => has(said, 'relay', 'rcpthosts') && (said.code >= 500 || has(said, 'denied')),
  ),
  rule(
    'recipient-unknown',
    (said) =>
      (/^5\.1\.[0-3]$/.test(said.enhanced) && !has(said, 'sender')) ||
      (said.code >= 500 &&
        has(said, 'user unknown', 'no such user', 'unknown user', 'does not exist', 'mailbox not found') &&
        !has(said, 'sender')),
  ),
  rule('sender-not-permitted', (said) => said.code === 553 && to(said, 'MAIL', null), 'likely'),
  rule(
    'content-rejected',
    (said) =>
      said.code >= 500 && to(said, 'DATA', 'TEXT') && has(said, 'spam', 'virus', 'malware', 'phishing', 'unsolicited'),
  ),
  rule(
    'rate-limited',
    (said) =>
      has(
        said,
        'rate limit',
        'too many messages',
        'too much mail',
        'sending limit',
        'quota',
        'limit exceeded',
        'too many connections',
      ),
    'certain',
    'greylisted',
  ),
  rule('greylisted', (said) => said.code < 500 && has(said, 'try again', 'later', 'deferred'), 'likely'),
  rule('server-fault', (said) => said.code < 500 && /^4\.3\./.test(said.enhanced), 'likely', 'greylisted'),
];

/** What is left when not even a registered code says more. */
const LAST: readonly Rule[] = [
  rule('policy-rejected', (said) => said.code >= 500 && to(said, 'MAIL', 'RCPT', 'DATA', 'TEXT'), 'likely'),
  rule('policy-rejected', (said) => said.code >= 500, 'possible'),
  rule('greylisted', () => true, 'possible'),
];

/** What a reply of an unknown server says, by its code, its enhanced code and its words. */
export function refusalIn(reply: FoundReply): Refusal {
  const text = reply.lines.join(' ').toLowerCase();
  const said: Said = { reply, code: reply.code, enhanced: reply.enhanced ?? '', text };
  const registered = registeredFinding({ code: reply.code, enhanced: reply.enhanced, to: reply.to });
  const find = (rules: readonly Rule[]): Refusal | undefined => rules.find(({ when }) => when(said));
  return (
    find(NARROW) ??
    (registered?.sure === true ? coded(registered.finding, 'certain') : undefined) ??
    find(GENERAL) ??
    (registered === null ? undefined : coded(registered.finding, 'likely')) ??
    find(LAST) ??
    coded('policy-rejected', 'possible')
  );
}

const coded = (code: Code, confidence: Confidence): Refusal => ({ code, instead: code, confidence });
