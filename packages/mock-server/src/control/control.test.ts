import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial, hear, say } from '../../test/client.ts';
import { type MockServer, startMockServer } from '../server.ts';
import { type Control, startControl } from './index.ts';
import { parseRules } from './rules-json.ts';

let smtp: MockServer;
let control: Control;
beforeEach(async () => {
  smtp = await startMockServer({ listeners: { relay: 'cleartext' }, policy: { login: 'never' } });
  control = await startControl(smtp);
});
afterEach(async () => {
  await control.close();
  await smtp.close();
});

async function api(
  method: string,
  path: string,
  json?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(
    control.url + path,
    json === undefined ? { method, headers } : { method, headers, body: JSON.stringify(json) },
  );
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Sends a message by hand; gives the reply to RCPT and, if it was taken, to the message. */
async function send(to: string): Promise<string> {
  const socket = await dial(smtp.ports['relay']);
  await hear(socket);
  for (const line of ['EHLO c.test', 'MAIL FROM:<ann@example.test>']) await say(socket, line);
  const taken = await say(socket, `RCPT TO:<${to}>`);
  if (taken.startsWith('250')) await say(socket, 'DATA');
  const last = taken.startsWith('250') ? await say(socket, 'Subject: Hi\r\n\r\nbody\r\n.') : taken;
  await say(socket, 'QUIT');
  socket.destroy();
  return last;
}

describe('the control API', () => {
  it('gives messages, parsed and raw, and waits for the next', async () => {
    const waiting = api('GET', '/messages/next?to=/^bob@/&within=5000');
    await send('bob@example.test');
    const { body } = await waiting;
    expect(body).toMatchObject({
      envelope: { from: 'ann@example.test', to: ['bob@example.test'] },
      subject: 'Hi',
      text: 'body\n',
    });
    expect(Buffer.from(String(body['raw']), 'base64').toString()).toBe('Subject: Hi\r\n\r\nbody\r\n');
    expect((await api('GET', '/messages?subject=hi')).body['messages']).toHaveLength(1);
    expect((await api('GET', '/messages?to=carl@example.test')).body).toEqual({ messages: [] });
    const late = await api('GET', '/messages/next?within=5');
    expect(late.status).toBe(404);
    expect(late.body['error']).toContain('it fits, but an earlier next() has returned it');
  });

  it('gives sessions with their transcripts and what clients did wrong', async () => {
    await send('bob@example.test');
    await smtp.sessions.next();
    const { body } = await api('GET', '/sessions');
    expect(body).toMatchObject({ sessions: [{ id: 1, listener: 'relay', closed: true }], faults: [] });
    expect(JSON.stringify(body)).toContain('RCPT TO:<bob@example.test>');
  });

  it('takes rules in the words of the rules, and takes them away', async () => {
    const rule = {
      at: 'rcpt',
      match: { to: '/@slow\\.test$/' },
      do: [
        ['reply', 450, '4.2.0', 'greylisted'],
        ['times', 2],
      ],
    };
    expect(await api('POST', '/rules', rule)).toEqual({ status: 201, body: { added: 1 } });
    expect((await api('GET', '/rules')).body['pending']).toHaveLength(1);
    expect(await send('bob@slow.test')).toBe('450 4.2.0 greylisted\r\n');
    expect(await send('bob@fast.test')).toMatch(/^250/);
    await api('DELETE', '/rules');
    expect(await send('bob@slow.test')).toMatch(/^250/);
  });

  it('resets: messages, sessions and rules are gone', async () => {
    await api('POST', '/rules', { at: 'rcpt', do: ['drop'] });
    await api('POST', '/reset');
    expect(await send('bob@example.test')).toMatch(/^250/);
    expect(smtp.messages).toHaveLength(1);
    await api('DELETE', '/messages');
    expect(smtp.messages).toHaveLength(0);
    expect(smtp.sessions).toHaveLength(1);
    await api('POST', '/reset');
    expect(smtp.sessions).toHaveLength(0);
  });

  it('says what it has, and what is wrong with a request', async () => {
    expect((await api('GET', '/')).body['paths']).toContain('GET /messages/next');
    expect((await api('GET', '/nothing')).status).toBe(404);
    expect((await api('GET', '/__proto__')).status).toBe(404);
    expect(await api('PUT', '/messages')).toEqual({ status: 405, body: { error: '/messages takes GET, DELETE' } });
    expect((await api('GET', '/messages?too=x')).body['error']).toBe(
      'no such condition: too; there are from, to, subject',
    );
    expect((await api('GET', '/messages?to=/(/')).body['error']).toBe('to is no regular expression: /(/');
    expect((await api('GET', '/messages/next?within=soon')).status).toBe(400);
    expect((await api('POST', '/rules', 'x'.repeat(1_100_000))).status).toBe(413);
    const broken = await fetch(`${control.url}/rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
  });

  it('answers neither other hosts nor browsers nor forms', async () => {
    const status = (headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: control.port, path: '/', method, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status({ host: `localhost:${control.port}` })).toBe(200);
    expect(await status({ host: 'evil.test' })).toBe(403);
    expect(await status({ host: `evil.test:${control.port}` })).toBe(403);
    expect(await status({ origin: 'http://evil.test' })).toBe(403);
    expect(await status({ 'content-type': 'text/plain' }, 'POST')).toBe(415);
  });
});

describe('rules as JSON', () => {
  it('are the same as rules in code', () => {
    const parsed = parseRules([
      {
        at: 'ehlo',
        do: [
          ['hide', 'STARTTLS'],
          ['advertise', 'SIZE 10', 'DSN'],
        ],
      },
      { at: 'tls', match: { listener: 'submission' }, do: [['tls.alert', 'unknown_ca'], 'once'] },
      {
        at: 'body',
        do: [
          ['slice', { size: 1, gap: 5 }],
          ['trickle', { bytesPerSecond: 9 }],
          ['tls.profile', { certificate: 'expired' }],
        ],
      },
      { at: 'mail', do: [['rate', { per: 'client', limit: 3, window: 1000, reply: [421, null, 'slow down'] }]] },
      { at: 'mail', do: [['forClient', { hello: '/^a/' }], ['when', 'busy'], ['goto', 'idle'], 'drop'] },
    ]);
    expect(parsed).toMatchObject({
      ok: true,
      value: [
        {
          stage: 'ehlo',
          effects: [{ type: 'hide' }, { type: 'advertise', keyword: 'SIZE' }, { type: 'advertise', line: 'DSN' }],
        },
        {
          stage: 'tls',
          match: { listener: 'submission' },
          limit: 1,
          effects: [{ type: 'tls-alert', alert: 'unknown_ca' }],
        },
        {
          effects: [
            { type: 'slice', size: 1, gapMs: 5 },
            { type: 'trickle', bytesPerSecond: 9 },
            { type: 'tls-profile' },
          ],
        },
        {
          only: { rate: { per: 'client', limit: 3, windowMs: 1000 } },
          effects: [{ type: 'reply', code: 421, lines: ['slow down'] }],
        },
        { match: { hello: { pattern: '^a' } }, only: { state: 'busy' }, effects: [{ type: 'goto' }, { type: 'drop' }] },
      ],
    });
  });

  it.each([
    [7, 'rule 1: wants an object with at and do'],
    [
      [
        { at: 'mail', do: ['drop'] },
        { at: 'male', do: ['drop'] },
      ],
      'rule 2: at is one of accept greeting',
    ],
    [{ at: 'mail', what: [] }, 'rule 1: no such field: what; there are at, match, do'],
    [{ at: 'mail', do: [] }, 'rule 1: do is a list of calls'],
    [{ at: 'mail', do: [['explode']] }, 'rule 1: no such call: "explode"; there are reply'],
    [{ at: 'mail', do: [['toString']] }, 'rule 1: no such call: "toString"'],
    [{ at: 'mail', do: [['reply']] }, 'rule 1: reply: argument 1 is a number'],
    [{ at: 'mail', do: [['reply', 450, 7]] }, 'rule 1: reply: argument 2 is a text'],
    [{ at: 'mail', do: [['once', 1]] }, 'rule 1: once: takes 0 arguments at most'],
    [{ at: 'tls', do: [['tls.stall', 'late']] }, 'rule 1: tls.stall: argument 1 is one of start, client-hello'],
    [{ at: 'mail', do: [['rate', { per: 'hour' }]] }, 'rule 1: rate: per is one of client'],
    [{ at: 'mail', do: [['slice', 7]] }, 'rule 1: slice: argument 1 is an object'],
    [{ at: 'mail', match: { too: 'x' }, do: ['drop'] }, 'rule 1: no such condition: too; there are listener'],
    [{ at: 'mail', match: { to: '/(/' }, do: ['drop'] }, 'rule 1: to is no regular expression: /(/'],
    [{ at: 'mail', match: 'x', do: ['drop'] }, 'rule 1: match is an object'],
  ])('that are wrong are refused with the reason: %j', (json, problem) => {
    const parsed = parseRules(json);
    expect(parsed.ok ? 'taken' : parsed.problem).toContain(problem);
  });
});
