import { isGlobalUnicast } from '../../address.ts';
import type { Code } from '../../catalogue/causes.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import { quoted } from '../facts.ts';
import { refusal, registeredFor } from './reply.ts';

type Refusal = { readonly reply: EventOf<'reply'>; readonly text: string; readonly loggedIn: boolean };

/** What the words of a refused envelope mean, where its codes leave it open. */
const MEANINGS: readonly { readonly code: Code; readonly when: (refusal: Refusal) => boolean }[] = [
  {
    code: 'greylisted',
    when: ({ reply: { code }, text }) => code < 500 && /gr[ea]y-?list|try again|later/i.test(text),
  },
  { code: 'recipient-relay-denied', when: ({ reply: { code }, text }) => code >= 500 && /relay/i.test(text) },
  {
    code: 'submission-requires-auth',
    when: ({ reply: { code, enhanced }, loggedIn }) => !loggedIn && code >= 550 && /^5\.7\./.test(enhanced ?? ''),
  },
  {
    // "503 5.5.4 Error: send AUTH command first", in whatever order
    code: 'submission-requires-auth',
    when: ({ reply: { code }, text, loggedIn }) =>
      !loggedIn && code >= 500 && /\bauth\b/i.test(text) && /\b(?:first|need|must|required)\b/i.test(text),
  },
  {
    code: 'sender-not-permitted',
    when: ({ text }) =>
      /not owned by|not allowed to send as|SendAsDenied|sender address rejected|badmailfrom/i.test(text) ||
      (/\b(?:sender|from|domain)\b/i.test(text) && /\b(?:unverified|not (?:yet )?verified)\b/i.test(text)),
  },
  {
    code: 'content-rejected',
    when: ({ reply: { to, enhanced }, text }) =>
      to === 'TEXT' && (enhanced === '5.7.1' || /spam|unsolicited|content|virus|malware/i.test(text)),
  },
];

/** What a refused envelope means: code before enhanced code before text. */
function codeOf(about: RouteFacts, said: Refusal): Pick<Claim, 'code' | 'confidence'> {
  const registered = registeredFor(about, said.reply);
  if (registered?.sure === true) return { code: registered.finding, confidence: 'certain' };
  const worded = MEANINGS.find(({ when }) => when(said))?.code;
  if (worded !== undefined) return { code: worded, confidence: 'certain' };
  return { code: registered?.finding ?? 'policy-rejected', confidence: 'likely' };
}

/** A relay port took mail for a foreign domain from somebody who has not logged in. A server may know us by our address. */
export function openRelay({ routes, host }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const taken = about.role === 'relay' ? about.see('reply', ({ to, code }) => to === 'RCPT' && code < 300) : null;
    const loggedIn = about.see('reply', ({ code }) => code === 235) !== null;
    const to = recipientOf(about);
    if (taken === null || loggedIn || to === '' || isOwn(to, host)) return [];
    // In its own network a relay takes mail from its neighbours, and should
    const confidence = isGlobalUnicast(about.route.address) ? 'likely' : 'possible';
    return { code: 'open-relay', confidence, about, evidence: [quoted(taken)], words: { to } };
  });
}

const recipientOf = (about: RouteFacts): string =>
  about.see('sent', ({ verb }) => verb === 'RCPT')?.event.line.match(/<(.*)>/)?.[1] ?? '';

/** Whether an address is of a domain that the host stands in. */
function isOwn(address: string, host: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return host === domain || host.endsWith(`.${domain}`);
}

/** MAIL, RCPT or DATA was refused. */
export function envelopeRefused({ routes, host }: Facts): readonly Claim[] {
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
    const address = (verb: string): string =>
      about.see('sent', (sent) => sent.verb === verb)?.event.line.match(/<(.*)>/)?.[1] ?? '';
    const limit = about.after?.size;
    const words = { from: address('MAIL'), to: address('RCPT'), ...(limit == null ? {} : { limit: `${limit}` }) };
    const claim = refusal(about, seen, about.failedAt, codeOf(about, said), words);
    return claim.code === 'recipient-relay-denied' ? notRelayed(about, said, host, claim) : claim;
  });
}

/**
 * Servers refuse as a relay refuses where they mean something nearer. Exim, Haraka and Postfix do so to who has not logged in
 * to a submission port that offers a login; OpenSMTPD and Haraka for a user of the server's own domain whom it does not know.
 */
function notRelayed(about: RouteFacts, { text, loggedIn }: Refusal, host: string, claim: Claim): Claim {
  if (isOwn(recipientOf(about), host) && !/relay/i.test(text)) {
    const { meaning: _, ...rest } = claim;
    return { ...rest, code: 'recipient-unknown', confidence: 'likely' };
  }
  const offersLogin = ((about.after ?? about.before)?.auth.length ?? 0) > 0;
  const meansLogin = about.role !== 'relay' && offersLogin && !loggedIn;
  return meansLogin ? { ...claim, code: 'submission-requires-auth', confidence: 'likely' } : claim;
}
