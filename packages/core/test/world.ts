import {
  advanceInvestigation,
  type Case,
  type ConnectFailure,
  type InvestigationAction,
  type InvestigationInput,
  type LookupAnswer,
  latin1,
  openInvestigation,
  PORTS,
  type Request,
  TIMING,
  type TlsFacts,
  type TlsFailure,
  type Trace,
  tracesOf,
  utf8Encode,
} from '../src/index.ts';

/** What stands at one address and port of a world without sockets. */
export type Place = {
  /** Outcome of the TCP connection; `silent`: no answer ever. */
  readonly connect?: ConnectFailure | 'ok' | 'silent';
  readonly connectMs?: number;
  /** Whether TLS comes first. A cleartext client then hears nothing, and a TLS client of another place hears cleartext. */
  readonly implicitTls?: boolean;
  readonly greeting?: string | null;
  readonly greetingMs?: number;
  /** Answers one line; `tls` upgrades after a 220, `close` and `reset` end, null says nothing. */
  readonly reply?: (line: string, secured: boolean) => string | null;
  /** Ends every connection before a word. */
  readonly hangsUp?: 'end' | 'reset';
  readonly tls?: TlsFacts;
  /** How long a handshake takes. */
  readonly tlsMs?: number;
  readonly tlsFailure?: TlsFailure | 'silent';
  /** Answers inside TLS what it read before the handshake. */
  readonly keepsPlaintext?: boolean;
  /** Greets once more inside TLS, after STARTTLS, which no server may. */
  readonly greetsAgain?: boolean;
  /** The full answer to a ClientHello is lost on the way; a short alert arrives. */
  readonly losesLargePackets?: boolean;
};

/** A world: names, and what listens where. Places are keyed `address:port`; what is not there is silent. */
export type World = {
  readonly names?: Readonly<Record<string, readonly LookupAnswer[]>>;
  readonly places: Readonly<Record<string, Place>>;
};

export const STARTED_AT = '2026-11-23T12:00:00.000Z';

/** A handshake nothing is wrong with. */
export const GOOD_TLS: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  keyExchange: { type: 'ECDH', name: 'X25519', bits: 253 },
  authorized: true,
  authorizationError: null,
  nameMatches: true,
  certificate: {
    subject: 'CN=mail.example.test',
    issuer: 'CN=Test CA',
    names: ['DNS:mail.example.test'],
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    key: { type: 'ec', bits: 256 },
    signature: 'ecdsa-with-SHA256',
    fingerprint256: '00',
    serialNumber: '01',
    selfSigned: false,
    namesIssuerLocation: false,
  },
  chain: [{ subject: 'CN=Test CA', issuer: 'CN=Test CA', validTo: '2030-01-01T00:00:00.000Z' }],
};

const SAID: Readonly<Record<string, string>> = {
  STARTTLS: '220 2.0.0 go ahead',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  RSET: '250 2.0.0 ok',
  QUIT: '221 2.0.0 bye',
};

/** A server as it should be: STARTTLS before TLS, AUTH after it; takes any login unless told otherwise. */
export const healthy =
  (changes: Readonly<Record<string, string | null>> = {}) =>
  (line: string, secured: boolean): string | null => {
    const verb = line.split(' ')[0] ?? '';
    const key = secured ? `tls ${verb}` : verb;
    for (const name of [key, verb]) {
      if (Object.hasOwn(changes, name)) return changes[name] ?? null;
    }
    if (verb === 'EHLO') {
      return secured
        ? '250-mail.example.test\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN'
        : '250-mail.example.test\r\n250 STARTTLS';
    }
    if (verb === 'AUTH') return '235 2.7.0 welcome';
    return SAID[verb] ?? '500 5.5.1 what?';
  };

export const STARTTLS_SERVER: Place = { greeting: '220 mail.example.test ESMTP', reply: healthy() };
export const TLS_SERVER: Place = { ...STARTTLS_SERVER, implicitTls: true };

/** A request with the defaults of the edge. */
export const request = (changes: Partial<Request> = {}): Request => ({
  input: '198.51.100.7',
  host: '198.51.100.7',
  source: 'given',
  settings: null,
  only: false,
  ladder: PORTS,
  families: [4, 6],
  addressesPerFamily: 3,
  credentials: null,
  mechanism: null,
  nonce: 'fyko+d2lbbFgONRv9qkxdawL',
  envelope: null,
  ehloName: 'client.example.test',
  servername: null,
  minTls: 'TLSv1.2',
  timing: TIMING,
  budgetMs: 12_000,
  waitForAll: false,
  connectTo: [],
  proxied: false,
  controls: [],
  lookupMs: 5_000,
  startedAt: STARTED_AT,
  ...changes,
});

export type Run = {
  readonly traces: readonly Trace[];
  readonly elapsedMs: number;
  readonly triaged: Case;
  /** Every line a server heard, with its place. */
  readonly heard: readonly { readonly place: string; readonly line: string; readonly secured: boolean }[];
  readonly inputs: readonly InvestigationInput[];
};

const SHORT_ALERT: TlsFailure = {
  why: 'alert',
  alert: 40,
  code: null,
  reason: 'handshake failure',
  firstBytes: null,
  speaker: 'tls-alert',
};

type Wire = { slipped: string[] | null; place: Place; key: string; secured: boolean; open: boolean; buffer: string };

/** Runs an investigation in a world, on a clock that jumps. */
export function run(world: World, asked: Request, interruptAt: number | null = null): Run {
  const queue: InvestigationInput[] = [{ type: 'start', at: 0 }];
  if (interruptAt !== null) queue.push({ type: 'interrupt', at: interruptAt });
  const wires = new Map<string, Wire>();
  const heard: { place: string; line: string; secured: boolean }[] = [];
  const inputs: InvestigationInput[] = [];
  let state = openInvestigation(asked);
  let armed: number | null = null;
  let at = 0;
  for (let turns = 0; !state.finished; turns++) {
    if (turns > 20_000) throw new Error('the investigation does not end');
    queue.sort((a, b) => a.at - b.at);
    const due = queue[0];
    const tick = armed !== null && (due === undefined || armed < due.at);
    if (!tick && due === undefined) throw new Error('the investigation waits for nothing');
    const input: InvestigationInput = tick ? { type: 'tick', at: armed ?? at } : (queue.shift() as InvestigationInput);
    if (tick) armed = null;
    at = input.at;
    inputs.push(input);
    const step = advanceInvestigation(state, input);
    state = step.investigation;
    for (const action of step.actions) perform(action);
  }
  const traces = tracesOf(state);
  const triaged: Case = {
    schema: 'smtp-triage/case@1',
    tool: { name: 'smtp-triage', version: '0.1.0' },
    target: { input: asked.input, host: asked.host, provider: null, source: asked.source },
    vantage: { label: 'test', startedAt: STARTED_AT, durationMs: at },
    settings: asked.settings,
    traces,
  };
  return { traces, elapsedMs: at, triaged, heard, inputs };

  function perform(action: InvestigationAction): void {
    switch (action.type) {
      case 'lookup':
        for (const family of action.families) {
          const answer = world.names?.[action.name]?.find((each) => each.family === family);
          if (answer !== undefined) queue.push({ type: 'looked-up', at: at + 2, name: action.name, answer });
        }
        return;
      case 'arm':
        armed = action.at;
        return;
      case 'attempt':
        return edge(action.id, action.action);
      default:
        return;
    }
  }

  function edge(id: string, action: Extract<InvestigationAction, { type: 'attempt' }>['action']): void {
    const wire = wires.get(id);
    const say = (text: string, ms = 1): void => {
      queue.push({ type: 'attempt', at: at + ms, id, input: { type: 'bytes', at: at + ms, chunk: utf8Encode(text) } });
    };
    const soon = (input: Record<string, unknown>, ms = 1): void => {
      queue.push({ type: 'attempt', at: at + ms, id, input: { at: at + ms, ...input } } as InvestigationInput);
    };
    switch (action.type) {
      case 'connect': {
        const key = `${action.address}:${action.port}`;
        const place = world.places[key] ?? { connect: 'silent' };
        const outcome = place.connect ?? 'ok';
        if (outcome === 'silent') return;
        if (outcome !== 'ok')
          return soon({ type: 'not-connected', why: outcome, code: outcome.toUpperCase() }, place.connectMs ?? 1);
        wires.set(id, { slipped: null, place, key, secured: false, open: true, buffer: '' });
        soon({ type: 'connected' }, place.connectMs ?? 1);
        if (place.hangsUp !== undefined && place.implicitTls !== true) soon(left(place.hangsUp), 2);
        if (place.implicitTls !== true && place.greeting != null)
          say(`${place.greeting}\r\n`, (place.connectMs ?? 1) + (place.greetingMs ?? 1));
        return;
      }
      case 'write': {
        if (wire === undefined || !wire.open) return;
        wire.buffer += latin1(action.bytes);
        for (let end = wire.buffer.indexOf('\r\n'); end >= 0; end = wire.buffer.indexOf('\r\n')) {
          const line = wire.buffer.slice(0, end);
          wire.buffer = wire.buffer.slice(end + 2);
          heard.push({ place: wire.key, line, secured: wire.secured });
          if (wire.place.implicitTls === true && !wire.secured) continue;
          if (wire.slipped !== null && !wire.secured) {
            wire.slipped.push(line);
            continue;
          }
          if (line === 'STARTTLS') wire.slipped = [];
          const reply = wire.place.reply?.(line, wire.secured) ?? null;
          if (reply === 'close' || reply === 'reset') {
            wire.open = false;
            soon(left(reply === 'close' ? 'end' : 'reset'));
          } else if (reply !== null) say(`${reply}\r\n`);
        }
        return;
      }
      case 'secure': {
        if (wire === undefined) return;
        const { place } = wire;
        forget(id);
        if (place.hangsUp !== undefined) return soon({ type: 'not-secured', failure: cutOff(place.hangsUp) });
        if (place.losesLargePackets === true && action.offer === 'nothing-common') {
          return soon({ type: 'not-secured', failure: SHORT_ALERT });
        }
        if (place.tlsFailure === 'silent' || place.losesLargePackets === true) return;
        if (place.tlsFailure !== undefined) return soon({ type: 'not-secured', failure: place.tlsFailure });
        const upgraded = heard.some(({ place: key, line }) => key === wire.key && line === 'STARTTLS');
        if (place.implicitTls !== true && !upgraded) return notTls(place, soon);
        wire.secured = true;
        if (place.keepsPlaintext === true)
          for (const line of wire.slipped ?? []) say(`${place.reply?.(line, true) ?? ''}\r\n`, 2);
        soon({ type: 'secured', tls: place.tls ?? GOOD_TLS }, place.tlsMs ?? 1);
        if ((place.implicitTls === true || place.greetsAgain === true) && place.greeting != null)
          say(`${place.greeting}\r\n`, 1 + (place.greetingMs ?? 1));
        return;
      }
      case 'close':
        return forget(id);
    }
  }

  function forget(id: string): void {
    for (let i = queue.length - 1; i >= 0; i--) {
      const waiting = queue[i];
      if (waiting?.type === 'attempt' && waiting.id === id) queue.splice(i, 1);
    }
  }
}

const left = (how: 'end' | 'reset') => ({ type: 'closed', how, code: how === 'end' ? null : 'ECONNRESET' });

const cutOff = (how: 'end' | 'reset'): TlsFailure => ({
  why: how === 'end' ? 'closed' : 'reset',
  alert: null,
  code: how === 'end' ? null : 'ECONNRESET',
  reason: how === 'end' ? 'the peer closed the connection' : 'read ECONNRESET',
  firstBytes: null,
  speaker: null,
});

function notTls(place: Place, soon: (input: Record<string, unknown>, ms?: number) => void): void {
  if (place.greeting == null) return;
  const text = `${place.greeting}\r\n`;
  const failure: TlsFailure = {
    why: 'not-tls',
    alert: null,
    code: 'ERR_SSL_WRONG_VERSION_NUMBER',
    reason: 'wrong version number',
    firstBytes: { length: text.length, text },
    speaker: /^\d{3}/.test(text) ? 'smtp' : 'unknown',
  };
  soon({ type: 'not-secured', failure }, place.greetingMs ?? 1);
}
