import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { CERTIFICATE_PROFILES, makeCertificate, startMockServer } from '../src/index.ts';

// A whole test (create, send one message, close) against a bare node server with canned replies, side by side in one process,
// in interleaved rounds: the practical limit. Read the ratios, not the milliseconds.

const NAMES = ['mail.example.test', 'localhost', '127.0.0.1', '::1'];
const PLAIN = Buffer.from('\0ann\0correct horse battery staple').toString('base64');
const ENVELOPE = ['MAIL FROM:<ann@example.test>', 'RCPT TO:<bob@example.test>', 'DATA'];
const LOGIN = ['EHLO client.test', `AUTH PLAIN ${PLAIN}`];
const MESSAGE = `Subject: hello\r\n\r\n${'0123456789'.repeat(50)}\r\n.`;
const CLEAR = ['EHLO client.test', ...ENVELOPE, MESSAGE, 'QUIT'];
const SECURE = [...LOGIN, ...ENVELOPE, MESSAGE, 'QUIT'];

type Server = { readonly port: number; readonly close: () => Promise<unknown> };

/** Lines in, canned replies out, the message kept: what a test would write by hand. */
async function bare(context: SecureContext | null): Promise<Server> {
  const open = new Set<Socket>();
  const kept: string[] = [];
  const ehlo = Buffer.from('250-bare\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n');
  const code = (text: string): Buffer => Buffer.from(`${text}\r\n`);
  const replies = new Map([
    ['EHLO', ehlo],
    ['AUTH', code('235 ok')],
    ['DATA', code('354 go')],
    ['QUIT', code('221 bye')],
    ['STAR', code('220 go')],
  ]);
  const fine = code('250 ok');
  const serve = (socket: Socket): void => {
    let text = '';
    let inData = false;
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) kept.push(line);
        const verb = inData ? '' : line.slice(0, 4);
        inData = verb === 'DATA';
        socket.write(replies.get(verb) ?? fine);
        if (verb === 'QUIT') socket.end();
        if (verb === 'STAR' && context !== null) {
          socket.removeAllListeners('data');
          serve(new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => undefined));
          return;
        }
      }
    });
  };
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    serve(socket);
    socket.write('220 bare\r\n');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await ended;
  };
  return { port: (server.address() as AddressInfo).port, close };
}

async function ours(starttls: boolean): Promise<Server> {
  const smtp = await startMockServer({
    listeners: { submission: starttls ? 'starttls' : 'cleartext' },
    policy: starttls ? {} : { login: 'never' },
  });
  return { port: smtp.ports['submission'] ?? 0, close: smtp.close };
}

/** Says each line when the reply to the last has come. */
function play(socket: Socket, lines: readonly string[], greeted: boolean): Promise<void> {
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

async function cycle(start: () => Promise<Server>, starttls: boolean): Promise<void> {
  const { port, close } = await start();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  if (starttls) {
    await play(socket, ['EHLO client.test', 'STARTTLS'], false);
    socket.removeAllListeners('data');
    const tls = connectTls({ socket, rejectUnauthorized: false });
    await once(tls, 'secureConnect');
    await play(tls, SECURE, true);
  } else await play(socket, CLEAR, false);
  // By RST: thousands of ports in TIME_WAIT would make every bind to port 0 slow, and that is what would be measured
  socket.resetAndDestroy();
  await close();
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
async function timed(work: () => Promise<unknown> | unknown, times: number): Promise<number> {
  const before = performance.now();
  for (let i = 0; i < times; i++) await work();
  return (performance.now() - before) / times;
}

async function compare(name: string, starttls: boolean): Promise<void> {
  const { keyPem, certPem } = makeCertificate('valid', NAMES);
  const context = createSecureContext({ key: keyPem, cert: certPem });
  const [a, b]: [number[], number[]] = [[], []];
  const one = (): Promise<void> => cycle(() => bare(context), starttls);
  const two = (): Promise<void> => cycle(() => ours(starttls), starttls);
  await timed(one, 150);
  await timed(two, 150);
  for (let round = 0; round < 9; round++) {
    a.push(await timed(one, 60));
    b.push(await timed(two, 60));
  }
  const ratio = median(b.map((value, i) => value / (a[i] ?? 1)));
  console.log(
    `full cycle ${name}: bare ${median(a).toFixed(3)} ms, ours ${median(b).toFixed(3)} ms, ratio ${ratio.toFixed(2)}`,
  );
}

const firstCert = await timed(() => makeCertificate('valid', NAMES), 1);
console.log(`first certificate, CA included: ${firstCert.toFixed(2)} ms`);
for (const profile of CERTIFICATE_PROFILES) {
  let n = 0;
  await timed(() => makeCertificate(profile, [`w${n++}.test`]), 3);
  const each = await timed(() => makeCertificate(profile, [`n${n++}.test`]), profile === 'weak-key' ? 5 : 50);
  console.log(`certificate ${profile}: ${each.toFixed(2)} ms`);
}
await compare('plain', false);
await compare('STARTTLS', true);

const smtp = await startMockServer();
const idle = await Promise.all(
  Array.from({ length: 20 }, async () => {
    const socket = connect(smtp.ports['submission'] ?? 0, '127.0.0.1');
    await once(socket, 'data');
    return socket;
  }),
);
console.log(`close with 20 open clients: ${(await timed(smtp.close, 1)).toFixed(2)} ms`);
for (const socket of idle) socket.destroy();
console.log(
  `start and close, two listeners: ${(await timed(async () => (await startMockServer()).close(), 200)).toFixed(3)} ms`,
);
