import type { Code } from '../../catalogue/causes.ts';
import type { SaslAbortReason, SaslProblem } from '../../sasl/index.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import { quoted, type Seen } from '../facts.ts';
import { seconds } from '../words.ts';
import { refusal, registeredFor } from './reply.ts';

/** Settings without encryption at a server that lists AUTH only after TLS, or says that it wants TLS. */
export function loginNeedsTls({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(({ route, see }) => route.mode === 'cleartext' || see('secured') === null)
    .flatMap((about): Claim | readonly Claim[] => {
      const said = about.see('reply', (reply) => asksForTls(about, reply));
      if (said !== null) {
        return [
          {
            code: 'auth-requires-tls',
            confidence: 'certain',
            about,
            evidence: [quoted(said)],
            words: { afterTls: '' },
          },
        ];
      }
      const offers = about.see('offers');
      if (about.route.mode !== 'cleartext' || offers === null || about.role === 'relay') return [];
      if (offers.event.offers.auth.length > 0 || !offers.event.offers.starttls) return [];
      const after = routes.find((other) => (other.after?.auth.length ?? 0) > 0);
      const confirmed = after?.see('offers', ({ offers: { auth } }) => auth.length > 0) ?? null;
      return confirmed === null
        ? [
            {
              code: 'auth-requires-tls',
              confidence: 'likely',
              about,
              evidence: [offers.evidence],
              words: { afterTls: '' },
            },
          ]
        : [
            {
              code: 'auth-requires-tls',
              confidence: 'certain',
              about,
              evidence: [offers.evidence, confirmed.evidence],
              words: { afterTls: ', and offers the login after it' },
            },
          ];
    });
}

/** By a code that means nothing else, or by 530 with the word. */
const asksForTls = (about: RouteFacts, reply: Reply): boolean =>
  // No code below says so, and there may be ten thousand of them
  reply.code >= 500 &&
  (registeredFor(about, reply)?.finding === 'auth-requires-tls' ||
    (reply.code === 530 && reply.enhanced !== '5.7.1' && /starttls|encrypt|tls/i.test(reply.lines.join(' '))));

/** Methods that send the password, or a token as good as one, as it is; NTLM, GSSAPI, CRAM-MD5 and SCRAM do not. */
const READABLE: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']);

/** AUTH listed before TLS on a port for users, in a way that a careless client would send its password readable. */
export function loginOfferedInCleartext({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(
      ({ role, before, route }) =>
        role !== 'relay' && route.mode === 'starttls' && before?.auth.some((name) => READABLE.has(name)) === true,
    )
    .flatMap((about): Claim | readonly Claim[] => {
      const seen = about.see('offers');
      return seen === null
        ? []
        : [{ code: 'auth-offered-in-cleartext', confidence: 'certain', about, evidence: [seen.evidence] }];
    });
}

/** The login could not even begin. */
export function loginNotPossible({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const offers = about.after === null ? null : about.see('offers', (event) => event.offers === about.after);
    if (about.failedAt !== 'auth' || offers === null) return [];
    const evidence = [offers.evidence] as const;
    if (about.ended?.why === 'not-offered') {
      // RFC 3207 §4.2: who is in TLS does not offer it again
      const words = about.after?.starttls === true ? { inner: 'it offers STARTTLS inside TLS' } : {};
      return [{ code: 'auth-not-offered', confidence: 'certain', about, evidence, words }];
    }
    if (about.ended?.why !== 'no-mechanism') return [];
    const offered = about.after?.auth ?? [];
    if (offered.every((name) => name === 'XOAUTH2' || name === 'OAUTHBEARER')) {
      const words = { reply: `AUTH ${offered.join(' ')}` };
      return [{ code: 'auth-oauth-required', confidence: 'certain', about, evidence, words }];
    }
    const words = { mechanisms: about.after?.auth.join(', ') ?? '', wanted: 'the login method or credentials given' };
    return [{ code: 'auth-mechanism-unsupported', confidence: 'certain', about, evidence, words }];
  });
}

type Reply = EventOf<'reply'>;

/** What the words of a refused login say that its codes do not. */
const REFUSALS: readonly { readonly code: Code; readonly when: (reply: Reply) => boolean }[] = [
  {
    code: 'auth-too-many-attempts',
    when: ({ lines }) => /too many (login|auth|failed|invalid)/i.test(lines.join(' ')),
  },
  {
    code: 'auth-app-password-required',
    when: ({ code, lines }) => code >= 500 && /app(lication)?[- ](specific[- ])?password/i.test(lines.join(' ')),
  },
  {
    code: 'auth-basic-disabled',
    when: ({ code, enhanced, lines }) =>
      enhanced === '5.7.139' ||
      (code >= 500 && /basic auth\w* is disabled|SmtpClientAuthentication is disabled/i.test(lines.join(' '))),
  },
];

const ABOUT_LOGIN = /auth|password|passwd|credential|log[ -]?[io]n|user|account/i;
const OTHER_REASON = /\b(?:access|ip|address|host|client|network|policy|blocked|banned|blacklist(?:ed)?)\b/i;

/** What a refused login means: 535 with words of its own, else the registered codes, else what every refusal here is. */
function codeOf(about: RouteFacts, reply: Reply): Pick<Claim, 'code' | 'confidence'> {
  const worded = REFUSALS.find(({ when }) => when(reply))?.code;
  if (worded !== undefined) return { code: worded, confidence: 'certain' };
  const registered = registeredFor(about, reply);
  if (registered !== null) return { code: registered.finding, confidence: registered.sure ? 'certain' : 'likely' };
  // RFC 4954 §6 knows no 550 or 554: whoever says so, speaks of something else and not of a login, has another reason
  const text = reply.lines.join(' ');
  const isOther = reply.code > 535 && OTHER_REASON.test(text) && !ABOUT_LOGIN.test(text);
  return { code: isOther ? 'policy-rejected' : 'auth-credentials-rejected', confidence: 'likely' };
}

/** The login was tried and refused, or broke off. */
export function loginRefused({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'auth') return [];
    const aborted = about.see('sasl-aborted');
    if (aborted !== null) return [brokenOffByUs(about, aborted)];
    const timedOut = about.see('timed-out', ({ stage }) => stage === 'auth');
    if (timedOut !== null) {
      const words = { seconds: seconds(timedOut.event.waitedMs) };
      return [{ code: 'auth-timeout', confidence: 'likely', about, evidence: [timedOut.evidence], words }];
    }
    const refused = lastReplyToLogin(about);
    if (refused === null) return [];
    const words = { mechanisms: about.after?.auth.join(', ') ?? '', wanted: 'what was tried' };
    return refusal(about, refused, 'auth', codeOf(about, refused.event), words);
  });
}

/** Why our side stops a login (sasl/exchange.ts), and what that is to the user. */
const ABORTED: Readonly<Record<SaslAbortReason | SaslProblem, Code>> = {
  'user-not-encodable': 'auth-credentials-unusable',
  'secret-not-encodable': 'auth-credentials-unusable',
  // The server asks for more than the method has, or in no form that it has
  'unexpected-challenge': 'protocol-violation',
  'challenge-malformed': 'protocol-violation',
  'mandatory-extension': 'auth-mechanism-unsupported',
  'iteration-count-out-of-range': 'auth-mechanism-unsupported',
  // RFC 5802 §7: the word in which SCRAM refuses a wrong proof
  'server-error': 'auth-credentials-rejected',
  'nonce-not-extended': 'auth-server-not-genuine',
  'server-signature-wrong': 'auth-server-not-genuine',
  'server-signature-missing': 'auth-server-not-genuine',
  'success-too-early': 'auth-server-not-genuine',
};

function brokenOffByUs(about: RouteFacts, { event: { reason }, evidence }: Seen<EventOf<'sasl-aborted'>>): Claim {
  const code = Object.hasOwn(ABORTED, reason) ? ABORTED[reason as SaslAbortReason] : 'protocol-violation';
  const detail = reason.replaceAll('-', ' ');
  const words = {
    detail,
    reply: detail,
    mechanisms: about.after?.auth.join(', ') ?? '',
    wanted: `what is safe (${detail})`,
  };
  return { code, confidence: 'certain', about, evidence: [evidence], stage: 'auth', words };
}

const lastReplyToLogin = (about: RouteFacts): Seen<Reply> | null =>
  about.see('reply', ({ to, code }) => code >= 400 && (to === 'AUTH' || to === 'CONTINUE'));
