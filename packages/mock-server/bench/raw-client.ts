import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a client says in one connection: before STARTTLS, if there is one, and then. */
export type Dialogue = { readonly clear: readonly string[]; readonly secured: readonly string[] | null };

const HELLO = 'EHLO client.test';
const MESSAGE = [
  'MAIL FROM:<ann@example.test>',
  'RCPT TO:<bob@example.test>',
  'DATA',
  `Subject: hello\r\n\r\n${'0123456789'.repeat(50)}\r\n.`,
];
const messages = (n: number): readonly string[] => Array.from({ length: n }, () => MESSAGE).flat();

/** The dialogues that are measured. */
export const DIALOGUES = {
  'EHLO session': { clear: [HELLO, 'QUIT'], secured: null },
  'message, new connection': { clear: [HELLO, ...messages(1), 'QUIT'], secured: null },
  '20 messages, kept connection': { clear: [HELLO, ...messages(20), 'QUIT'], secured: null },
  'STARTTLS handshake': { clear: [HELLO, 'STARTTLS'], secured: ['QUIT'] },
  'message after STARTTLS': { clear: [HELLO, 'STARTTLS'], secured: [HELLO, ...messages(1), 'QUIT'] },
} as const satisfies Readonly<Record<string, Dialogue>>;

/** The name of a dialogue. */
export type DialogueName = keyof typeof DIALOGUES;

/** Plays a dialogue in a connection of its own, as fast as the replies come. */
export async function play(port: number, { clear, secured }: Dialogue): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await converse(socket, clear, false);
  if (secured !== null) {
    socket.removeAllListeners('data');
    const tls = connectTls({ socket, rejectUnauthorized: false });
    await once(tls, 'secureConnect');
    await converse(tls, secured, true);
    tls.destroy();
  }
  // By RST: thousands of ports in TIME_WAIT would make every bind to port 0 slow, and that is what would be measured
  socket.resetAndDestroy();
}

/** Says each line when the reply to the last has come. */
function converse(socket: Socket, lines: readonly string[], greeted: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = 0;
    const say = (): void => {
      const line = lines[next++];
      if (line === undefined) resolve();
      else socket.write(`${line}\r\n`);
    };
    let text = '';
    socket.on('error', reject).on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!/(^|\n)\d{3} [^\n]*\n$/.test(text)) return;
      if (!/^[23]/.test(text)) reject(new Error(text));
      text = '';
      say();
    });
    if (greeted) say();
  });
}
