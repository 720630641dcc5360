import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the service that breaks: connections that carry events are cut after a while, and for a time nobody is let through. */
export type CuttingProxy = {
  readonly url: string;
  /** Streams cut so far. */
  readonly cuts: () => number;
  /** From now on, and until it is called again, nobody is let through. */
  readonly block: (isBlocked: boolean) => void;
  close(): void;
};

/** Lets every stream live for `streamMs`, at most `most` times; then it leaves them alone. */
export async function startCuttingProxy(to: string, streamMs: number, most: number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(to);
  const open = new Set<Socket>();
  let cuts = 0;
  let isBlocked = false;
  const server = createServer((socket) => {
    if (isBlocked) {
      socket.resetAndDestroy();
      return;
    }
    const onward = connect(Number(port), hostname);
    for (const each of [socket, onward]) {
      open.add(each);
      each.on('error', () => undefined).on('close', () => open.delete(each));
    }
    socket.on('data', (bytes) => {
      if (!bytes.includes('/events') || cuts >= most) return;
      cuts += 1;
      setTimeout(() => {
        socket.resetAndDestroy();
        onward.destroy();
      }, streamMs);
    });
    socket.pipe(onward).pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    block: (next) => {
      isBlocked = next;
      if (next) for (const each of open) each.destroy();
    },
    close: () => {
      for (const each of open) each.destroy();
      server.close();
    },
  };
}
