import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** Connects to a loopback port. */
export async function dial(port: number | undefined): Promise<Socket> {
  const socket = connect(port ?? 0, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Puts TLS on a connection and waits for the handshake. */
export async function secure(raw: Socket, ca: string): Promise<TLSSocket> {
  raw.removeAllListeners('data');
  const socket = connectTls({ socket: raw, servername: 'mail.example.test', ca, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

/** Reads until the text ends in a whole reply, or the connection ends. */
export async function hear(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const end = (): void => {
      socket.off('data', take).off('close', end);
      resolve(text);
    };
    const take = (chunk: Uint8Array): void => {
      text += Buffer.from(chunk).toString('latin1');
      if (/(?:^|\n)\d{3}(?: [^\n]*)?\r\n$/.test(text)) end();
    };
    socket.on('data', take).on('close', end);
  });
}

/** Says a line and reads the reply. */
export async function say(socket: Socket, line: string): Promise<string> {
  const answer = hear(socket);
  socket.write(`${line}\r\n`);
  return answer;
}

/** How a connection goes: connected, or the error code, or `hangs` after a while. */
export async function reach(port: number | undefined, withinMs = 150): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port ?? 0, '127.0.0.1');
    const settle = (how: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    const timer = setTimeout(() => settle('hangs'), withinMs);
    socket
      .on('connect', () => settle('connected'))
      .on('error', (error: NodeJS.ErrnoException) => settle(`${error.code}`));
  });
}
