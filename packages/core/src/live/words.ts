import type { Blame } from '../diagnose/types.ts';
import type { Mode } from '../ports.ts';
import type {
  ConnectFailure,
  EventOf,
  LookupFailure,
  Speaker,
  Stage,
  TlsFacts,
  TlsFailure,
  TraceEvent,
} from '../trace/types.ts';
import { isTrusted, type TrustProblem, trustProblems } from '../trust.ts';

/** A time span as people read it. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** A mode, in the room the ladder has for it. */
export const modeName = (mode: Mode | null): string =>
  mode === 'implicit-tls' ? 'implicit TLS' : mode === 'cleartext' ? 'cleartext' : 'STARTTLS';

/** Whose move it is. */
export const BLAME: Readonly<Record<Blame, string>> = {
  client: 'your client',
  network: 'the network',
  server: 'the server',
  provider: 'the provider',
  account: 'the account',
};

/** What a route does in a stage, for a row that is waiting. */
export const WAITING: Readonly<Record<Stage, string>> = {
  dns: 'looking up',
  connect: 'connecting',
  greeting: 'waiting for the greeting',
  ehlo: 'waiting for EHLO',
  starttls: 'waiting for STARTTLS',
  tls: 'handshake',
  auth: 'logging in',
  envelope: 'asking for the envelope',
  data: 'sending',
};

/** Nobody answered in time, by stage. */
export const SILENT: Readonly<Record<Stage, string>> = {
  dns: 'no answer from the resolver',
  connect: 'silent',
  greeting: 'no greeting',
  ehlo: 'no answer to EHLO',
  starttls: 'no answer to STARTTLS',
  tls: 'handshake stalled',
  auth: 'no answer to the login',
  envelope: 'no answer to the envelope',
  data: 'no answer to the message',
};

/** Why a name gave no address. */
export const LOOKUP: Readonly<Record<LookupFailure, string>> = {
  'not-found': 'no such name',
  'no-address': 'the name has no address',
  'server-failure': 'the resolver failed',
  'timed-out': 'the resolver does not answer',
};

/** Why there is no connection. */
export const CONNECT: Readonly<Record<ConnectFailure, string>> = {
  refused: 'refused',
  reset: 'reset',
  'timed-out': 'silent',
  'host-unreachable': 'host unreachable',
  'network-unreachable': 'no route from here',
  prohibited: 'a firewall says no',
  'no-local-address': 'no such source address here',
  'proxy-failed': 'the proxy failed',
  failed: 'failed',
};

/** Who spoke instead of what was expected. */
export const SPEAKS: Readonly<Record<Speaker, string>> = {
  smtp: 'speaks SMTP in cleartext',
  'tls-handshake': 'speaks TLS at once',
  'tls-alert': 'answered with a TLS alert',
  http: 'speaks HTTP',
  ssh: 'speaks SSH',
  imap: 'speaks IMAP',
  pop3: 'speaks POP3',
  unknown: 'speaks something unknown',
};

/** Why a handshake failed. */
export function tlsFailure(failure: TlsFailure): string {
  switch (failure.why) {
    case 'not-tls':
      return failure.speaker === null ? 'no TLS there' : SPEAKS[failure.speaker];
    case 'alert':
      return `TLS alert ${failure.alert ?? ''}`.trimEnd();
    case 'closed':
      return 'hung up in the handshake';
    case 'reset':
      return 'reset in the handshake';
    case 'protocol':
      return 'handshake failed';
  }
}

const UNTRUSTED: Readonly<Record<TrustProblem, string>> = {
  'tls-version-unsupported': 'TLS version too old',
  'tls-certificate-expired': 'certificate expired',
  'tls-certificate-not-yet-valid': 'certificate not valid yet',
  'tls-certificate-self-signed': 'certificate self-signed',
  'tls-certificate-chain-incomplete': 'certificate chain incomplete',
  'tls-certificate-untrusted': 'certificate not trusted',
  'tls-certificate-name-mismatch': 'certificate for another name',
  'tls-certificate-weak': 'certificate too weak',
  'tls-certificate-no-san': 'certificate without names',
};

/** Why a certificate is not accepted, or null where it is. `now`: when the diagnosis began, ISO 8601 UTC. */
export function distrust(tls: TlsFacts, now: string): string | null {
  const problems = trustProblems(tls, now, 'TLSv1.2');
  return isTrusted(problems) ? null : UNTRUSTED[problems[0] ?? 'tls-certificate-untrusted'];
}

/** A reply in a few letters: its code and enhanced code. */
export const codeOf = (reply: EventOf<'reply'>): string =>
  reply.enhanced === null ? `${reply.code}` : `${reply.code} ${reply.enhanced}`;

/** Why a route that failed ended, in a few words. */
export function failureWords(events: readonly TraceEvent[], ended: EventOf<'ended'>, now: string): string {
  const last = <K extends TraceEvent['type']>(type: K): EventOf<K> | undefined =>
    events.findLast((event): event is EventOf<K> => event.type === type);
  switch (ended.why) {
    case 'not-connected': {
      const failure = last('not-connected');
      if (failure === undefined) return 'not connected';
      return failure.why === 'failed' ? `failed ${failure.code ?? ''}`.trimEnd() : CONNECT[failure.why];
    }
    case 'timed-out':
      return SILENT[last('timed-out')?.stage ?? ended.failedAt ?? 'connect'];
    case 'closed':
      return last('closed')?.how === 'reset' ? 'reset' : 'hung up';
    case 'refused': {
      const refusal = events.findLast(
        (event): event is EventOf<'reply'> => event.type === 'reply' && event.code >= 400,
      );
      return refusal === undefined ? 'refused' : codeOf(refusal);
    }
    case 'not-smtp':
      return SPEAKS[last('received')?.speaker ?? 'unknown'];
    case 'not-offered':
      return ended.failedAt === 'auth' ? 'no login offered' : 'STARTTLS not offered';
    case 'no-mechanism':
      return 'no login method in common';
    case 'not-secured': {
      const failure = last('not-secured');
      return failure === undefined ? 'handshake failed' : tlsFailure(failure.failure);
    }
    case 'not-verified': {
      const secured = last('secured');
      return (secured === undefined ? null : distrust(secured.tls, now)) ?? 'certificate not trusted';
    }
    case 'injected-bytes':
      return 'bytes slipped in before TLS';
    case 'sasl':
      return 'login broke off';
    case 'limit':
      return 'sends without end';
    case 'told':
      // Given up on, because the silence is explained
      return SILENT[ended.failedAt ?? 'connect'];
    case 'goal':
    case 'not-tried':
      return 'stopped';
  }
}
