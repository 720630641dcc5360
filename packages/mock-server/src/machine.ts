import type { Session } from '@smtp-triage/core/dialogue';
import type { MachineConfig } from './config.ts';
import type { ServerAction, ServerEvent } from './events.ts';
import { Hearing } from './hearing.ts';
import { startTls } from './performer.ts';
import { NO_PLAN } from './plan.ts';
import type { SessionRecord } from './session-log.ts';
import { Talk } from './talk.ts';

const NO_ACTIONS: readonly ServerAction[] = [];

/**
 * The server side of one connection: an event in, actions out, no clock and no socket. What may be said when is core's dialogue
 * table (RFC 5321, 3207, 4954); policy and the rules of a test stand on top of it.
 *
 * @example
 * const machine = new MockServerMachine(configure({}, new RuleBook()), 1);
 * machine.handle({ type: 'connected', at: 0 }); // [{ type: 'send', bytes: 220 … }]
 */
export class MockServerMachine {
  readonly #talk: Talk;
  readonly #hearing: Hearing;

  /** A connection that has not begun; `id` goes into its record. */
  constructor(config: MachineConfig, id: number) {
    this.#talk = new Talk(config, id);
    this.#hearing = new Hearing(this.#talk);
  }

  /** Where the dialogue stands, in the words of the table: after each turn the same as the client's. */
  get session(): Session {
    return this.#talk.session;
  }

  /** The transcript, which grows while the session goes on. */
  get record(): SessionRecord {
    return this.#talk.log;
  }

  /** Takes one event; whatever the client sends, this returns and does not throw. */
  handle(event: ServerEvent): readonly ServerAction[] {
    const talk = this.#talk;
    if (talk.log.closed) return NO_ACTIONS;
    talk.begin(event.at);
    switch (event.type) {
      case 'connected':
        talk.connected = event;
        talk.log.add({ at: event.at, type: 'connected' });
        talk.perform('accept', () => (talk.session.phase === 'secure' ? this.#secure() : this.#greet()));
        break;
      case 'bytes':
        this.#hearing.receive(event.chunk);
        break;
      case 'secured':
        this.#secured(event);
        break;
      case 'secure-failed':
        talk.log.add({ at: event.at, type: 'not-secured', reason: event.reason });
        talk.turn({ type: 'handshake', ok: false });
        talk.hangUp('close');
        break;
      case 'timer':
        talk.resume();
        this.#hearing.catchUp();
        break;
      case 'closed':
        this.#closed(event.how);
        break;
      default:
        event satisfies never;
    }
    this.#settle();
    return talk.actions;
  }

  /** After the last word: what the dialogue itself wants next. */
  #settle(): void {
    const talk = this.#talk;
    if (talk.wait === 'input') {
      if (talk.session.phase === 'closed') talk.hangUp('close');
      else if (talk.session.phase === 'handshake') this.#secure();
    }
    if (talk.wait === 'over') this.#hearing.clear();
  }

  #greet(): null {
    const { config } = this.#talk;
    const plan =
      config.greetPauseMs > 0 ? { ...NO_PLAN, acts: [{ type: 'delay' as const, ms: config.greetPauseMs }] } : null;
    this.#talk.perform('greeting', () => config.greeting, plan);
    return null;
  }

  #secure(): null {
    this.#talk.perform('tls', (plan) => startTls(this.#talk, plan));
    return null;
  }

  #secured({ at, protocol, cipher }: Extract<ServerEvent, { type: 'secured' }>): void {
    const talk = this.#talk;
    talk.log.tls = protocol;
    // RFC 3207 §4.2: what was said and granted before is forgotten
    [talk.log.user, talk.mail, talk.hello] = [null, null, null];
    talk.log.add({ at, type: 'secured', protocol, cipher });
    talk.turn({ type: 'handshake', ok: true });
    talk.wait = 'input';
    if (talk.session.pending === 'CONNECT') this.#greet();
  }

  #closed(how: 'end' | 'reset' | 'error'): void {
    const talk = this.#talk;
    const { log, at, wait } = talk;
    if (wait === 'input' && log.entries.length > 2) talk.note('no-quit', talk.session.phase);
    log.add({ at, type: 'closed', by: wait === 'over' ? 'server' : 'client', how });
    log.closed = true;
    talk.wait = 'over';
  }
}
