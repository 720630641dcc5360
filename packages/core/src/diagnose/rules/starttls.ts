import { offersThere, providerOfHost } from '../../catalogue/providers/index.ts';
import type { EventOf } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import { firstSeen, quoteOf, type Seen } from '../facts.ts';
import { selfNamed } from './interception.ts';
import { refusal } from './reply.ts';

/** EHLO answered without STARTTLS. A refusal for now (421, 4yz) or a lost reply never ends here: unknown is not no. */
export function starttlsMissing({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.ended?.why !== 'not-offered' || about.failedAt !== 'starttls') return [];
    const offers = about.see('offers');
    const hidden = hiddenBy(about, offers);
    const stripped: readonly Claim[] = hidden === null ? [] : [{ ...hidden, code: 'starttls-stripped', about }];
    // Who knows HELO only says nothing of extensions
    if (offers === null || hidden?.confidence === 'likely') return stripped;
    return [{ code: 'starttls-not-offered', confidence: 'certain', about, evidence: [offers.evidence] }, ...stripped];
  });
}

/** What shows that the offer was there and is hidden: its traces, the provider's documents, or who is greeting us. */
function hiddenBy(
  about: RouteFacts,
  offers: Seen<EventOf<'offers'>> | null,
): Pick<Claim, 'confidence' | 'evidence' | 'words'> | null {
  const masked = offers?.event.offers.masked[0];
  if (offers !== null && masked !== undefined) {
    const sign = `The EHLO reply says "${masked}" where STARTTLS stands otherwise`;
    return { confidence: 'likely', evidence: [{ ...offers.evidence, quote: masked }], words: { sign } };
  }
  const { host, port } = about.route;
  const provider = providerOfHost(host);
  // A provider that documents STARTTLS on this port did not forget it today
  if (offers !== null && provider !== null && offersThere(provider, port, 'starttls', host) === 'documented') {
    const sign = `${provider.name} offers STARTTLS on port ${port}, and the EHLO reply does not list it`;
    const evidence = { ...offers.evidence, quote: offers.event.offers.lines.join(', ') };
    return { confidence: 'likely', evidence: [evidence], words: { sign } };
  }
  const between = selfNamed(about);
  if (between === null) return null;
  const { row, evidence } = between;
  return {
    confidence: row.kind === 'proxy' ? 'possible' : 'likely',
    evidence: offers === null ? [evidence] : [offers.evidence, evidence],
    words: { sign: `STARTTLS is missing, and the greeting is that of ${row.name} ("${evidence.quote ?? ''}")` },
  };
}

/** STARTTLS answered by a refusal, by silence, by a hang-up, or by more than was due. */
export function starttlsFailed({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'starttls') return [];
    const refused = about.see('reply', ({ to, code }) => to === 'STARTTLS' && code >= 400 && code !== 421);
    if (refused !== null) {
      const { code } = refused.event;
      const words = { detail: `"${quoteOf(refused.event)}"`, ...(code < 500 ? { later: `${code}` } : {}) };
      const said = refusal(about, refused, 'starttls', { code: 'starttls-refused', confidence: 'certain' }, words);
      const { evidence } = said;
      const fault: Claim = {
        code: 'tls-server-fault',
        confidence: 'likely',
        about,
        evidence,
        stage: 'starttls',
        words,
      };
      // RFC 3207 §4: 454 means that TLS is not available now
      return [{ ...said, code: 'starttls-refused' }, ...(refused.event.code === 454 ? [fault] : [])];
    }
    if (about.ended?.why === 'injected-bytes') {
      const seen = about.see('received');
      if (seen === null) return [];
      const text = seen.event.bytes.text?.trim() ?? '';
      // Who says in the same breath that it cannot go on wants nothing to be believed; the packet may end within the code
      if (/^[45]\d{0,2}(?:$|[ -])/.test(text)) {
        const words = { detail: `the peer answered in cleartext: ${text}` };
        const evidence = [{ ...seen.evidence, quote: text }] as const;
        return [{ code: 'starttls-handshake-failed', confidence: 'likely', about, evidence, stage: 'starttls', words }];
      }
      return [{ code: 'starttls-response-injection', confidence: 'certain', about, evidence: [seen.evidence] }];
    }
    const broken = firstSeen<Seen['event']>(
      about.see('timed-out', ({ stage }) => stage === 'starttls'),
      about.ended?.why === 'closed' ? about.see('closed', ({ by }) => by === 'peer') : null,
    );
    if (broken === null) return [];
    const how = broken.event.type === 'timed-out' ? 'goes silent' : 'is closed';
    return [{ code: 'starttls-interfered', confidence: 'likely', about, evidence: [broken.evidence], words: { how } }];
  });
}

/** A command that was slipped in before the handshake is answered inside TLS: one reply more than we asked for. */
export function injectableServer({ routes, injectionTests }: Facts): readonly Claim[] {
  return injectionTests.flatMap((test): Claim | readonly Claim[] => {
    const secured = test.see('secured');
    const extra = stumble(test);
    const about = routes.find(({ route }) => route.port === test.route.port && route.mode === 'starttls');
    // A server that stumbles with nothing slipped in proves nothing when something was
    if (secured === null || extra === null || about === undefined || stumble(about) !== null) return [];
    const answered = test.trace.events.findIndex((e, index) => e.type === 'reply' && index > secured.evidence.event);
    const evidence = [{ route: test.route.id, event: answered }, extra.evidence] as const;
    return { code: 'starttls-command-injection', confidence: 'certain', about, evidence };
  });
}

const stumble = (about: RouteFacts): Seen | null => about.see('violation', ({ violation: { by } }) => by === 'server');
