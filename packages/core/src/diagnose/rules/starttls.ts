import type { Code } from '../../catalogue/causes.ts';
import { offersThere, providerOfHost } from '../../catalogue/providers/index.ts';
import type { TlsFailure } from '../../trace/types.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import { firstSeen, quoted, quoteOf, type Seen } from '../facts.ts';
import { seconds } from '../words.ts';
import { isModeMismatch, unheardGreeting } from './mode.ts';

/** EHLO answered without STARTTLS. A refusal for now (421, 4yz) or a lost reply never ends here: unknown is not no. */
export function starttlsMissing({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const offers = about.see('offers');
    if (about.ended?.why !== 'not-offered' || about.failedAt !== 'starttls' || offers === null) return [];
    const provider = providerOfHost(about.route.host);
    const isKnown =
      provider !== null && offersThere(provider, about.route.port, 'starttls', about.route.host) === 'documented';
    // A provider that documents STARTTLS on this port did not forget it today
    const masked = offers.event.offers.masked[0] ?? (isKnown ? offers.event.offers.lines.join(', ') : undefined);
    return masked === undefined
      ? [{ code: 'starttls-not-offered', confidence: 'certain', about, evidence: [offers.evidence] }]
      : [
          {
            code: 'starttls-stripped',
            confidence: 'likely',
            about,
            evidence: [{ ...offers.evidence, quote: masked }],
            words: { masked },
          },
        ];
  });
}

/** STARTTLS answered by a refusal, by silence, by a hang-up, or by more than was due. */
export function starttlsFailed({ routes }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'starttls') return [];
    const refused = about.see('reply', ({ to, code }) => to === 'STARTTLS' && code >= 400 && code !== 421);
    if (refused !== null) {
      const base = {
        about,
        evidence: [quoted(refused)] as const,
        words: { reply: quoteOf(refused.event), detail: `"${quoteOf(refused.event)}"` },
      };
      const fault: Claim = { ...base, code: 'tls-server-fault', confidence: 'likely', stage: 'starttls' };
      // RFC 3207 §4: 454 means that TLS is not available now
      return [
        { ...base, code: 'starttls-refused', confidence: 'certain' },
        ...(refused.event.code === 454 ? [fault] : []),
      ];
    }
    if (about.ended?.why === 'injected-bytes') {
      const seen = about.see('received');
      return seen === null
        ? []
        : [{ code: 'starttls-response-injection', confidence: 'certain', about, evidence: [seen.evidence] }];
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

/** A handshake stalls although the server answers one that needs few bytes: the path loses its large packets. */
export function largePacketsLost({ routes, sizeTests }: Facts): readonly Claim[] {
  return routes.flatMap((about): Claim | readonly Claim[] => {
    const hung = about.failedAt === 'tls' ? about.see('quiet', ({ stage }) => stage === 'tls') : null;
    const small = sizeTests
      .find(({ route }) => route.port === about.route.port && route.mode === about.route.mode)
      ?.see('not-secured', ({ failure }) => failure.alert !== null);
    if (hung === null || small == null || about.see('not-secured') !== null) return [];
    return { code: 'path-mtu-blackhole', confidence: 'likely', about, evidence: [hung.evidence, small.evidence] };
  });
}

/** A command that was slipped in before the handshake is answered inside TLS: one reply more than we asked for. */
export function injectableServer({ routes, injectionTests }: Facts): readonly Claim[] {
  return injectionTests.flatMap((test): Claim | readonly Claim[] => {
    const secured = test.see('secured');
    const extra = test.see('violation', ({ violation: { by } }) => by === 'server');
    const about = routes.find(({ route }) => route.port === test.route.port && route.mode === 'starttls');
    if (secured === null || extra === null || about === undefined) return [];
    const answered = test.trace.events.findIndex((e, index) => e.type === 'reply' && index > secured.evidence.event);
    const evidence = [{ route: test.route.id, event: answered }, extra.evidence] as const;
    return { code: 'starttls-command-injection', confidence: 'certain', about, evidence };
  });
}

/** TLS alerts by number (RFC 8446 §6): names differ between OpenSSL versions, numbers do not. */
const BY_ALERT: Readonly<Record<number, Code>> = {
  40: 'tls-no-common-cipher',
  70: 'tls-version-unsupported',
  71: 'tls-no-common-cipher',
  80: 'tls-server-fault',
  116: 'tls-client-certificate-required',
};

/** The handshake began and did not end well. */
export function handshakeFailed(facts: Facts): readonly Claim[] {
  const lost = largePacketsLost(facts);
  return facts.routes.flatMap((about): Claim | readonly Claim[] => {
    if (about.failedAt !== 'tls' || isModeMismatch(facts, about) || lost.some((claim) => claim.about === about))
      return [];
    const hung =
      about.see('timed-out', ({ stage }) => stage === 'tls') ??
      (about.ended?.why === 'told' ? about.see('quiet', ({ stage }) => stage === 'tls') : null);
    if (hung !== null) {
      const words = { seconds: seconds(hung.event.waitedMs) };
      return [{ code: 'tls-handshake-timeout', confidence: 'likely', about, evidence: [hung.evidence], words }];
    }
    const failed = about.see('not-secured');
    if (failed === null || isShutOut(facts, about)) return [];
    const { failure } = failed.event;
    const otherService =
      failure.speaker !== null &&
      failure.firstBytes !== null &&
      about.route.mode === 'implicit-tls' &&
      failure.why === 'not-tls';
    if (otherService && failure.speaker !== 'tls-alert' && failure.speaker !== 'tls-handshake') return [];
    const detail = describe(failure);
    return [
      {
        code: codeOf(failure, about.route.mode === 'starttls'),
        confidence: 'certain',
        about,
        evidence: [failed.evidence],
        words: { detail },
      },
    ];
  });
}

/** Cut off before a word, as the cleartext ports of this host are: that is no matter of TLS, and is said of them. */
const isShutOut = ({ routes }: Facts, about: RouteFacts): boolean =>
  about.route.mode === 'implicit-tls' &&
  about.see(
    'not-secured',
    ({ failure: { why, speaker } }) => (why === 'closed' || why === 'reset') && speaker === null,
  ) !== null &&
  routes.some((other) => other.route.mode !== 'implicit-tls' && unheardGreeting(other)?.event.type === 'closed');

function codeOf(failure: TlsFailure, afterStarttls: boolean): Code {
  const named = failure.alert === null ? undefined : BY_ALERT[failure.alert];
  if (named !== undefined) return named;
  if (/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/.test(failure.code ?? ''))
    return 'tls-version-unsupported';
  if (failure.why === 'closed' || failure.why === 'reset') return 'tls-handshake-closed';
  return afterStarttls ? 'starttls-handshake-failed' : 'tls-server-fault';
}

function describe({ why, alert, reason, firstBytes }: TlsFailure): string {
  if (alert !== null) return `TLS alert ${alert} (${reason})`;
  if (why === 'not-tls')
    return `the peer answered in cleartext${firstBytes?.text === undefined ? '' : `: ${firstBytes.text.trim()}`}`;
  return reason;
}
