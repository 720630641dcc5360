import { configure, type MachineOptions } from '../src/config.ts';
import type { ServerAction, ServerEvent } from '../src/events.ts';
import { MockServerMachine } from '../src/machine.ts';
import { RuleBook } from '../src/rule-book.ts';
import type { Rule } from '../src/rules.ts';
import { utf8 } from '../src/text.ts';

type Untimed = ServerEvent extends infer E ? (E extends ServerEvent ? Omit<E, 'at'> : never) : never;

/** A machine with a counter for a clock and a client that says what it is told. */
export function talk(options: MachineOptions = {}, ...rules: readonly Rule[]) {
  const book = new RuleBook(options.seed);
  book.use(rules);
  const machine = new MockServerMachine(configure(options, book), 1);
  let clock = 0;
  const actions: ServerAction[] = [];
  const feed = (event: Untimed): string => {
    const made = machine.handle({ ...event, at: clock++ } as ServerEvent);
    actions.push(...made);
    return shownActions(made);
  };
  return {
    machine,
    book,
    actions,
    feed,
    connect: (peer?: string) => feed(peer === undefined ? { type: 'connected' } : { type: 'connected', peer }),
    /** Lets all timers run down; the octets that were sent until nothing is armed any more, as text. */
    run: (limit = 10_000): string => {
      let sent = '';
      for (let armed = true; armed && limit > 0; limit--) {
        const made = machine.handle({ type: 'timer', at: clock++ });
        actions.push(...made);
        armed = made.some(({ type }) => type === 'arm');
        for (const action of made) if (action.type === 'send') sent += Buffer.from(action.bytes).toString('latin1');
      }
      return sent;
    },
    /** All octets that were sent, as text. */
    sent: () =>
      actions.map((action) => (action.type === 'send' ? Buffer.from(action.bytes).toString('latin1') : '')).join(''),
    say: (text: string) => feed({ type: 'bytes', chunk: utf8(text.replaceAll('\n', '\r\n')) }),
    raw: (chunk: Uint8Array) => feed({ type: 'bytes', chunk }),
    secured: () => feed({ type: 'secured', protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' }),
    notes: () => machine.record.entries.flatMap((entry) => (entry.type === 'note' ? [entry.note] : [])),
  };
}

/** Replies as `code`, other actions by their name; the text of the last line where it is asked for. */
export function shownActions(actions: readonly ServerAction[]): string {
  return actions
    .map((action) => {
      if (action.type === 'arm') return `arm ${action.ms}`;
      if (action.type === 'read') return action.on ? 'read' : 'read not';
      if (action.type === 'start-tls') return [action.type, action.cut].filter((word) => word !== undefined).join(' ');
      if (action.type !== 'send') return action.type;
      const text = Buffer.from(action.bytes).toString('utf8');
      return text.split('\r\n').at(-2)?.slice(0, 9).trim() ?? text;
    })
    .join(', ');
}

/** The login of the default user. */
export const LOGIN: string = Buffer.from('\0ann\0correct horse battery staple').toString('base64');
/** A server that takes mail from everybody. */
export const CLEAR: MachineOptions = { mode: 'cleartext', policy: { login: 'never' } };
