import type { Code } from '../../catalogue/causes.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts } from '../facts.ts';
import { quoted } from '../facts.ts';
import { refusal } from './reply.ts';

type Refusal = { readonly reply: EventOf<'reply'>; readonly text: string; readonly loggedIn: boolean };

/** What a refused envelope means: code before enhanced code before text. */
const MEANINGS: readonly { readonly code: Code; readonly when: (refusal: Refusal) => boolean }[] = [
  {
    code: 'message-too-large',
    when: ({ reply: { code, enhanced } }) => (code === 552 && enhanced !== '5.2.2') || enhanced === '5.3.4',
  },
  {
    code: 'greylisted',
    when: ({ reply: { code }, text }) => code < 500 && /gr[ea]y-?list|try again|later/i.test(text),
  },
  { code: 'submission-requires-auth', when: ({ reply: { code } }) => code === 530 },
  { code: 'recipient-relay-denied', when: ({ reply: { code }, text }) => code >= 500 && /relay/i.test(text) },
  {
    code: 'submission-requires-auth',
    when: ({ reply: { code, enhanced }, loggedIn }) => !loggedIn && code >= 550 && /^5\.7\./.test(enhanced ?? ''),
  },
  {
    code: 'recipient-unknown',
    when: ({ reply: { enhanced, to } }) => to === 'RCPT' && /^5\.1\.[0-3]$/.test(enhanced ?? ''),
  },
  {
    code: 'sender-not-permitted',
    when: ({ reply: { code }, text }) =>
      code === 553 || /not owned by|not allowed to send as|SendAsDenied|sender address rejected/i.test(text),
  },
  {
    code: 'content-rejected',
    when: ({ reply: { to, enhanced }, text }) =>
      to === 'TEXT' && (enhanced === '5.7.1' || /spam|unsolicited|content|virus|malware/i.test(text)),
  },
  { code: 'policy-rejected', when: () => true },
];

/** A relay port took mail for a foreign domain from somebody who has not logged in. A server may know us by our address. */
export function openRelay({ routes, host }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const taken = about.role === 'relay' ? about.see('reply', ({ to, code }) => to === 'RCPT' && code < 300) : null;
    const loggedIn = about.see('reply', ({ code }) => code === 235) !== null;
    const to = about.see('sent', ({ verb }) => verb === 'RCPT')?.event.line.match(/<(.*)>/)?.[1] ?? '';
    const domain = to.slice(to.lastIndexOf('@') + 1).toLowerCase();
    if (taken === null || loggedIn || domain === '' || host === domain || host.endsWith(`.${domain}`)) return [];
    return { code: 'open-relay', confidence: 'likely', about, evidence: [quoted(taken)], words: { to } };
  });
}

/** MAIL, RCPT or DATA was refused. */
export function envelopeRefused({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'envelope' && about.failedAt !== 'data') return [];
    const seen = about.see(
      'reply',
      ({ to, code }) => code >= 400 && (to === 'MAIL' || to === 'RCPT' || to === 'DATA' || to === 'TEXT'),
    );
    if (seen === null) return [];
    const said: Refusal = {
      reply: seen.event,
      text: seen.event.lines.join(' '),
      loggedIn: about.see('reply', ({ code }) => code === 235) !== null,
    };
    const code = MEANINGS.find(({ when }) => when(said))?.code ?? 'policy-rejected';
    const address = (verb: string): string =>
      about.see('sent', (sent) => sent.verb === verb)?.event.line.match(/<(.*)>/)?.[1] ?? '';
    const limit = about.after?.size;
    const words = { from: address('MAIL'), to: address('RCPT'), ...(limit == null ? {} : { limit: `${limit}` }) };
    return refusal(
      about,
      seen,
      about.failedAt,
      { code, confidence: code === 'policy-rejected' ? 'likely' : 'certain' },
      words,
    );
  });
}
