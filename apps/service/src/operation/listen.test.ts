import { connect } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from './listen.ts';

describe('a listener', () => {
  let listener: Listener | null = null;
  afterEach(async () => listener?.close());
  const app = express();
  app.get('/', (_request, response) => void response.send('here'));

  it('tells where it is, and gives the port back', async () => {
    listener = await listen(app, '127.0.0.1', 0);
    const { url } = listener;
    expect(await (await fetch(url)).text()).toBe('here');
    await listener.drain();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('refuses an address that is taken', async () => {
    listener = await listen(app, '127.0.0.1', 0);
    await expect(listen(app, '127.0.0.1', listener.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('answers while many requests are left half open', async () => {
    listener = await listen(app, '127.0.0.1', 0);
    const { port, url } = listener;
    const half = Array.from({ length: 300 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
      return socket;
    });
    expect(await (await fetch(url)).text()).toBe('here');
    for (const socket of half) socket.destroy();
  });
});
