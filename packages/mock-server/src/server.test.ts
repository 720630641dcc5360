import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, hear, reach, say, secure } from '../test/client.ts';
import { at } from './rules.ts';
import { type MockServer, type MockServerOptions, startMockServer } from './server.ts';
import { VirtualClock } from './virtual-net/clock.ts';

const opened: { readonly end: () => unknown }[] = [];
afterEach(async () => {
  for (const { end } of opened.splice(0)) await end();
});
async function start(options?: MockServerOptions): Promise<MockServer> {
  const smtp = await startMockServer(options);
  opened.push({ end: smtp.close });
  return smtp;
}
async function call(port: number | undefined): Promise<Socket> {
  const socket = await dial(port);
  opened.push({ end: () => socket.destroy() });
  return socket;
}
const PLAIN = Buffer.from('\0ann\0correct horse battery staple').toString('base64');

describe('the mock server', () => {
  it('takes a message over STARTTLS with a certificate that its CA makes valid', async () => {
    const smtp = await start();
    const raw = await call(smtp.ports['submission']);
    expect(await hear(raw)).toBe('220 mail.example.test ESMTP mock\r\n');
    expect(await say(raw, 'EHLO client.test')).toContain('STARTTLS');
    expect(await say(raw, 'STARTTLS')).toMatch(/^220 /);
    const tls = await secure(raw, smtp.ca.certPem);
    expect(tls.authorized).toBe(true);
    expect(await say(tls, 'EHLO client.test')).toContain('AUTH PLAIN LOGIN');
    expect(await say(tls, `AUTH PLAIN ${PLAIN}`)).toMatch(/^235 /);
    expect(await say(tls, 'MAIL FROM:<ann@example.test>')).toMatch(/^250 /);
    expect(await say(tls, 'RCPT TO:<bob@example.test>')).toMatch(/^250 /);
    expect(await say(tls, 'DATA')).toMatch(/^354 /);
    expect(await say(tls, 'Subject: hi\r\n\r\n..dot\r\n.')).toMatch(/^250 /);
    expect(await say(tls, 'QUIT')).toMatch(/^221 /);
    const [mail] = smtp.messages;
    expect(mail).toMatchObject({ from: 'ann@example.test', to: ['bob@example.test'], user: 'ann', tls: 'TLSv1.3' });
    expect(Buffer.from(mail?.raw ?? []).toString()).toBe('Subject: hi\r\n\r\n.dot\r\n');
    expect(JSON.stringify(smtp.sessions)).not.toContain(PLAIN);
  });

  it('speaks implicit TLS from the first octet, and reports a client that does not', async () => {
    const smtp = await start({ listeners: { submissions: 'implicit-tls' } });
    const tls = await secure(await call(smtp.ports['submissions']), smtp.ca.certPem);
    expect(await hear(tls)).toMatch(/^220 /);
    const wrong = await call(smtp.ports['submissions']);
    wrong.write('EHLO client.test\r\n');
    await once(wrong.resume(), 'close');
    expect(smtp.sessions[1]?.entries).toContainEqual(expect.objectContaining({ type: 'not-secured' }));
  });

  it('throws plaintext that follows STARTTLS away and reports it (RFC 3207 §4.2)', async () => {
    const smtp = await start();
    const raw = await call(smtp.ports['submission']);
    await hear(raw);
    await say(raw, 'EHLO client.test');
    expect(await say(raw, 'STARTTLS\r\nRSET')).toMatch(/^220 [^\n]*\r\n$/);
    const tls = await secure(raw, smtp.ca.certPem);
    expect(await say(tls, 'NOOP')).toMatch(/^250 2\.0\.0 Ok/);
    expect(smtp.sessions[0]?.entries).toContainEqual(expect.objectContaining({ note: 'plaintext-after-starttls' }));
  });

  it('answers pipelined commands in order', async () => {
    const smtp = await start({ listeners: { relay: 'cleartext' }, policy: { login: 'never' } });
    const socket = await call(smtp.ports['relay']);
    await hear(socket);
    await say(socket, 'EHLO client.test');
    socket.write('MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<e@f.test>\r\nNOOP\r\nQUIT\r\n');
    const text = await new Promise<string>((resolve) => {
      let all = '';
      socket.on('data', (chunk) => (all += chunk)).on('close', () => resolve(all));
    });
    expect(text.match(/^\d{3} [\d.]+/gm)).toEqual(['250 2.1.0', '250 2.1.5', '250 2.1.5', '250 2.0.0', '221 2.0.0']);
  });

  it('drops with FIN and resets with RST, before and inside TLS', async () => {
    const smtp = await start({
      rules: [at('ehlo', { line: 'EHLO drop' }).drop(), at('ehlo', { line: 'EHLO reset' }).reset()],
    });
    const endOf = async (name: string, inTls: boolean): Promise<string> => {
      const raw = await call(smtp.ports[inTls ? 'submissions' : 'submission']);
      const socket = inTls ? await secure(raw, smtp.ca.certPem) : raw;
      await hear(socket);
      const ended = new Promise<string>((resolve) => {
        socket.on('end', () => resolve('FIN')).on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
      });
      socket.resume().write(`EHLO ${name}\r\n`);
      return ended;
    };
    expect([await endOf('drop', false), await endOf('reset', false)]).toEqual(['FIN', 'ECONNRESET']);
    expect([await endOf('drop', true), await endOf('reset', true)]).toEqual(['FIN', 'ECONNRESET']);
  });

  it('obeys rules that come and go, and waits as long as they say', async () => {
    const smtp = await start();
    const busy = smtp.use(at('greeting').reply(421, null, 'busy'));
    expect(await hear(await call(smtp.ports['submission']))).toBe('421 busy\r\n');
    busy[Symbol.dispose]();
    smtp.use(at('greeting').delay(30).once());
    const before = performance.now();
    expect(await hear(await call(smtp.ports['submission']))).toMatch(/^220 /);
    expect(performance.now() - before).toBeGreaterThan(28);
    expect(smtp.pendingRules()).toEqual([]);
  });

  it('maps the well-known ports that its listeners stand for', async () => {
    const smtp = await start({
      listeners: { submission: 'starttls', relay: 'cleartext', odd: { mode: 'starttls', port: 2525 }, own: 'starttls' },
    });
    const { ports, portMap } = smtp;
    expect([...portMap]).toEqual([
      [587, ports['submission']],
      [25, ports['relay']],
      [2525, ports['odd']],
    ]);
    expect(Object.keys(ports)).toHaveLength(4);
  });

  it('can be closed twice, and closes when it is disposed of', async () => {
    const smtp = await startMockServer();
    await smtp[Symbol.asyncDispose]();
    await smtp.close();
    expect(await reach(smtp.ports['submission'])).toBe('ECONNREFUSED');
  });

  it('tells at its end which rules nobody needed, where that is asked for', async () => {
    const rules = [at('mail').reply(451).once()];
    const asked = await startMockServer({ rules, assertRulesUsed: true });
    await expect(asked[Symbol.asyncDispose]()).rejects.toThrow(/did not fire .*"stage":"mail"/);
    expect(await reach(asked.ports['submission'])).toBe('ECONNREFUSED');
    await (await startMockServer({ rules }))[Symbol.asyncDispose]();
  });

  it('goes by the clock that it is given', async () => {
    const clock = new VirtualClock();
    const smtp = await start({ clock, rules: [at('greeting').delay(3_600_000)] });
    const socket = await call(smtp.ports['submission']);
    const heard = hear(socket);
    await expect.poll(() => clock.next).toBe(3_600_000);
    clock.advance(3_600_000);
    expect(await heard).toMatch(/^220 /);
  });
});
