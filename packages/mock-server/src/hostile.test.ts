import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, hear, say } from '../test/client.ts';
import { alive } from '../test/memory.ts';
import { at, type Rule } from './rules.ts';
import { type MockServer, startMockServer } from './server.ts';

const MEBIBYTE = 1_048_576;
const opened: { readonly end: () => unknown }[] = [];
afterEach(async () => {
  for (const { end } of opened.splice(0)) await end();
});
async function start(...rules: readonly Rule[]): Promise<MockServer> {
  const smtp = await startMockServer({ listeners: { submission: 'cleartext' }, policy: { login: 'never' }, rules });
  opened.push({ end: smtp.close });
  return smtp;
}
async function call(smtp: MockServer): Promise<Socket> {
  const socket = await dial(smtp.ports['submission']);
  opened.push({ end: () => socket.destroy() });
  return socket;
}

/** Writes as fast as the server reads. */
async function pour(socket: Socket, block: Uint8Array, times: number): Promise<void> {
  for (let i = 0; i < times; i++) if (!socket.write(block)) await once(socket, 'drain');
}

describe('a hostile client', () => {
  it('that sends one line of 1 GiB gets a 500, and memory stays as it was', { timeout: 30_000 }, async () => {
    const smtp = await start();
    const socket = await call(smtp);
    await hear(socket);
    const before = alive();
    await pour(socket, new Uint8Array(MEBIBYTE).fill(0x41), 1_024);
    expect(await say(socket, '')).toMatch(/^500 /);
    expect(await say(socket, 'NOOP')).toMatch(/^250 /);
    expect(alive() - before).toBeLessThan(8 * MEBIBYTE);
    expect(JSON.stringify(smtp.sessions).length).toBeLessThan(10_000);
  });

  it('that sends a million recipients gets a reply to each, and the record stays bounded', {
    timeout: 30_000,
  }, async () => {
    const smtp = await start();
    const socket = await call(smtp);
    await hear(socket);
    await say(socket, 'EHLO client.test');
    await say(socket, 'MAIL FROM:<a@b.test>');
    const replies = new Promise<string>((resolve) => {
      let count = 0;
      let last = '';
      socket.on('data', (chunk: Uint8Array) => {
        const text = Buffer.from(chunk).toString('latin1');
        count += text.split('\n').length - 1;
        last = text.slice(-40);
        if (count === 1_000_000) resolve(last);
      });
    });
    const block = Buffer.from(`RCPT TO:<${'x'.repeat(40)}@d.test>\r\n`.repeat(1_000));
    await pour(socket, block, 1_000);
    expect(await replies).toContain('452 4.5.3');
    const [session] = smtp.sessions;
    expect(JSON.stringify(session).length).toBeLessThan(3 * MEBIBYTE);
  });

  it('that talks and does not listen is not read any more', { timeout: 30_000 }, async () => {
    const smtp = await start();
    const socket = await call(smtp);
    socket.pause();
    const before = alive();
    const noops = Buffer.from('NOOP\r\n'.repeat(10_000));
    let sent = 0;
    for (; sent < 2_000; sent++) {
      if (socket.write(noops)) continue;
      const signal = AbortSignal.timeout(100);
      const drained = await once(socket, 'drain', { signal }).then(
        () => true,
        () => false,
      );
      if (!drained) break;
    }
    expect(sent).toBeLessThan(2_000);
    expect(alive() - before).toBeLessThan(16 * MEBIBYTE);
  });

  it('that drips an octet at a time is heard to the end', async () => {
    const smtp = await start();
    const socket = await call(smtp);
    await hear(socket);
    const heard = hear(socket);
    for (const octet of Buffer.from('EHLO client.test\r\n')) {
      socket.write(Uint8Array.of(octet));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await heard).toMatch(/^250-/);
  });

  it('that resets in the middle of anything leaves a closed session and a server that goes on', async () => {
    const smtp = await start(at('any').delay(5));
    for (const words of [
      '',
      'EHLO',
      'EHLO c.test\r\n',
      'EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nhalf a mess',
    ]) {
      const socket = await call(smtp);
      await hear(socket);
      if (words !== '') socket.write(words);
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.resetAndDestroy();
    }
    await expect.poll(() => smtp.sessions.filter(({ closed }) => closed).length).toBe(4);
    expect(await hear(await call(smtp))).toMatch(/^220 /);
  });

  it('that sends noise gets a reply or a close', async () => {
    const smtp = await start();
    const socket = await call(smtp);
    await hear(socket);
    let state = 1;
    const noise = Uint8Array.from({ length: 65_536 }, () => {
      state = Math.imul(state, 1_103_515_245) + 12_345;
      return state >>> 24;
    });
    const heard = hear(socket);
    socket.write(noise);
    expect(await heard).toMatch(/^500 /);
    expect(await hear(await call(smtp))).toMatch(/^220 /);
  });
});

describe('a hostile server', () => {
  /** What a client gets in all, until the connection ends or falls silent. */
  const flood = async (rule: Rule): Promise<number> => {
    const smtp = await start(rule);
    const socket = await call(smtp);
    let octets = 0;
    return new Promise((resolve) => {
      let timer = setTimeout(() => resolve(octets), 300);
      socket.on('data', (chunk: Uint8Array) => {
        octets += chunk.length;
        clearTimeout(timer);
        timer = setTimeout(() => resolve(octets), 300);
      });
    });
  };

  it('sends a line of 128 MiB and holds little of it', { timeout: 30_000 }, async () => {
    const before = alive();
    expect(await flood(at('greeting').overlong(128 * MEBIBYTE))).toBe(128 * MEBIBYTE);
    expect(alive() - before).toBeLessThan(48 * MEBIBYTE);
  });

  it('sends 64 MiB of noise and holds little of it', { timeout: 30_000 }, async () => {
    expect(await flood(at('greeting').garbage(64 * MEBIBYTE))).toBe(64 * MEBIBYTE);
  });

  it('waits for a client that does not read', async () => {
    const smtp = await start(at('greeting').overlong(1_024 * MEBIBYTE));
    const socket = await call(smtp);
    const before = alive();
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(alive() - before).toBeLessThan(16 * MEBIBYTE);
  });
});
