import { type DialogueEvent, open, type Session, step } from '@smtp-triage/core/dialogue';
import type { MachineConfig } from './config.ts';
import type { ServerAction } from './events.ts';
import type { Reply } from './replies.ts';
import { type Note, SessionWriter } from './session-log.ts';

/** What the machine has before it while it works on an event: the dialogue, the record, and the actions so far. */
export class Desk {
  /** Time of the event, in milliseconds. */
  at = 0;
  session: Session;
  readonly log: SessionWriter;
  #actions: ServerAction[] = [];

  /** The desk of a connection that has not begun. */
  constructor(config: MachineConfig, id: number) {
    this.session = open(config.mode === 'implicit-tls');
    this.log = new SessionWriter(id, config.listener, config.mode);
  }

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

  /** Sends a reply that leaves the session as it is: the answer to something that is no command of the dialogue. */
  refuse(answer: Reply): void {
    this.send(answer.bytes, answer.code, answer.lines);
  }

  /** Sends octets; code null when they are not a reply of ours. */
  send(bytes: Uint8Array, code: number | null, lines: readonly string[]): void {
    this.#actions.push({ type: 'send', bytes });
    this.log.add({ at: this.at, type: 'sent', code, lines });
  }

  /** Applies an event of the dialogue; false when the table forbids it, and then nothing has changed. */
  turn(event: DialogueEvent): boolean {
    const next = step(this.session, event);
    if (next.ok) this.session = next.session;
    else this.log.add({ at: this.at, type: 'violation', violation: next.violation });
    return next.ok;
  }

  /** Gives the client its turn back after a reply that the table does not know. */
  deviate(detail: string): void {
    this.note('deviates', detail);
    this.session = { ...this.session, pending: null };
  }

  /** Writes something remarkable into the record. */
  note(note: Note, detail: string): void {
    this.log.add({ at: this.at, type: 'note', note, detail });
  }
}
