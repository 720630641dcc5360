import type { SaslServerExchange } from '@smtp-triage/core';
import { type Session, step } from '@smtp-triage/core/dialogue';
import { ASIDES, answerMail, answerRcpt, refusalOf } from './answers.ts';
import { type AuthStep, beginAuth, continueAuth, mechanismOf } from './auth.ts';
import { BodyReader } from './body.ts';
import { parseCommandLine, parsePath, type WireVerb } from './command-line.ts';
import type { MachineConfig } from './config.ts';
import { Desk } from './desk.ts';
import { ehloReply, keywordsIn } from './ehlo.ts';
import type { ServerAction, ServerEvent } from './events.ts';
import { COMMAND_CAP, type Line, LineReader } from './lines.ts';
import { REPLIES, type Reply, rawLines, reply } from './replies.ts';
import type { Edit, Plan, Subject } from './rule-book.ts';
import type { Stage } from './rules.ts';
import type { Note, SessionRecord } from './session-log.ts';
import { shown, shownCommand } from './shown.ts';
import { isAscii, octetsOf, textOf } from './text.ts';

/** What the machine waits for. `silence` and `over` end in nothing but the client's leaving. */
type Wait = 'input' | 'timer' | 'handshake' | 'silence' | 'over';

/** What happens when no rule wants anything else. */
type Usual = (edits: readonly Edit[]) => void;

/** Octets kept while a delay runs; a client that sends more than this ahead of replies is cut off. */
const BACKLOG_CAP = 65_536;
const NO_ACTIONS: readonly ServerAction[] = [];
const NO_EDITS: readonly Edit[] = [];

/**
 * The server side of one connection: an event in, actions out, no clock and no socket. What may be said when is core's dialogue
 * table (RFC 5321, 3207, 4954); policy and the rules of a test stand on top of it.
 *
 * @example
 * const machine = new MockServerMachine(configure({}, new RuleBook()), 1);
 * machine.handle({ type: 'connected', at: 0 }); // [{ type: 'send', bytes: 220 … }]
 */
export class MockServerMachine {
  readonly #config: MachineConfig;
  readonly #desk: Desk;
  readonly #lines: LineReader = new LineReader();
  #wait: Wait = 'silence';
  #backlog: Uint8Array[] = [];
  #backlogSize = 0;
  /** The effects that a delay has put off. */
  #resume: (() => void) | null = null;
  #body: BodyReader | null = null;
  #exchange: SaslServerExchange | null = null;
  #mangled: readonly string[] = [];
  #sawAuth = false;
  /** Who the credentials under judgement belong to. */
  #claim: string | null = null;
  #from: string | null = null;
  #to: string[] = [];
  /** The address of the command that waits for its reply. */
  #address: string | null = null;
  /** The last line, as the record shows it. */
  #line = '';

  /** A connection that has not begun; `id` goes into its record. */
  constructor(config: MachineConfig, id: number) {
    this.#config = config;
    this.#desk = new Desk(config, id);
  }

  /** Where the dialogue stands, in the words of the table: after each turn the same as the client's. */
  get session(): Session {
    return this.#desk.session;
  }

  /** The transcript, which grows while the session goes on. */
  get record(): SessionRecord {
    return this.#desk.log;
  }

  /** Takes one event; whatever the client sends, this returns and does not throw. */
  handle(event: ServerEvent): readonly ServerAction[] {
    const { log } = this.#desk;
    if (log.closed) return NO_ACTIONS;
    this.#desk.begin(event.at);
    switch (event.type) {
      case 'connected':
        log.add({ at: event.at, type: 'connected' });
        this.#perform('accept', () => (this.session.phase === 'secure' ? this.#secure() : this.#greet()));
        break;
      case 'bytes':
        this.#receive(event.chunk);
        break;
      case 'secured':
        log.tls = event.protocol;
        log.user = null; // RFC 3207 §4.2: what was granted before is forgotten
        log.add({ at: event.at, type: 'secured', protocol: event.protocol, cipher: event.cipher });
        this.#desk.turn({ type: 'handshake', ok: true });
        this.#wait = 'input';
        if (this.session.pending === 'CONNECT') this.#greet();
        break;
      case 'secure-failed':
        log.add({ at: event.at, type: 'not-secured', reason: event.reason });
        this.#desk.turn({ type: 'handshake', ok: false });
        this.#hangUp('close');
        break;
      case 'timer':
        this.#continue();
        break;
      case 'closed':
        this.#closed(event.how);
        break;
      default:
        event satisfies never;
    }
    this.#settle();
    return this.#desk.actions;
  }

  /** After the last effect: what the dialogue itself wants next. */
  #settle(): void {
    if (this.#wait !== 'input') return;
    if (this.session.phase === 'closed') this.#hangUp('close');
    else if (this.session.phase === 'handshake') this.#secure();
  }

  #closed(how: 'end' | 'reset' | 'error'): void {
    const { log, at } = this.#desk;
    const byServer = this.#wait === 'over';
    if (this.#wait === 'input' && log.entries.length > 2) this.#desk.note('no-quit', this.session.phase);
    log.add({ at, type: 'closed', by: byServer ? 'server' : 'client', how });
    log.closed = true;
    this.#wait = 'over';
  }

  // Rules

  /** Does what the rules want at a stage, or the usual. */
  #perform(stage: Stage, usual: Usual): void {
    const { rules } = this.#config;
    const plan = rules.isEmpty ? null : rules.pick(stage, this.#subject());
    if (plan === null) {
      this.#wait = 'input';
      return usual(NO_EDITS);
    }
    this.#desk.log.add({ at: this.#desk.at, type: 'rules', stage, ids: plan.rules });
    this.#carryOut(plan, 0, usual);
  }

  #carryOut(plan: Plan, from: number, usual: Usual): void {
    this.#wait = 'input';
    for (let i = from; i < plan.effects.length; i++) {
      const effect = plan.effects[i];
      switch (effect?.type) {
        case 'delay':
          this.#wait = 'timer';
          this.#resume = () => this.#carryOut(plan, i + 1, usual);
          return this.#desk.act({ type: 'arm', ms: effect.ms });
        case 'reply':
          this.#say(reply(effect.code, effect.enhanced, ...effect.lines), keywordsIn(effect.lines));
          break;
        case 'raw':
          this.#sayRaw(effect.octets);
          break;
        case 'half-close':
          this.#desk.act({ type: 'half-close' });
          this.#wait = 'silence';
          return;
        case 'never':
          this.#wait = 'silence';
          return;
        case 'drop':
          return this.#hangUp('close');
        case 'reset':
          return this.#hangUp('reset');
        case undefined:
          break;
        default:
          effect satisfies never;
      }
    }
    if (!plan.instead) usual(plan.edits);
  }

  #continue(): void {
    const resume = this.#resume;
    this.#resume = null;
    if (this.#wait !== 'timer' || resume === null) return;
    resume();
    const queued = this.#backlog;
    this.#backlog = [];
    this.#backlogSize = 0;
    for (const chunk of queued) this.#receive(chunk);
  }

  #subject(): Subject {
    const { pending } = this.session;
    return {
      listener: this.#config.listener,
      from: pending === 'MAIL' ? this.#address : this.#from,
      to: pending === 'RCPT' ? this.#address : null,
      user: this.#claim,
      line: this.#line,
    };
  }

  // Replies

  #greet(): void {
    this.#perform('greeting', () => this.#say(this.#config.greeting));
  }

  #secure(): void {
    this.#perform('tls', () => {
      this.#wait = 'handshake';
      this.#desk.act({ type: 'start-tls' });
    });
  }

  /** Sends a reply that the table judges: the session goes where it says. */
  #say(answer: Reply, offers?: readonly string[]): void {
    this.#desk.send(answer.bytes, answer.code, answer.lines);
    this.#replied(answer.code, offers);
  }

  #sayRaw(octets: string): void {
    const { code, lines } = rawLines(octets);
    const { phase } = this.session;
    this.#desk.send(octetsOf(octets), null, [shown(octets)]);
    if (code !== null) this.#replied(code, keywordsIn(lines));
    else this.#desk.deviate('octets that are no reply');
    // In place of a handshake: there is nothing more to say
    if (phase === 'secure' || phase === 'handshake') this.#wait = 'silence';
  }

  #replied(code: number, offers?: readonly string[]): void {
    const verb = this.session.pending;
    if (!this.#desk.turn(offers === undefined ? { type: 'reply', code } : { type: 'reply', code, offers })) {
      this.#body = null;
      return this.#desk.deviate(`${code} to ${verb ?? 'nothing'}`);
    }
    switch (this.session.phase) {
      case 'text':
        this.#body = new BodyReader(this.#config.maxSize);
        return;
      case 'mail':
        if (verb === 'MAIL') [this.#from, this.#to] = [this.#address, []];
        return;
      case 'rcpt':
        if (verb === 'RCPT' && code < 300 && this.#address !== null) this.#to.push(this.#address);
        return;
      case 'ready':
      case 'hello':
        if (verb === 'TEXT') this.#endMessage(code);
        if (code === 235) this.#desk.log.user = this.#claim;
        [this.#from, this.#to] = [null, []];
        return;
      default:
    }
  }

  #hangUp(how: 'close' | 'reset'): void {
    this.#wait = 'over';
    this.#backlog = [];
    this.#lines.clear();
    this.#body = null;
    this.#desk.act({ type: how });
  }

  // Input

  #receive(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.#wait === 'input' && this.session.phase !== 'handshake') {
      const body = this.session.phase === 'text' ? this.#body : null;
      if (body !== null) {
        at = body.feed(chunk, at);
        if (body.done) this.#endText(body);
        continue;
      }
      if (this.session.phase === 'closed') return;
      at = this.#lines.feed(chunk, at);
      const { line } = this.#lines;
      if (line === null) return;
      // RFC 2920 §3.1; what follows STARTTLS has a note of its own
      const piped = at < chunk.length && !this.session.offers.includes('PIPELINING');
      this.#hear(line);
      if (piped && !this.#line.startsWith('STARTTLS')) this.#desk.note('pipelining-not-offered', this.#line);
    }
    if (at < chunk.length) this.#leftOver(chunk.subarray(at));
  }

  #leftOver(chunk: Uint8Array): void {
    if (this.session.phase === 'handshake') {
      // RFC 3207 §4.2, CVE-2011-0411: what came before the handshake must not be taken for what comes after it
      return this.#desk.note('plaintext-after-starttls', `${chunk.length} octets discarded`);
    }
    if (this.#wait !== 'timer') return;
    if (this.session.pending === 'CONNECT') {
      this.#desk.note('early-talker', `${chunk.length} octets before the greeting`);
    }
    this.#backlogSize += chunk.length;
    if (this.#backlogSize > BACKLOG_CAP) {
      this.#desk.note('input-overflow', `over ${BACKLOG_CAP} octets ahead of replies`);
      return this.#hangUp('close');
    }
    this.#backlog.push(new Uint8Array(chunk)); // a copy: the chunk may be a view of a large buffer
  }

  #hear(line: Line): void {
    const text = textOf(line.bytes);
    const { verb, argument } = parseCommandLine(text);
    const inExchange = this.session.phase === 'auth';
    if (verb === 'AUTH') this.#sawAuth = true;
    this.#line = shownCommand(text, verb, { inExchange, afterAuth: this.#sawAuth });
    this.#desk.log.add({ at: this.#desk.at, type: 'received', line: this.#line });
    if (line.bareLf) this.#desk.note('bare-lf', this.#line);
    if (line.octets > COMMAND_CAP && !inExchange && verb !== 'AUTH') return this.#tooLong(REPLIES.tooLong, line);
    if (line.cut) return this.#tooLong(REPLIES.authLineTooLong, line);
    if (inExchange) return this.#exchangeLine(text);
    // A TLS record (RFC 8446 §5.1) from a client that takes this port for an implicit-TLS one
    if (text.startsWith('\x16\x03')) return this.#misheard('client-hello-in-cleartext', REPLIES.unknown);
    if (text.includes('\0')) return this.#misheard('nul', REPLIES.nulInLine);
    if (!isAscii(line.bytes)) this.#desk.note('eight-bit', this.#line);
    if (verb === null || this.#mangled.includes(verb)) return this.#misheard('unknown-command', REPLIES.unknown);
    this.#command(verb, argument);
  }

  #tooLong(answer: Reply, { octets }: Line): void {
    this.#desk.note('line-too-long', `${octets} octets`);
    // RFC 4954 §4: inside an exchange this ends it
    const ends = this.session.phase === 'auth' && this.#desk.turn({ type: 'command', verb: 'CONTINUE' });
    return ends ? this.#say(answer) : this.#desk.refuse(answer);
  }

  #misheard(note: Note, answer: Reply): void {
    this.#desk.note(note, this.#line);
    this.#desk.refuse(answer);
  }

  #command(verb: WireVerb, argument: string): void {
    const before = this.session;
    if (verb === 'AUTH' && !before.tls && argument.includes(' ')) this.#desk.note('credentials-in-clear', this.#line);
    const heard = step(before, { type: 'command', verb });
    if (!heard.ok) {
      this.#desk.log.add({ at: this.#desk.at, type: 'violation', violation: heard.violation });
      return this.#desk.refuse(refusalOf(heard.violation, verb, before, this.#config.policy));
    }
    this.#desk.session = heard.session;
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#perform('ehlo', (edits) => this.#hello(verb, argument, edits));
      case 'STARTTLS':
        // RFC 3207 §4: no parameter
        return this.#perform('starttls', () => this.#say(argument === '' ? REPLIES.readyForTls : REPLIES.noArgument));
      case 'AUTH':
        this.#desk.log.mechanism = mechanismOf(argument);
        return this.#authenticate(beginAuth(this.#config, argument));
      case 'MAIL': {
        const path = parsePath('FROM', argument);
        this.#address = path?.address ?? null;
        return this.#perform('mail', () => this.#say(answerMail(path, this.session, this.#config)));
      }
      case 'RCPT': {
        const path = parsePath('TO', argument);
        this.#address = path?.address ?? null;
        return this.#perform('rcpt', () => this.#say(answerRcpt(path, this.#to.length, this.session, this.#config)));
      }
      case 'DATA':
        return this.#perform('data', () => this.#say(argument === '' ? REPLIES.startMail : REPLIES.noArgument));
      case 'QUIT':
        return this.#perform('quit', () => this.#say(REPLIES.bye));
      case 'RSET':
      case 'NOOP':
      case 'VRFY':
      case 'EXPN':
      case 'HELP':
        return this.#perform('any', () => this.#say(ASIDES[verb]));
      default:
        verb satisfies never;
    }
  }

  #hello(verb: 'EHLO' | 'HELO', name: string, edits: readonly Edit[]): void {
    if (name === '') return this.#say(REPLIES.nameMissing); // RFC 5321 §4.1.1.1
    if (verb === 'HELO') return this.#say(this.#config.helo);
    const hello = ehloReply(this.#config, this.session.tls, edits);
    this.#mangled = edits.filter(({ type }) => type === 'mangle').map(({ keyword }) => keyword);
    this.#say(hello.reply, hello.offers);
  }

  #exchangeLine(text: string): void {
    if (!this.#desk.turn({ type: 'command', verb: 'CONTINUE' }) || this.#exchange === null) return;
    if (!this.session.tls && text !== '*') this.#desk.note('credentials-in-clear', this.#line);
    this.#authenticate(continueAuth(this.#exchange, text));
  }

  #authenticate(next: AuthStep): void {
    this.#exchange = next.kind === 'challenge' ? next.exchange : null;
    if (next.kind !== 'judged') return this.#say(next.reply);
    this.#claim = next.user;
    this.#perform('auth', () => this.#say(next.reply));
  }

  #endText(body: BodyReader): void {
    this.#desk.turn({ type: 'command', verb: 'TEXT' });
    this.#line = `‹message, ${body.size} octets›`;
    this.#desk.log.add({ at: this.#desk.at, type: 'received', line: this.#line });
    if (body.bareLf) this.#desk.note('bare-lf', this.#line);
    this.#perform('body', () => this.#say(body.size > this.#config.maxSize ? REPLIES.tooLarge : REPLIES.accepted));
  }

  /** The reply to the message has been said: 250 means that the server has it now (RFC 5321 §4.2.5). */
  #endMessage(code: number): void {
    const body = this.#body;
    this.#body = null;
    if (body === null || code !== 250) return;
    const { at, log } = this.#desk;
    const { id, listener, user, tls } = log;
    log.add({ at, type: 'message', octets: body.size, recipients: this.#to.length });
    const envelope = { from: this.#from ?? '', to: this.#to };
    this.#desk.act({
      type: 'capture',
      message: { session: id, listener, at, ...envelope, user, tls, raw: body.message },
    });
  }
}
