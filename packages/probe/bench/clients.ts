import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls';
import { diagnose, type Request } from '@smtp-triage/core';
import { prepare, triage } from '@smtp-triage/probe';
import { createTransport } from 'nodemailer';
import { HOST } from './server.ts';

/** One whole STARTTLS session: greeting, EHLO, STARTTLS, a verified handshake, EHLO, QUIT. Rejects where anything else happens. */
export type Client = { readonly name: string; readonly session: () => Promise<void> };

type Server = { readonly port: number; readonly caPem: string };

/** The leanest client that does the same: one TLS context for all sessions, the certificate verified, no session resumed, no record. */
export function minimal({ port, caPem }: Server): Client {
  const secureContext = createSecureContext({ ca: caPem });
  return {
    name: 'minimal net and tls',
    session: async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, autoSelectFamily: false });
      const gone = once(socket, 'close');
      await reply(socket, null);
      await reply(socket, 'EHLO client.example.test');
      await reply(socket, 'STARTTLS');
      const tls = connectTls({ socket, secureContext, servername: HOST });
      await once(tls, 'secureConnect');
      await reply(tls, 'EHLO client.example.test');
      await reply(tls, 'QUIT');
      tls.end();
      await gone;
    },
  };
}

/** Says a line and waits for the whole reply, which must be a good one. */
function reply(socket: Socket | TLSSocket, line: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!/(?:^|\n)\d{3} [^\n]*\n$/.test(text)) return;
      socket.off('data', hear).off('error', reject);
      if (text.startsWith('2')) resolve();
      else reject(new Error(text));
    };
    socket.on('data', hear).on('error', reject);
    if (line !== null) socket.write(`${line}\r\n`);
  });
}

/**
 * nodemailer's `verify()`, a transport for each target as it needs one, with the CA said as its users say it or with a TLS
 * context that all share. It does not wait for the answer to QUIT.
 */
export function nodemailer({ port, caPem }: Server, shared: boolean): Client {
  const tls = { servername: HOST, ...(shared ? { secureContext: createSecureContext({ ca: caPem }) } : { ca: caPem }) };
  return {
    name: shared ? 'nodemailer verify(), shared TLS context' : 'nodemailer verify()',
    session: async () => {
      const transport = createTransport({ host: '127.0.0.1', port, secure: false, requireTLS: true, tls });
      if (!(await transport.verify())) throw new Error('not verified');
    },
  };
}

/** What ours is called here, as it is set up: for many targets, or for one. */
export const OURS = { failures: 'smtp-triage probing', all: 'smtp-triage' } as const;

/**
 * One `triage` per session: the whole investigation of one port, every event kept, certificate and chain read out. Probing, what a peer says in
 * a handshake is kept only where one failed; otherwise from the first.
 */
export function ours({ port, caPem }: Server, listens: keyof typeof OURS): Client {
  const trust = { ca: [caPem] };
  return {
    name: OURS[listens],
    session: async () => {
      const found = await triage(requestOf(port), { trust, listens });
      const last = found.traces[0]?.events.at(-1);
      if (found.traces.length !== 1 || last?.type !== 'ended' || last.outcome !== 'ok')
        throw new Error(JSON.stringify(found));
    },
  };
}

/** The same, as for many targets, with its diagnosis. */
export function oursDiagnosed(server: Server): Client {
  const trust = { ca: [server.caPem] };
  return {
    name: 'smtp-triage probing, with diagnosis',
    session: async () => {
      const { verdict } = diagnose((await triage(requestOf(server.port), { trust, listens: 'failures' })).traces);
      if (verdict !== 'ready') throw new Error(verdict);
    },
  };
}

/** What is asked in a session: one port, as a client that is set to STARTTLS; nothing beside it. */
export function requestOf(port: number, target = '127.0.0.1'): Request {
  const request = prepare({
    ...{ target, port, mode: 'starttls', only: true, controls: [], families: [4] },
    ...{ servername: HOST, ehloName: 'client.example.test' },
  });
  if (!request.ok) throw new Error(request.problem);
  return request.value;
}
