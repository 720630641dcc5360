import type { Code } from '../../catalogue/causes.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import { quoted, type Seen } from '../facts.ts';
import { seconds } from '../words.ts';
import { refusal } from './reply.ts';

/** Settings without encryption at a server that lists AUTH only after TLS, or says that it wants TLS. */
export function loginNeedsTls({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(({ route, see }) => route.mode === 'cleartext' || see('secured') === null)
    .flatMap((about): Claim | readonly Claim[] => {
      const said = about.see(
        'reply',
        ({ code, enhanced, lines }) =>
          (code === 538 || (code === 530 && /starttls|encrypt|tls/i.test(lines.join(' ')))) && enhanced !== '5.7.1',
      );
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

/** AUTH listed before TLS on a port for users. */
export function loginOfferedInCleartext({ routes }: Facts): readonly Claim[] {
  return routes
    .filter(
      ({ role, before, route }) => role !== 'relay' && route.mode === 'starttls' && (before?.auth.length ?? 0) > 0,
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
    if (about.ended?.why === 'not-offered')
      return [{ code: 'auth-not-offered', confidence: 'certain', about, evidence }];
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

/** What a refused login means: code before enhanced code before text. */
const REFUSALS: readonly { readonly code: Code; readonly when: (reply: Reply) => boolean }[] = [
  {
    code: 'auth-too-many-attempts',
    when: ({ lines }) => /too many (login|auth|failed|invalid)/i.test(lines.join(' ')),
  },
  { code: 'auth-temporarily-unavailable', when: ({ code }) => code < 500 },
  { code: 'auth-mechanism-unsupported', when: ({ code }) => code === 504 },
  {
    code: 'auth-app-password-required',
    when: ({ code, enhanced, lines }) =>
      (code === 534 && enhanced === '5.7.9') || /app(lication)?[- ](specific[- ])?password/i.test(lines.join(' ')),
  },
  {
    code: 'auth-basic-disabled',
    when: ({ enhanced, lines }) =>
      enhanced === '5.7.139' || /basic auth\w* is disabled|SmtpClientAuthentication is disabled/i.test(lines.join(' ')),
  },
  { code: 'auth-credentials-rejected', when: () => true },
];

/** The login was tried and refused, or broke off. */
export function loginRefused({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'auth') return [];
    const aborted = about.see('sasl-aborted');
    if (aborted !== null) {
      const unusable = /not-encodable/.test(aborted.event.reason);
      const code = unusable ? 'auth-credentials-unusable' : 'auth-server-not-genuine';
      return [
        {
          code,
          confidence: 'certain',
          about,
          evidence: [aborted.evidence],
          words: { detail: aborted.event.reason.replaceAll('-', ' ') },
        },
      ];
    }
    const timedOut = about.see('timed-out', ({ stage }) => stage === 'auth');
    if (timedOut !== null) {
      const words = { seconds: seconds(timedOut.event.waitedMs) };
      return [{ code: 'auth-timeout', confidence: 'likely', about, evidence: [timedOut.evidence], words }];
    }
    const refused = lastReplyToLogin(about);
    if (refused === null) return [];
    const code = REFUSALS.find(({ when }) => when(refused.event))?.code ?? 'auth-credentials-rejected';
    const isPlain = refused.event.code === 535 || code !== 'auth-credentials-rejected';
    const words = { mechanisms: about.after?.auth.join(', ') ?? '', wanted: 'what was tried' };
    return refusal(about, refused, 'auth', { code, confidence: isPlain ? 'certain' : 'likely' }, words);
  });
}

const lastReplyToLogin = (about: RouteFacts): Seen<Reply> | null =>
  about.see('reply', ({ to, code }) => code >= 400 && (to === 'AUTH' || to === 'CONTINUE'));
