import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { makeCertificate } from '../../src/index.ts';
import { deferred, NAMES, type Server } from './server.ts';

const code = (text: string): Buffer => Buffer.from(`${text}\r\n`);
const REPLIES: ReadonlyMap<string, Buffer> = new Map([
  ['DATA', code('354 go')],
  ['QUIT', code('221 bye')],
  ['STARTTLS', code('220 go')],
]);
const OK = code('250 ok');
const GREETING = code('220 bare ESMTP');
const PLAIN_EHLO = Buffer.from('250-bare\r\n250-PIPELINING\r\n250 8BITMIME\r\n');
const STARTTLS_EHLO = Buffer.from('250-bare\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 STARTTLS\r\n');

/** The CA of its certificate, for benches of other packages: each bundle has a CA of its own. */
export { caCertPem } from '../../src/index.ts';

let context: SecureContext | null = null;
/** Made once, as a test suite would; the mock keeps its own too. */
function secureContext(): SecureContext {
  if (context === null) {
    const { keyPem, certPem } = makeCertificate('valid', NAMES);
    context = createSecureContext({ key: keyPem, cert: certPem });
  }
  return context;
}

/** What a test would write by hand: lines in, canned replies out, the message kept. No policy, no faults, no transcript. */
export async function bare(starttls: boolean): Promise<Server> {
  const open = new Set<Socket>();
  const { promise, resolve } = deferred<number>();
  const serve = (socket: Socket, secured: boolean): void => {
    let text = '';
    let inData = false;
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          resolve(line.replaceAll('\r\n..', '\r\n.').length);
          socket.write(OK);
          continue;
        }
        const verb = (line.split(' ', 1)[0] ?? '').toUpperCase();
        inData = verb === 'DATA';
        if (verb === 'EHLO') socket.write(starttls && !secured ? STARTTLS_EHLO : PLAIN_EHLO);
        else socket.write(REPLIES.get(verb) ?? OK);
        if (verb === 'QUIT') socket.end();
        if (verb === 'STARTTLS') {
          socket.removeAllListeners('data');
          const tls = new TLSSocket(socket, { isServer: true, secureContext: secureContext() });
          return serve(
            tls.on('error', () => undefined),
            true,
          );
        }
      }
    });
  };
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    serve(socket, false);
    socket.write(GREETING);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    const ended = new Promise((done) => server.close(done));
    for (const socket of open) socket.destroy();
    await ended;
  };
  return { port: (server.address() as AddressInfo).port, captured: promise, close };
}
