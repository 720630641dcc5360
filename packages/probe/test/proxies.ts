import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from './servers.ts';

/** What a proxy in a test does, and what it was asked. */
export type ProxyPlan = {
  readonly login?: { readonly user: string; readonly password: string };
  /** Reply field of SOCKS5 (RFC 1928 §6), or HTTP status; null never answers. */
  readonly answer?: number | null;
  /** Waits for the far end to speak and sends that together with its own answer. */
  readonly greetingInHead?: boolean;
  readonly asked?: string[];
};

/** A SOCKS5 proxy (RFC 1928, RFC 1929) that takes every name for 127.0.0.1. */
export function listenSocks(plan: ProxyPlan = {}): Promise<number> {
  return listen((socket) => {
    let stage: 'greeting' | 'login' | 'request' | 'tunnel' = 'greeting';
    const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 127, 0, 0, 1, 0, 0]);
    socket.on('data', (chunk: Buffer) => {
      if (stage === 'greeting') {
        stage = plan.login === undefined ? 'request' : 'login';
        socket.write(Buffer.from([5, plan.login === undefined ? 0 : 2]));
      } else if (stage === 'login') {
        const user = chunk.subarray(2, 2 + (chunk[1] ?? 0)).toString();
        const password = chunk.subarray(3 + (chunk[1] ?? 0)).toString();
        const fits = user === plan.login?.user && password === plan.login.password;
        stage = 'request';
        socket.write(Buffer.from([1, fits ? 0 : 1]));
      } else if (stage === 'request') {
        stage = 'tunnel';
        const port = chunk.readUInt16BE(chunk.length - 2);
        const name =
          chunk[3] === 3 ? chunk.subarray(5, 5 + (chunk[4] ?? 0)).toString() : `${chunk.subarray(4, 8).join('.')}`;
        plan.asked?.push(`${name}:${port}`);
        if (plan.answer === null) return;
        if (plan.answer !== undefined && plan.answer !== 0) socket.end(reply(plan.answer));
        else join(socket, port, reply(0), plan);
      }
    });
  });
}

/** An HTTP proxy that knows CONNECT (RFC 9110 §9.3.6) and takes every name for 127.0.0.1. */
export function listenHttpProxy(plan: ProxyPlan = {}): Promise<number> {
  return listen((socket) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      const authority = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(text)?.[1] ?? '';
      plan.asked?.push(authority);
      if (plan.answer === null) return;
      const wanted =
        plan.login === undefined ? null : Buffer.from(`${plan.login.user}:${plan.login.password}`).toString('base64');
      const status = wanted !== null && !text.includes(`Basic ${wanted}`) ? 407 : (plan.answer ?? 200);
      const head = Buffer.from(`HTTP/1.1 ${status} As you say\r\n\r\n`);
      if (status === 200) join(socket, Number(authority.split(':').at(-1)), head, plan);
      else socket.end(Buffer.concat([head, Buffer.from('sorry')]));
    };
    socket.on('data', onData);
  });
}

function join(socket: Socket, port: number, answer: Buffer, { greetingInHead = false }: ProxyPlan): void {
  const onward = connect(port, '127.0.0.1');
  onTestFinished(() => void onward.destroy());
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  if (greetingInHead) onward.once('data', (greeting: Buffer) => socket.write(Buffer.concat([answer, greeting])));
  else onward.once('connect', () => socket.write(answer));
  const tie = (): void => void socket.pipe(onward).pipe(socket);
  if (greetingInHead) onward.once('data', tie);
  else onward.once('connect', tie);
}
