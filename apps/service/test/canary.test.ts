import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type MockServer, type MockServerOptions, startMockServer } from '@smtp-triage/mock-server';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { b64, CANARY, needles, TOKEN, USER, waysToWrite } from '../../../packages/core/test/canary.ts';
import { REPORT_FORMATS } from '../src/http/schemas.ts';
import { hashOf } from '../src/operation/token-text.ts';
import { createToken } from '../src/operation/tokens.ts';
import { askRaw, type RawAnswer } from './raw.ts';
import { type Started, startFor } from './started.ts';

const AMPLE = {
  anonymousPerHour: 10_000,
  anonymousInFlight: 1_000,
  targetPerMinute: 10_000,
  networkPerMinute: 10_000,
  loginFailuresPer15Minutes: 1_000,
};
const FORMATS = [...REPORT_FORMATS, 'odd'];

/** Everything that came out of the service, by where it came out. */
type Artefacts = Map<string, string>;

let mock: MockServer;
let service: Started;
let found: Artefacts;
let logged: string;
afterEach(async () => {
  await service.remove();
  await mock.close();
});

async function serving(options: MockServerOptions = {}): Promise<void> {
  found = new Map();
  logged = '';
  mock = await startMockServer({ users: [{ user: USER, password: CANARY, token: TOKEN }], ...options });
  // The whole of it: what is not logged cannot leak
  const write = (line: string): void => {
    logged += line;
  };
  const log = pino({ level: 'trace' }, { write });
  service = await startFor(mock, { budgets: AMPLE }, { log });
}

const target = () => ({ host: '127.0.0.1', ports: [{ port: mock.ports['submission'] ?? 0, mode: 'starttls' }] });
const kept = (where: string, { body, headers }: RawAnswer): void => {
  found.set(where, `${JSON.stringify(headers)}\n${body}`);
};
async function ask(path: string, options: Parameters<typeof askRaw>[1] = {}): Promise<RawAnswer> {
  const answer = await askRaw(`${service.url}${path}`, options);
  kept(`${options.method ?? 'GET'} ${path.slice(0, 60)} ${found.size}`, answer);
  return answer;
}
const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

/** One diagnosis with everything that can be read of it; gives its code. */
async function diagnosed(auth: Readonly<Record<string, string>>): Promise<string> {
  const request = JSON.stringify({ target: target(), auth: { username: USER, ...auth } });
  const key = { 'idempotency-key': `key-${found.size}` };
  const accepted = await post('/api/v1/diagnoses', request, { ...key, prefer: 'wait=10' });
  expect(accepted.status).toBe(200);
  const { id, status, findings } = JSON.parse(accepted.body);
  expect(status).toBe('done');
  await post('/api/v1/diagnoses', request, key);
  await post('/api/v1/diagnoses', request.replace(USER, 'other@example.test'), key);
  const events = await ask(`/api/v1/diagnoses/${id}/events`);
  expect(['event: end', '‹redacted'].filter((text) => !events.body.includes(text))).toEqual([]);
  const full = await ask(`/api/v1/diagnoses/${id}?include=trace,evidence`);
  expect(full.body.includes('AUTH')).toBe(true);
  for (const format of FORMATS) await ask(`/api/v1/diagnoses/${id}/report?format=${format}`);
  return findings[0]?.code ?? 'ready';
}

/** Stops the service and reads what is left of it: every file, whatever its format, and the log. */
async function leftovers(): Promise<void> {
  const files = (): void => {
    for (const each of readdirSync(service.folder, { recursive: true, withFileTypes: true })) {
      if (!each.isFile()) continue;
      const bytes = readFileSync(join(each.parentPath, each.name));
      found.set(`${each.name} ${found.size}`, bytes.toString('latin1'));
      found.set(`${each.name} as UTF-16 ${found.size}`, bytes.toString('utf16le'));
    }
  };
  await ask('/metrics');
  await ask('/api/v1/diagnoses');
  await ask('/api/v1/limits');
  // While it runs the journal of the store holds what a checkpoint moves away
  files();
  await service.stop();
  files();
  found.set('log', logged);
}

/** Where the secrets are, in any form. */
const leaks = (secrets: readonly string[]): readonly string[] =>
  [...found].flatMap(([where, text]) =>
    secrets
      .filter((secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString('latin1')))
      .map((secret) => `${where}: ${secret}`),
  );

/** Keys made of a password that are as good as it is, or let it be guessed (RFC 5802 §3). */
function scramMaterial(password: string): readonly string[] {
  const salted = pbkdf2Sync(password, 'mock-salt-16-oct', 4_096, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const keys = [
    salted,
    clientKey,
    createHash('sha256').update(clientKey).digest(),
    createHmac('sha256', salted).update('Server Key').digest(),
  ];
  return keys.flatMap((key) => [key.toString('hex'), key.toString('base64').slice(0, -2), key.toString('base64url')]);
}

describe('a secret that the service is given (SEC-20)', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'])('is nowhere after a login with %s', async (mechanism) => {
    await serving({ mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'], nonce: () => 'mock-nonce' });
    expect(await diagnosed({ mechanism, secret: CANARY })).not.toMatch(/^auth/);
    expect(mock.sessions.all({ auth: mechanism, user: USER })).toHaveLength(1);
    await diagnosed({ mechanism, secret: `${CANARY}!` });
    await leftovers();
    const challenges = [...(mock.sessions.text().matchAll(/S: 334 (\S+)/g) ?? [])].map(([, text = '']) =>
      Buffer.from(text, 'base64').toString(),
    );
    const digests = [CANARY, `${CANARY}!`].flatMap((secret) =>
      challenges.map((challenge) => createHmac('md5', secret).update(challenge).digest('hex')),
    );
    const cram = digests.flatMap((digest) => [digest, b64(digest).slice(0, -3), b64(`${USER} ${digest}`).slice(0, -3)]);
    expect(leaks([...needles(CANARY), ...cram, ...scramMaterial(CANARY), ...scramMaterial(`${CANARY}!`)])).toEqual([]);
    expect(found.size).toBeGreaterThan(20);
  });

  it('is nowhere after a login with a token', async () => {
    await serving({ mechanisms: ['XOAUTH2', 'OAUTHBEARER'] });
    for (const mechanism of ['XOAUTH2', 'OAUTHBEARER']) {
      expect(await diagnosed({ mechanism, secret: TOKEN, kind: 'token' })).not.toMatch(/^auth/);
      await diagnosed({ mechanism, secret: `${TOKEN}x`, kind: 'token' });
    }
    expect([mock.sessions.all().length, mock.sessions.all({ user: USER }).length]).toEqual([4, 2]);
    await leftovers();
    expect(leaks(needles(TOKEN))).toEqual([]);
  });

  it('is nowhere when the server says it back, however it writes it', async () => {
    await serving();
    for (const echo of Object.values(waysToWrite(CANARY))) {
      const rule = at('auth').reply(535, '5.7.8', `no such login: ${echo}`).times(1);
      mock.use(rule);
      expect(await diagnosed({ secret: CANARY })).toMatch(/^auth/);
    }
    await leftovers();
    expect(leaks(needles(CANARY))).toEqual([]);
  });

  it('is nowhere when the request is not as it must be', async () => {
    await serving();
    const auth = { username: USER, secret: CANARY };
    const text = JSON.stringify({ target: target(), auth });
    const url = `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(CANARY)}@127.0.0.1`;
    const requests: readonly (readonly [string, number])[] = [
      [text.slice(0, -1), 400],
      [`${text}}`, 400],
      [`"${CANARY}`, 400],
      [JSON.stringify({ target: target(), auth: { ...auth, mechanism: CANARY } }), 422],
      [JSON.stringify({ target: target(), auth: { ...auth, secret: [CANARY] } }), 422],
      [JSON.stringify({ target: target(), auth: { username: USER, password: CANARY } }), 422],
      [JSON.stringify({ target: target(), secret: CANARY }), 422],
      [JSON.stringify({ target: { host: url } }), 422],
      [JSON.stringify({ target: { host: CANARY } }), 422],
      [JSON.stringify({ target: { host: '10.0.0.1' }, auth }), 403],
      [JSON.stringify({ target: { ...target(), ports: [{ port: 25, mode: 'cleartext' }] }, auth }), 422],
      [JSON.stringify({ target: target(), steps: { upTo: 'tls' }, auth }), 422],
    ];
    for (const [body, status] of requests) {
      expect((await post('/api/v1/diagnoses', body)).status, body.slice(0, 40)).toBe(status);
    }
    expect((await post('/api/v1/diagnoses', text, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/api/v1/diagnoses', JSON.stringify({ auth, x: 'x'.repeat(70_000) }))).status).toBe(413);
    expect((await ask(`/api/v1/diagnoses?host=${encodeURIComponent(CANARY)}`)).status).toBe(200);
    expect((await ask(`/api/v1/codes/${encodeURIComponent(CANARY)}`)).status).toBe(404);
    expect(
      (await ask('/api/v1/info', { headers: { authorization: `Bearer ${encodeURIComponent(CANARY)}` } })).status,
    ).toBe(401);
    await leftovers();
    expect(leaks(needles(CANARY))).toEqual([]);
  });

  it('is nowhere in what is explained or linted', async () => {
    await serving();
    const settings = `SMTP_HOST=127.0.0.1\nSMTP_PORT=465\nSMTP_USER=${USER}\nSMTP_PASSWORD='${CANARY.replaceAll('"', '')}'\n`;
    expect((await post('/api/v1/lint', JSON.stringify({ text: settings }))).status).toBe(200);
    await leftovers();
    expect(leaks([CANARY.replaceAll('"', '')])).toEqual([]);
  });

  it('is nowhere when a run is cancelled with the login still to come', async () => {
    await serving({ rules: [at('greeting').delay(2_000)] });
    const accepted = await post(
      '/api/v1/diagnoses',
      JSON.stringify({ target: target(), auth: { username: USER, secret: CANARY } }),
    );
    const { id } = JSON.parse(accepted.body);
    await ask(`/api/v1/diagnoses/${id}/cancel`, { method: 'POST' });
    await service.deps.runner.settled(id, 5_000);
    await ask(`/api/v1/diagnoses/${id}?include=trace`);
    await leftovers();
    expect(leaks(needles(CANARY))).toEqual([]);
  });
});

describe('a token of the service', () => {
  it('is nowhere but where it was printed', async () => {
    await serving();
    const { store, audit, now, randomId } = service.deps;
    const wish = { name: 'ci', scopes: ['diagnose', 'admin', 'metrics'], lifeDays: null };
    const made = await createToken({ tokens: store.tokens, audit, now, randomId, actor: 'test' }, wish);
    if (!made.ok) throw new Error(made.problem);
    const { token } = made.value;
    const authorization = `Bearer ${token}`;
    const body = JSON.stringify({ target: target() });
    expect((await post('/api/v1/diagnoses', body, { authorization, prefer: 'wait=10' })).status).toBe(200);
    expect((await ask('/api/v1/diagnoses', { headers: { authorization } })).status).toBe(200);
    expect((await ask(`/api/v1/info?token=${token}`)).status).toBe(400);
    expect((await ask(`/${token}`)).status).toBe(400);
    expect((await ask('/api/v1/info', { headers: { authorization: `${authorization}x` } })).status).toBe(401);
    await leftovers();
    expect(leaks([token.slice(-52), token.slice(-26), b64(token.slice(-51))])).toEqual([]);
    // The search can find something: the hash is in the store
    expect(leaks([hashOf(token)])).not.toEqual([]);
  });
});

describe('the search', () => {
  it('finds the secret in every form, so that finding nothing means something', async () => {
    await serving();
    for (const [way, text] of Object.entries(waysToWrite(CANARY))) {
      found = new Map([['somewhere', `… ${text} …`]]);
      expect(leaks(needles(CANARY)), way).not.toEqual([]);
    }
    found = new Map([['log', 'nothing']]);
    expect(leaks(needles(CANARY))).toEqual([]);
  });

  it('reads what is really there: the user name is in store, events and reports', async () => {
    await serving();
    await diagnosed({ secret: CANARY });
    await leftovers();
    const places = leaks([USER]).join('\n');
    expect(places).toMatch(/\.db|sqlite|data/i);
    expect(found.get('log')).toContain('answered');
    expect([...found.keys()].some((where) => where.startsWith('audit-'))).toBe(true);
  });
});
