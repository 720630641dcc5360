import type { SaslServerExchange } from '@smtp-triage/core';
import { type DialogueEvent, open, type Session, step } from '@smtp-triage/core/dialogue';
import type { BodyReader } from './body.ts';
import type { MachineConfig } from './config.ts';
import { CONSEQUENCES } from './consequences.ts';
import type { ServerAction, ServerEvent } from './events.ts';
import type { Subject } from './matching.ts';
import { perform } from './performer.ts';
import { NO_PLAN, type Plan } from './plan.ts';
import { drawOf } from './random.ts';
import type { Reply } from './replies.ts';
import type { Stage } from './rules.ts';
import { type Note, SessionWriter } from './session-log.ts';
import type { Chunk, Offered, Transaction } from './transaction.ts';

/**
 * What the machine waits for. `hello` is a ClientHello that gets no handshake; `silence` and `over` end in nothing but the
 * client's leaving.
 */
export type Wait = 'input' | 'timer' | 'handshake' | 'hello' | 'silence' | 'over';

/** What is said or done when no rule wants anything else; null when there is nothing to say. */
export type Usual = (plan: Plan) => Reply | null;

/** All that one connection is about: where the dialogue stands, the record, the mail transaction, and the actions so far. */
export class Talk {
  readonly config: MachineConfig;
  readonly log: SessionWriter;
  readonly id: number;
  /** Time of the event, in milliseconds. */
  at = 0;
  session: Session;
  wait: Wait = 'silence';
  /** The last line, as the record shows it. */
  line = '';
  connected: Extract<ServerEvent, { type: 'connected' }> | null = null;
  hello: string | null = null;
  sawAuth = false;
  /** Who the credentials under judgement belong to. */
  claim: string | null = null;
  exchange: SaslServerExchange | null = null;
  /** Verbs that a rule has made unreadable. */
  mangled: readonly string[] = [];
  mail: Transaction | null = null;
  /** What the MAIL or RCPT that waits for its reply would bring. */
  offered: Offered | null = null;
  body: BodyReader | null = null;
  chunk: Chunk | null = null;
  /** What answers a ClientHello that gets no handshake. */
  onHello: (() => void) | null = null;
  #draws = 0;
  #isReading = true;
  #actions: ServerAction[] = [];
  #script: Generator<number, void> | null = null;

  /** A connection that has not begun. */
  constructor(config: MachineConfig, id: number) {
    this.config = config;
    this.id = id;
    this.session = open(config.mode === 'implicit-tls');
    this.log = new SessionWriter(id, config.listener, config.mode);
  }

  // Actions

  /** Clears the actions for the next event. */
  begin(at: number): void {
    this.at = at;
    this.#actions = [];
  }

  /** What the host is to do. */
  get actions(): readonly ServerAction[] {
    return this.#actions;
  }

  /** Asks the host for something. */
  act(action: ServerAction): void {
    this.#actions.push(action);
  }

  /** Ends it: nothing more is read or said. */
  hangUp(how: 'close' | 'reset'): void {
    this.wait = 'over';
    this.body = null;
    this.chunk = null;
    this.act({ type: how });
  }

  /** Stops or goes on reading; in a handshake that is due, `on` asks for its octets. */
  read(on: boolean): void {
    if (on === this.#isReading && !this.isBeforeTls) return;
    this.#isReading = on;
    this.act({ type: 'read', on });
  }

  /** Whether the next octets of the client are its ClientHello, if it knows the mode. */
  get isBeforeTls(): boolean {
    const { phase } = this.session;
    return phase === 'secure' || phase === 'handshake';
  }

  /** A number from 0 up to 1: the same for the same seed, connection and turn. */
  draw(): number {
    return drawOf(this.config.seed, this.id, this.#draws++);
  }

  // Rules

  /** Does what the rules want at a stage; where they want nothing, the standing plan, or the usual. */
  perform(stage: Stage, usual: Usual, standing: Plan | null = null): void {
    const { rules } = this.config;
    const plan = rules.isEmpty ? standing : (rules.pick(stage, this.subject(), this.at) ?? standing);
    this.wait = 'input';
    if (plan !== null) return this.follow(stage, plan, usual);
    const answer = usual(NO_PLAN);
    if (answer !== null) this.say(answer);
  }

  /** Carries a plan out, as far as it goes without waiting. */
  follow(stage: Stage, plan: Plan, usual: Usual): void {
    if (plan.rules.length > 0) this.log.add({ at: this.at, type: 'rules', stage, ids: plan.rules });
    this.run(perform(this, plan, usual));
  }

  /** Goes on with what a pause has put off. */
  resume(): void {
    const script = this.#script;
    this.#script = null;
    if (this.wait !== 'timer' || script === null) return;
    this.wait = 'input';
    this.run(script);
  }

  /** Runs a script up to its next pause. */
  run(script: Generator<number, void>): void {
    const next = script.next();
    if (next.done === true) return;
    this.#script = script;
    this.wait = 'timer';
    this.act({ type: 'arm', ms: next.value });
  }

  /** What rules may look at. */
  subject(): Subject {
    const { pending } = this.session;
    const offered = this.offered?.address ?? null;
    return {
      listener: this.config.listener,
      session: this.id,
      address: this.connected?.peer ?? null,
      hello: this.hello,
      from: pending === 'MAIL' ? offered : (this.mail?.from ?? null),
      to: pending === 'RCPT' ? offered : null,
      user: this.claim,
      line: this.line,
    };
  }

  // Words

  /** Sends a reply that the table judges: the session goes where it says. */
  say(answer: Reply): void {
    this.send(answer.bytes, answer.code, answer.lines);
    this.replied(answer.code, answer.offers);
  }

  /** Sends a reply that leaves the session as it is: the answer to something that is no command of the dialogue. */
  refuse(answer: Reply): void {
    this.send(answer.bytes, answer.code, answer.lines);
  }

  /** Sends octets; code null when they are not a reply of ours. */
  send(bytes: Uint8Array, code: number | null, lines: readonly string[]): void {
    this.act({ type: 'send', bytes });
    this.log.add({ at: this.at, type: 'sent', code, lines });
  }

  /** A reply has been said: the session and the mail transaction follow. */
  replied(code: number, offers?: readonly string[]): void {
    const verb = this.session.pending;
    const isLawful = this.turn(offers === undefined ? { type: 'reply', code } : { type: 'reply', code, offers });
    if (!isLawful) return this.deviate(`${code} to ${verb ?? 'nothing'}`);
    if (verb !== null) CONSEQUENCES[verb]?.(this, code);
  }

  /** Gives the client its turn back after a reply that the table does not know. */
  deviate(detail: string): void {
    this.note('deviates', detail);
    this.body = null;
    this.session = { ...this.session, pending: null };
  }

  /** Applies an event of the dialogue; false when the table forbids it, and then nothing has changed. */
  turn(event: DialogueEvent): boolean {
    const next = step(this.session, event);
    if (next.ok) this.session = next.session;
    else this.log.add({ at: this.at, type: 'violation', violation: next.violation });
    return next.ok;
  }

  /** Writes something remarkable into the record. */
  note(note: Note, detail: string): void {
    this.log.add({ at: this.at, type: 'note', note, detail });
  }
}
