import { parseCommandLine } from './command-line.ts';
import { Kept } from './kept.ts';
import { COMMAND_CAP, type Line, LineReader } from './lines.ts';
import { exchangeLine } from './login.ts';
import { REPLIES, type Reply } from './replies.ts';
import type { Note } from './session-log.ts';
import { shownCommand } from './shown.ts';
import type { Talk } from './talk.ts';
import { isAscii, textOf } from './text.ts';
import type { Chunk } from './transaction.ts';
import { command, endChunk } from './verbs.ts';

/** Octets kept while a delay runs; a client that sends more than this ahead of replies is cut off. */
const BACKLOG_CAP = 65_536;
/** RFC 2920 §3.1: a client waits for the reply to these before it says more. STARTTLS has a note of its own. */
const WAIT_AFTER = /^(?:EHLO|AUTH|DATA)\b/i;

/** The ear of one connection: makes lines, messages and chunks of the octets, the same however they arrive. */
export class Hearing {
  readonly #talk: Talk;
  readonly #lines: LineReader = new LineReader();
  #backlog: Uint8Array[] = [];
  #backlogSize = 0;

  /** The ear of this talk. */
  constructor(talk: Talk) {
    this.#talk = talk;
  }

  /** Octets of the client. */
  receive(chunk: Uint8Array): void {
    const talk = this.#talk;
    if (talk.wait === 'hello') return this.#clientHello(chunk);
    let at = 0;
    while (at < chunk.length && talk.wait === 'input') {
      const { phase } = talk.session;
      if (phase === 'handshake' || phase === 'closed') break;
      if (talk.chunk !== null) at = this.#feedChunk(talk.chunk, chunk, at);
      else if (phase === 'text' && talk.body !== null) at = this.#feedBody(chunk, at);
      else at = this.#feedLine(chunk, at);
    }
    if (at < chunk.length) this.#leftOver(chunk.subarray(at));
  }

  /** A pause is over: what came meanwhile is heard now. */
  catchUp(): void {
    const queued = this.#backlog;
    this.#backlog = [];
    this.#backlogSize = 0;
    for (const chunk of queued) this.receive(chunk);
  }

  /** Nothing more will be heard. */
  clear(): void {
    this.#backlog = [];
    this.#lines.clear();
  }

  #clientHello(chunk: Uint8Array): void {
    const talk = this.#talk;
    const then = talk.onHello;
    talk.onHello = null;
    talk.wait = 'silence';
    talk.log.add({ at: talk.at, type: 'received', line: `‹ClientHello, ${chunk.length} octets›` });
    then?.();
  }

  #feedChunk(coming: Chunk, octets: Uint8Array, from: number): number {
    const talk = this.#talk;
    const to = Math.min(octets.length, from + coming.left);
    coming.left -= to - from;
    if (talk.mail !== null && coming.refusal === null) {
      talk.mail.message ??= new Kept(talk.config.maxSize);
      const before = talk.mail.message.size;
      talk.mail.message.add(octets, from, to);
      if (this.#breaksOff(before, talk.mail.message.size)) return octets.length;
    }
    if (coming.left === 0) endChunk(talk, coming);
    return to;
  }

  #feedBody(chunk: Uint8Array, from: number): number {
    const talk = this.#talk;
    const { body } = talk;
    if (body === null) return chunk.length;
    const before = body.kept.size;
    const at = body.feed(chunk, from);
    const { size } = body.kept;
    if (this.#breaksOff(before, size)) return chunk.length;
    if (!body.done) return at;
    talk.turn({ type: 'command', verb: 'TEXT' });
    talk.line = `‹message, ${size} octets›`;
    talk.log.add({ at: talk.at, type: 'received', line: talk.line });
    if (body.bareLf) talk.note('bare-lf', talk.line);
    talk.perform('body', () => (size > talk.config.maxSize ? REPLIES.tooLarge : REPLIES.accepted));
    return at;
  }

  /** Whether a rule ends the connection in the middle of the message. */
  #breaksOff(from: number, to: number): boolean {
    const talk = this.#talk;
    const { rules } = talk.config;
    const plan = rules.isEmpty ? null : rules.pickMidway(talk.subject(), talk.at, from, to);
    if (plan === null) return false;
    talk.log.add({ at: talk.at, type: 'received', line: `‹message, cut off after ${to} octets›` });
    talk.follow('body', plan, () => null);
    return talk.wait !== 'input';
  }

  #feedLine(chunk: Uint8Array, from: number): number {
    const at = this.#lines.feed(chunk, from);
    const { line } = this.#lines;
    if (line === null) return at;
    const talk = this.#talk;
    const { offers } = talk.session;
    this.#hear(line);
    // What follows STARTTLS, and the octets of a chunk, are another matter
    if (at === chunk.length || talk.chunk !== null || talk.session.phase === 'handshake') return at;
    // RFC 2920 §3.1
    if (!offers.includes('PIPELINING')) talk.note('pipelining-not-offered', talk.line);
    else if (WAIT_AFTER.test(talk.line)) talk.note('did-not-wait', talk.line);
    return at;
  }

  #hear(line: Line): void {
    const talk = this.#talk;
    const text = textOf(line.bytes);
    const { verb, argument } = parseCommandLine(text);
    const inExchange = talk.session.phase === 'auth';
    if (verb === 'AUTH') talk.sawAuth = true;
    talk.line = shownCommand(text, verb, { inExchange, afterAuth: talk.sawAuth });
    talk.log.add({ at: talk.at, type: 'received', line: talk.line });
    if (line.bareLf) talk.note('bare-lf', talk.line);
    if (line.octets > COMMAND_CAP && !inExchange && verb !== 'AUTH') return this.#tooLong(REPLIES.tooLong, line);
    if (line.cut) return this.#tooLong(REPLIES.authLineTooLong, line);
    if (inExchange) return exchangeLine(talk, text);
    // A TLS record (RFC 8446 §5.1) from a client that takes this port for an implicit-TLS one
    if (text.startsWith('\x16\x03')) return this.#misheard('client-hello-in-cleartext', REPLIES.unknown);
    if (text.includes('\0')) return this.#misheard('nul', REPLIES.nulInLine);
    if (!isAscii(line.bytes)) talk.note('eight-bit', talk.line);
    if (verb === null || talk.mangled.includes(verb)) return this.#misheard('unknown-command', REPLIES.unknown);
    command(talk, verb, argument);
  }

  #tooLong(answer: Reply, { octets }: Line): void {
    const talk = this.#talk;
    talk.note('line-too-long', `${octets} octets`);
    // RFC 4954 §4: inside an exchange this ends it
    const ends = talk.session.phase === 'auth' && talk.turn({ type: 'command', verb: 'CONTINUE' });
    return ends ? talk.say(answer) : talk.refuse(answer);
  }

  #misheard(note: Note, answer: Reply): void {
    this.#talk.note(note, this.#talk.line);
    this.#talk.refuse(answer);
  }

  #leftOver(chunk: Uint8Array): void {
    const talk = this.#talk;
    const { phase, pending } = talk.session;
    if (phase === 'handshake') {
      // RFC 3207 §4.2, CVE-2011-0411: what came before the handshake must not be taken for what comes after it
      return talk.note('plaintext-after-starttls', `${chunk.length} octets discarded`);
    }
    if (talk.wait !== 'timer') return;
    if (pending === 'CONNECT') talk.note('early-talker', `${chunk.length} octets before the greeting`);
    this.#backlogSize += chunk.length;
    if (this.#backlogSize > BACKLOG_CAP) {
      talk.note('input-overflow', `over ${BACKLOG_CAP} octets ahead of replies`);
      return talk.hangUp('close');
    }
    this.#backlog.push(new Uint8Array(chunk)); // a copy: the chunk may be a view of a large buffer
  }
}
