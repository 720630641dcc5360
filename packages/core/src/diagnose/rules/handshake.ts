import type { Code } from '../../catalogue/causes.ts';
import type { TlsFailure } from '../../trace/types.ts';
import { CERTIFICATE_REQUEST, SERVER_HELLO } from '../../wire/handshake.ts';
import type { Claim } from '../claim.ts';
import type { Facts, RouteFacts } from '../facts.ts';
import type { Confidence } from '../types.ts';
import { seconds } from '../words.ts';
import { unknownName } from './certificate.ts';
import { isEcho, isModeMismatch, isMute, unheardGreeting } from './mode.ts';

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

/** A failed handshake, and how far it had come. */
type Broken = {
  readonly failure: TlsFailure;
  readonly alert: number | null;
  /** Our ClientHello was out. */
  readonly begun: boolean;
  /** The ServerHello had come: version and cipher were agreed on. */
  readonly agreed: boolean;
  /** The server had asked for a certificate of ours, as far as that can be seen: TLS 1.3 encrypts the question. */
  readonly asked: boolean;
  /** It had looked finished: in TLS 1.3 the server judges our certificate last (RFC 8446 §4.4.2). */
  readonly finished: boolean;
  readonly afterStarttls: boolean;
};

/** Alerts that speak of a certificate (RFC 8446 §6.2): from a server, of the client's. */
const OF_CERTIFICATES: ReadonlySet<number | null> = new Set([41, 42, 43, 44, 45, 46, 48]);
/** What servers say or do, up to TLS 1.2, who asked for a certificate and got none (RFC 5246 §7.4.6). */
const WITHOUT_CERTIFICATE: ReadonlySet<number | null> = new Set([40, 49]);

/** RFC 6066 §3. */
const UNRECOGNIZED_NAME = 112;

/** What a broken handshake may mean, by alert number, since names differ between OpenSSL versions; the first that fits. */
const READINGS: readonly {
  readonly code: Code;
  readonly confidence: Confidence;
  readonly when: (broken: Broken) => boolean;
}[] = [
  { code: 'tls-client-certificate-required', confidence: 'certain', when: ({ alert }) => alert === 116 },
  {
    code: 'tls-client-certificate-required',
    confidence: 'certain',
    when: ({ alert, asked }) => asked && OF_CERTIFICATES.has(alert),
  },
  {
    code: 'tls-client-certificate-required',
    confidence: 'likely',
    when: ({ alert, asked, finished }) =>
      OF_CERTIFICATES.has(alert) || (WITHOUT_CERTIFICATE.has(alert) && (asked || finished)),
  },
  {
    code: 'tls-client-certificate-required',
    confidence: 'likely',
    when: ({ failure: { why }, asked }) => asked && (why === 'closed' || why === 'reset'),
  },
  {
    code: 'tls-version-unsupported',
    confidence: 'certain',
    when: ({ alert, failure: { code } }) =>
      alert === 70 || /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/.test(code ?? ''),
  },
  { code: 'tls-server-fault', confidence: 'certain', when: ({ alert }) => alert === 80 },
  { code: 'tls-no-common-cipher', confidence: 'certain', when: ({ alert }) => alert === 71 },
  // Alert 40 is about ciphers as long as none was agreed on, and something was offered
  {
    code: 'tls-no-common-cipher',
    confidence: 'likely',
    when: ({ alert, begun, agreed }) => alert === 40 && begun && !agreed,
  },
  { code: 'tls-server-fault', confidence: 'likely', when: ({ alert }) => alert === 40 },
  {
    code: 'tls-handshake-closed',
    confidence: 'certain',
    when: ({ failure: { why } }) => why === 'closed' || why === 'reset',
  },
  // RFC 3207 §6: good news that nobody asked for, in a packet of its own; a server that cannot go on says 4yz or 5yz
  {
    code: 'starttls-response-injection',
    confidence: 'likely',
    when: ({ afterStarttls, failure: { why, firstBytes } }) =>
      afterStarttls && why === 'not-tls' && /^2\d\d[ -]/.test(firstBytes?.text ?? ''),
  },
  { code: 'starttls-handshake-failed', confidence: 'certain', when: ({ afterStarttls }) => afterStarttls },
  { code: 'tls-server-fault', confidence: 'likely', when: () => true },
];

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
      if (isMute(facts, about)) return [];
      const words = { seconds: seconds(hung.event.waitedMs) };
      return [{ code: 'tls-handshake-timeout', confidence: 'likely', about, evidence: [hung.evidence], words }];
    }
    const failed = about.see('not-secured');
    if (failed === null || isShutOut(facts, about) || isMute(facts, about)) return [];
    const { failure } = failed.event;
    if (failure.alert === UNRECOGNIZED_NAME) return [unknownName(about, failed)];
    const otherService =
      failure.speaker !== null &&
      failure.firstBytes !== null &&
      about.route.mode === 'implicit-tls' &&
      failure.why === 'not-tls';
    if (about.route.mode === 'implicit-tls' && isEcho(failure)) return [];
    if (otherService && failure.speaker !== 'tls-alert' && failure.speaker !== 'tls-handshake') return [];
    const broken = brokenOff(about, failure);
    const reading = READINGS.find(({ when }) => when(broken));
    if (reading === undefined) return [];
    const { code, confidence } = reading;
    return [{ code, confidence, about, evidence: [failed.evidence], words: { detail: describe(failure) } }];
  });
}

function brokenOff(about: RouteFacts, failure: TlsFailure): Broken {
  const { alert, messages, speaker } = failure;
  return {
    failure,
    alert,
    begun: about.see('securing') !== null,
    agreed: messages?.includes(SERVER_HELLO) ?? speaker === 'tls-handshake',
    asked: messages?.includes(CERTIFICATE_REQUEST) ?? false,
    finished: about.see('secured') !== null,
    afterStarttls: about.route.mode === 'starttls',
  };
}

/** Cut off before a word, as the cleartext ports of this host are: that is no matter of TLS, and is said of them. */
const isShutOut = ({ routes }: Facts, about: RouteFacts): boolean =>
  about.route.mode === 'implicit-tls' &&
  about.see(
    'not-secured',
    ({ failure: { why, speaker } }) => (why === 'closed' || why === 'reset') && speaker === null,
  ) !== null &&
  routes.some((other) => other.route.mode !== 'implicit-tls' && unheardGreeting(other)?.event.type === 'closed');

function describe({ why, alert, reason, firstBytes, messages }: TlsFailure): string {
  if (alert !== null) return `TLS alert ${alert} (${reason})`;
  if (why === 'not-tls')
    return `the peer answered in cleartext${firstBytes?.text === undefined ? '' : `: ${firstBytes.text.trim()}`}`;
  return messages?.includes(CERTIFICATE_REQUEST) === true
    ? `${reason}, after the server had asked for a certificate`
    : reason;
}
