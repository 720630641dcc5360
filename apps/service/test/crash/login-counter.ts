import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { caCertPem, makeCertificate } from '@smtp-triage/mock-server';

/** A submission server that knows who logged in how often. */
export type LoginCounter = {
  readonly port: number;
  readonly caPem: string;
  /** AUTH commands by user name, whether they were answered or not. */
  readonly logins: ReadonlyMap<string, number>;
  /** Says whether somebody has logged in since this was called. */
  next(): () => boolean;
  close(): Promise<void>;
};

/**
 * Speaks as much SMTP inside TLS as a diagnosis with AUTH PLAIN needs, and counts each AUTH when it comes in. It waits a
 * little before it answers one, so that a client can be killed in between. The mock server masks whose login it was.
 */
export async function startLoginCounter(delayMs: () => number): Promise<LoginCounter> {
  const logins = new Map<string, number>();
  let heard = 0;
  const { certPem, keyPem } = makeCertificate('valid', ['localhost', '127.0.0.1']);
  const server = createServer({ cert: certPem, key: keyPem }, (socket) => {
    const say = (text: string): void => void (socket.writable && socket.write(`${text}\r\n`));
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    function hear(line: string): void {
      const [verb = '', , initial = ''] = line.split(' ');
      if (verb === 'EHLO') say('250-counter.example.test\r\n250 AUTH PLAIN');
      else if (verb === 'AUTH') {
        const user = Buffer.from(initial, 'base64').toString().split('\0')[1] ?? '';
        heard += 1;
        logins.set(user, (logins.get(user) ?? 0) + 1);
        setTimeout(() => say('235 2.7.0 ok'), delayMs());
      } else if (verb === 'QUIT') socket.end('221 2.0.0 bye\r\n');
      else say('500 5.5.1 what?');
    }
    say('220 counter.example.test ESMTP');
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  const next = (): (() => boolean) => {
    const before = heard;
    return () => heard > before;
  };
  return { port: (server.address() as AddressInfo).port, caPem: caCertPem(), logins, next, close };
}
