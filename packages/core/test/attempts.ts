import {
  type Attempt,
  type AttemptAction,
  type AttemptInput,
  type AttemptSpec,
  advance,
  ascii,
  type Login,
  latin1,
  newAttempt,
  Secret,
  TIMING,
  type TlsFailure,
  type TraceEvent,
} from '../src/index.ts';
import { GOOD_TLS, STARTED_AT } from './world.ts';

type SpecChanges = Partial<AttemptSpec> & { readonly mode?: AttemptSpec['route']['mode'] };

/** What an attempt on a healthy submission port is asked to do, with changes. */
export function specOf({ mode = 'starttls', ...changes }: SpecChanges = {}): AttemptSpec {
  const route = {
    id: 'r',
    purpose: 'settings',
    host: 'mail.example.test',
    port: 587,
    mode,
    family: 4,
    address: '192.0.2.7',
  } as const;
  return {
    route,
    goal: 'auth',
    connectPort: 587,
    mechanisms: ['PLAIN', 'LOGIN'],
    ehloName: 'client.example.test',
    servername: 'mail.example.test',
    minTls: 'TLSv1.2',
    offer: 'usual',
    slipsIn: false,
    envelope: null,
    timing: TIMING,
    startedAt: STARTED_AT,
    ...changes,
  };
}

export const ENVELOPE = { from: 'a@example.test', to: 'b@example.test', size: null, message: null };

/** The secret that must turn up nowhere. */
export const CANARY = 'Kanari+envogel/42';
export const LOGIN: Login = {
  credentials: { user: 'tim@example.test', password: new Secret(CANARY) },
  nonce: 'fyko+d2lbbFgONRv9qkxdawL',
};

/** A failed handshake. */
export const NO_TLS: TlsFailure = {
  why: 'alert',
  alert: 40,
  code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  reason: 'handshake failure',
  firstBytes: null,
  speaker: 'tls-alert',
};

/** One input without its time. */
export type Happening = AttemptInput extends infer I ? (I extends AttemptInput ? Omit<I, 'at'> : never) : never;

/** Short ways to write inputs. */
export const started: Happening = { type: 'start' };
export const connected: Happening = { type: 'connected' };
export const secured: Happening = { type: 'secured', tls: GOOD_TLS };
export const proceed: Happening = { type: 'told', word: 'proceed', login: LOGIN };
export const closed: Happening = { type: 'closed', how: 'end', code: null };
export const bytes = (text: string): Happening => ({ type: 'bytes', chunk: ascii(text) });
export const line = (text: string): Happening => bytes(`${text}\r\n`);

/** An attempt with everything it has done so far. */
export class Played {
  attempt: Attempt;
  readonly events: TraceEvent[] = [];
  readonly actions: AttemptAction[] = [];
  at = 0;

  constructor(spec: AttemptSpec) {
    this.attempt = newAttempt(spec);
  }

  /** Feeds inputs one millisecond apart. */
  feed(...happenings: readonly Happening[]): this {
    for (const happening of happenings) this.input({ ...happening, at: ++this.at } as AttemptInput);
    return this;
  }

  input(input: AttemptInput): this {
    const after = advance(this.attempt, input);
    this.attempt = after.attempt;
    this.events.push(...after.events);
    this.actions.push(...after.actions);
    return this;
  }

  /** Lets the clock jump and look. */
  wait(ms: number): this {
    this.at += ms;
    return this.input({ type: 'tick', at: this.at });
  }

  /** Everything that was put on the wire. */
  get wire(): string {
    return this.actions.map((action) => (action.type === 'write' ? latin1(action.bytes) : '')).join('');
  }

  get verbs(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'sent' ? [event.verb] : []));
  }

  /** Outcome, place and reason in one line: `failed auth refused`. */
  get result(): string {
    const { result } = this.attempt;
    return result === null ? 'open' : [result.outcome, result.failedAt, result.why].filter(Boolean).join(' ');
  }
}

/** Plays inputs from the start. */
export const play = (spec: AttemptSpec, ...happenings: readonly Happening[]): Played =>
  new Played(spec).feed(started, ...happenings);
