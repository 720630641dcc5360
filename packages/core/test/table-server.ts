import {
  type Attempt,
  type AttemptAction,
  type AttemptInput,
  type AttemptSpec,
  advance,
  ascii,
  type DialogueEvent,
  type Login,
  latin1,
  newAttempt,
  open,
  type Session,
  step,
  type TraceEvent,
  type Verb,
} from '../src/index.ts';
import { GOOD_TLS } from './world.ts';

/** All commands but one are four letters (RFC 5321 §4.1.1). */
const verbOf = (line: string): Exclude<Verb, 'CONNECT' | 'TLS'> =>
  (line.startsWith('STARTTLS') ? 'STARTTLS' : line.slice(0, 4)) as Exclude<Verb, 'CONNECT' | 'TLS'>;

type Said = { readonly code: number; readonly bytes: Uint8Array; readonly offers: readonly string[] };

const say = (code: number, text: string, offers: readonly string[] = []): Said => ({
  code,
  bytes: ascii(`${text}\r\n`),
  offers,
});

const GREETING = say(220, '220 mail.example.test ESMTP');
const IN_CLEARTEXT = say(
  250,
  '250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES',
  ['PIPELINING', 'SIZE', 'STARTTLS', 'ENHANCEDSTATUSCODES'],
);
const IN_TLS = say(
  250,
  '250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES',
  ['PIPELINING', 'SIZE', 'AUTH', 'ENHANCEDSTATUSCODES'],
);
const SAID: Readonly<Partial<Record<Verb, Said>>> = {
  STARTTLS: say(220, '220 2.0.0 go ahead'),
  AUTH: say(235, '235 2.7.0 welcome'),
  MAIL: say(250, '250 2.1.0 ok'),
  RCPT: say(250, '250 2.1.5 ok'),
  DATA: say(354, '354 go on'),
  TEXT: say(250, '250 2.0.0 queued'),
  RSET: say(250, '250 2.0.0 ok'),
  QUIT: say(221, '221 2.0.0 bye'),
};

/** The server side of the table and nothing else: it asks `step` before it takes a line and before it answers. */
export class TableServer {
  session: Session;
  /** The session as it was after the last command and before its reply. */
  asked: Session;

  constructor(implicitTls: boolean) {
    this.session = open(implicitTls);
    this.asked = this.session;
  }

  greet(): Uint8Array {
    return this.answer(GREETING);
  }

  hear(line: Uint8Array): Uint8Array {
    const verb = this.session.phase === 'text' ? 'TEXT' : verbOf(latin1(line));
    this.turn({ type: 'command', verb });
    this.asked = this.session;
    const said = verb === 'EHLO' ? (this.session.tls ? IN_TLS : IN_CLEARTEXT) : SAID[verb];
    if (said === undefined) throw new Error(`no answer to ${verb}`);
    return this.answer(said);
  }

  handshake(): void {
    this.turn({ type: 'handshake', ok: true });
  }

  private answer({ code, bytes, offers }: Said): Uint8Array {
    this.turn({ type: 'reply', code, offers });
    return bytes;
  }

  private turn(event: DialogueEvent): void {
    const after = step(this.session, event);
    if (!after.ok) throw new Error(JSON.stringify(after.violation));
    this.session = after.session;
  }
}

/** Joins an attempt and a table server until the attempt ends; `onTurn` sees both sides whenever the client has spoken. */
export function converse(
  spec: AttemptSpec,
  login: Login | null,
  onTurn: (client: Session, server: Session) => void = () => undefined,
): { readonly attempt: Attempt; readonly events: readonly TraceEvent[] } {
  const server = new TableServer(spec.route.mode === 'implicit-tls');
  const events: TraceEvent[] = [];
  const inputs: AttemptInput[] = [{ type: 'start', at: 0 }];
  let attempt = newAttempt(spec);
  for (let at = 0; attempt.status !== 'ended'; at++) {
    const input = inputs[at];
    if (input === undefined) throw new Error(`the dialogue stands still in ${attempt.status}`);
    const after = advance(attempt, input);
    attempt = after.attempt;
    for (const event of after.events) events.push(event);
    for (const action of after.actions) {
      react(server, action, spec, inputs);
      if (action.type === 'write') onTurn(attempt.session, server.asked);
    }
    if (attempt.status === 'held') inputs.push({ type: 'told', word: 'proceed', login, at });
  }
  return { attempt, events };
}

/** What the server and the edge make of an action; at most two inputs come of it. */
function react(server: TableServer, action: AttemptAction, spec: AttemptSpec, inputs: AttemptInput[]): void {
  const cleartext = spec.route.mode !== 'implicit-tls';
  const at = inputs.length;
  switch (action.type) {
    case 'connect':
      inputs.push({ type: 'connected', at });
      if (cleartext) inputs.push({ type: 'bytes', chunk: server.greet(), at });
      return;
    case 'write':
      inputs.push({ type: 'bytes', chunk: server.hear(action.bytes), at });
      return;
    case 'secure':
      server.handshake();
      inputs.push({ type: 'secured', tls: GOOD_TLS, at });
      if (!cleartext) inputs.push({ type: 'bytes', chunk: server.greet(), at });
      return;
    case 'close':
      return;
  }
}
