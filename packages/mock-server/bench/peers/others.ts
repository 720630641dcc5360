import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeCertificate, startMockServer } from '../../src/index.ts';
import { deferred, NAMES, type Server } from './server.ts';

// Found at run time, from the folder of the bundle, and not bundled
const load = createRequire(import.meta.url);
const MAILDEV = ['@maildev/smtp', '@maildev/core'] as const;

/** The mock with one listener, like the bare server. */
export async function ours(starttls: boolean): Promise<Server> {
  const smtp = await startMockServer({
    listeners: { submission: starttls ? 'starttls' : 'cleartext' },
    policy: { login: 'never' },
  });
  return running(smtp, smtp.ports['submission']);
}

/** The mock as `startMockServer()` gives it: two listeners. */
export async function oursByDefault(): Promise<Server> {
  const smtp = await startMockServer({ policy: { login: 'never', tlsBeforeMail: false } });
  return running(smtp, smtp.ports['submission']);
}

const running = (smtp: Awaited<ReturnType<typeof startMockServer>>, port = 0): Server => ({
  port,
  captured: smtp.messages.next().then(({ raw }) => raw.length),
  close: smtp.close,
});

/** As little of `smtp-server` as takes a message. */
export async function smtpServer(starttls: boolean): Promise<Server> {
  const { SMTPServer } = load('smtp-server') as typeof import('smtp-server');
  // Its own expired in February 2025
  const { keyPem, certPem } = makeCertificate('valid', NAMES);
  const { promise, resolve } = deferred<number>();
  const server = new SMTPServer({
    authOptional: true,
    ...(starttls ? { key: keyPem, cert: certPem } : { disabledCommands: ['STARTTLS'] }),
    onData: (stream: Readable, _session: unknown, done: (error?: Error | null) => void) => {
      let size = 0;
      stream.on('data', (chunk: Uint8Array) => {
        size += chunk.length;
      });
      stream.on('end', () => {
        done();
        resolve(size);
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    captured: promise,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** `smtp-tester`, which has no STARTTLS. */
export async function smtpTester(): Promise<Server> {
  const { init } = load('smtp-tester') as typeof import('smtp-tester');
  const tester = init(0) as ReturnType<typeof init> & {
    readonly smtpServer: { readonly server: import('node:net').Server };
  };
  const { server } = tester.smtpServer;
  if (!server.listening) await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    captured: tester.captureOne('bob@example.test', { wait: 10_000 }).then(({ email }) => String(email.data).length),
    close: () => new Promise<void>((done) => tester.stop(() => done())),
  };
}

let folder = '';
/** maildev's SMTP part, without its page; it hides STARTTLS unless it is given a certificate. */
export async function maildev(): Promise<Server> {
  const { createSMTPServer } = (await import(MAILDEV[0])) as typeof import('@maildev/smtp');
  const { MemoryStorage } = (await import(MAILDEV[1])) as typeof import('@maildev/core');
  folder = folder === '' ? mkdtempSync(join(tmpdir(), 'maildev-')) : folder;
  const server = createSMTPServer({
    port: 0,
    host: '127.0.0.1',
    storage: new MemoryStorage(),
    mailDir: folder,
    logger: false,
  });
  const { promise, resolve } = deferred<number>();
  server.on('new', (mail: { readonly size?: number }) => resolve(mail.size ?? 1));
  await server.start();
  return { port: server.getPort(), captured: promise, close: () => server.stop() };
}
