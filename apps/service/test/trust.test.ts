import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type MockServer, startMockServer } from '@smtp-triage/mock-server';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../src/operation/verify-audit.ts';
import { askRaw, type RawAnswer } from './raw.ts';
import { type Started, startFor } from './started.ts';

/** No budget but the one that a test is about. */
const AMPLE = {
  anonymousPerHour: 10_000,
  anonymousInFlight: 1_000,
  targetPerMinute: 10_000,
  networkPerMinute: 10_000,
  coolDownS: 0,
};
const WAIT = { prefer: 'wait=10' };

let mock: MockServer;
let service: Started;
afterEach(async () => {
  await service.remove();
  await mock.close();
});
async function serving(
  budgets: Readonly<Record<string, number>>,
  more: Readonly<Record<string, unknown>> = {},
  rules: Parameters<typeof startMockServer>[0] = {},
): Promise<void> {
  mock = await startMockServer(rules);
  service = await startFor(mock, { budgets: { ...AMPLE, ...budgets }, ...more });
}

const port = (): number => mock.ports['submission'] ?? 0;
const target = () => ({ host: '127.0.0.1', ports: [{ port: port(), mode: 'starttls' }] });
const login = (secret: string) => ({ target: target(), auth: { username: 'ann', secret } });
const RIGHT = 'correct horse battery staple';
/** The n-th client: every address of 127.0.0.0/8 is this machine. */
const client = (n: number): string => `127.0.0.${10 + n}`;
const slugOf = ({ status, body }: RawAnswer): string =>
  status < 300 ? 'ok' : String(JSON.parse(body).type.split('/').at(-1));
const count = (answers: readonly RawAnswer[], slug: string): number =>
  answers.filter((answer) => slugOf(answer) === slug).length;
/** How often the server was asked to let somebody in. */
const logins = (): number =>
  mock.sessions.all().flatMap(({ entries }) => entries.filter((e) => 'line' in e && /^AUTH /.test(String(e.line))))
    .length;

describe('guessing passwords through the service', () => {
  it('comes to five logins, however many clients ask at once', async () => {
    await serving({});
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => service.diagnose(login(`guess-${n}`), WAIT, client(n % 10))),
    );
    expect(count(answers, 'ok')).toBe(5);
    expect(count(answers, 'rate-limited')).toBe(95);
    expect(logins()).toBe(5);
    expect(slugOf(await service.diagnose(login(RIGHT), {}, client(11)))).toBe('rate-limited');
    expect(logins()).toBe(5);
  });

  it('is stopped by address, too, where the host has another name', async () => {
    await serving({});
    // All of these are on the certificate
    const as = (sni: string) => ({ ...login('guess'), target: { ...target(), sni } });
    for (let n = 0; n < 5; n++) expect(slugOf(await service.diagnose(as('localhost'), WAIT))).toBe('ok');
    expect(logins()).toBe(5);
    expect(slugOf(await service.diagnose(as('mail.example.test'), WAIT))).toBe('rate-limited');
    expect(slugOf(await service.diagnose(login('guess'), WAIT))).toBe('rate-limited');
    expect(logins()).toBe(5);
  });

  it('does not count logins that go well, nor those of another user', async () => {
    await serving({});
    for (let n = 0; n < 8; n++) expect(slugOf(await service.diagnose(login(RIGHT), WAIT))).toBe('ok');
    for (let n = 0; n < 5; n++) expect(slugOf(await service.diagnose(login('guess'), WAIT))).toBe('ok');
    expect(slugOf(await service.diagnose(login('guess'), WAIT))).toBe('rate-limited');
    const other = { ...login('guess'), auth: { username: 'bob', secret: 'guess' } };
    expect(slugOf(await service.diagnose(other, WAIT))).toBe('ok');
    expect(logins()).toBe(14);
  });

  it('never sends a secret to a server without a good certificate', async () => {
    mock = await startMockServer({ tls: { certificate: 'self-signed' } });
    service = await startFor(mock, { budgets: AMPLE });
    expect(slugOf(await service.diagnose(login(RIGHT), WAIT))).toBe('ok');
    expect(logins()).toBe(0);
    expect(mock.sessions.all().length).toBeGreaterThan(0);
  });
});

describe('the budget of a target', () => {
  it('is one for 20 clients', async () => {
    await serving({ targetPerMinute: 2 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => service.diagnose({ target: target() }, WAIT, client(n))),
    );
    expect([count(answers, 'ok'), count(answers, 'rate-limited')]).toEqual([2, 18]);
    const no = answers.find(({ status }) => status === 429);
    expect(Number(no?.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(no?.body ?? '{}').detail).toBe(
      'This target has been tested often in the last minute, by you or by others.',
    );
    expect(no?.body.replaceAll(service.url, '')).not.toContain('127.0.0.1');
    expect(mock.sessions.all()).toHaveLength(2);
  });

  it('is not used up by those who are refused for another reason', async () => {
    await serving({ targetPerMinute: 1, anonymousInFlight: 1 }, {}, { rules: [at('greeting').delay(3_000)] });
    const [first, second] = await Promise.all([
      service.diagnose({ target: target() }, {}, client(1)),
      service.diagnose({ target: target() }, {}, client(1)),
    ]);
    expect([slugOf(first as RawAnswer), slugOf(second as RawAnswer)].sort()).toEqual(['ok', 'rate-limited']);
    expect(await service.deps.budgets.peek('target', '127.0.0.1')).toMatchObject({ remaining: 0 });
    expect(await service.deps.budgets.peek('global', '')).toMatchObject({ remaining: 5_999 });
  });
});

describe('a queue that is full', () => {
  it('costs nobody anything', async () => {
    await serving(
      { anonymousPerHour: 10 },
      { queueLimit: 1, concurrency: 1 },
      { rules: [at('greeting').delay(3_000)] },
    );
    const answers: RawAnswer[] = [];
    for (let n = 0; n < 6; n++) answers.push(await service.diagnose({ target: target() }));
    const accepted = count(answers, 'ok');
    expect(accepted).toBeLessThanOrEqual(2);
    expect(count(answers, 'overloaded')).toBe(6 - accepted);
    expect(await service.deps.budgets.peek('global', '')).toMatchObject({ remaining: 6_000 - accepted });
    expect(await service.deps.budgets.peek('target', '127.0.0.1')).toMatchObject({ remaining: 10_000 - accepted });
    const { body } = await askRaw(`${service.url}/api/v1/limits`);
    expect(JSON.parse(body)).toMatchObject({ diagnoses: { remaining: 10 - accepted } });
  });
});

describe('the budget of a client', () => {
  it('is said in every answer, and does not change for a made-up address', async () => {
    await serving({ anonymousPerHour: 3 });
    const left: unknown[] = [];
    const forwarded = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'];
    const answers: RawAnswer[] = [];
    for (const address of forwarded) {
      const answer = await service.diagnose({ target: target() }, { ...WAIT, 'x-forwarded-for': address });
      answers.push(answer);
      left.push(answer.headers['ratelimit']);
    }
    expect(answers.map(slugOf)).toEqual(['ok', 'ok', 'ok', 'rate-limited']);
    expect(left).toEqual(['r=2', 'r=1', 'r=0', 'r=0'].map((r) => expect.stringContaining(r)));
    expect(answers[3]?.headers['ratelimit-policy']).toBe('"diagnoses";q=3;w=3600');
    expect(answers[0]?.headers['x-diagnosis-cost']).toBe('1');
    expect(slugOf(await service.diagnose({ target: target() }, WAIT, client(1)))).toBe('ok');
  });

  it('is counted by what a trusted proxy says', async () => {
    await serving({ anonymousPerHour: 1 }, { trustProxy: ['127.0.0.1/32'] });
    const from = (address: string) => service.diagnose({ target: target() }, { ...WAIT, 'x-forwarded-for': address });
    expect(slugOf(await from('198.51.100.1'))).toBe('ok');
    expect(slugOf(await from('198.51.100.1'))).toBe('rate-limited');
    expect(slugOf(await from('198.51.100.2, 198.51.100.1'))).toBe('rate-limited');
    expect(slugOf(await from('2001:db8:1:2::1'))).toBe('ok');
    expect(slugOf(await from('2001:db8:1:2::2'))).toBe('rate-limited');
    expect(slugOf(await from('2001:db8:1:3::2'))).toBe('ok');
  });

  it('lets exactly so many be under way in a burst', async () => {
    await serving({ anonymousInFlight: 3 }, {}, { rules: [at('greeting').delay(3_000)] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => service.diagnose({ target: target() })));
    expect([count(answers, 'ok'), count(answers, 'rate-limited')]).toEqual([3, 17]);
    expect(await service.deps.budgets.peek('client', '')).toMatchObject({ limit: 10_000 });
  });

  it('pays for what the guard refuses, and not for what is known already', async () => {
    await serving({ anonymousPerHour: 4, coolDownS: 60 });
    const left = (answer: RawAnswer): string => /r=(\d+)/.exec(String(answer.headers['ratelimit']))?.[1] ?? '';
    expect(left(await service.diagnose({ target: target() }, WAIT))).toBe('3');
    const cached = await service.diagnose({ target: target() }, WAIT);
    expect(JSON.parse(cached.body)).toMatchObject({ cached: true });
    const refused = await service.diagnose({ target: { host: '10.0.0.1' } });
    expect([slugOf(refused), left(refused)]).toEqual(['target-not-allowed', '2']);
    expect(left(await service.diagnose({ target: { host: '10.0.0.1' } }))).toBe('1');
    expect(mock.sessions.all()).toHaveLength(1);
  });
});

describe('what the guard refuses', () => {
  it('is a bounded word in audit log and metrics, and no address anywhere', async () => {
    await serving({});
    const bodies: string[] = [];
    for (const body of [
      { target: { host: '10.0.0.1' } },
      { target: { host: '169.254.169.254' } },
      { target: { host: '127.0.0.1', ports: [{ port: 22, mode: 'starttls' }] } },
      { target: { host: '127.0.0.1', ports: [{ port: 6379, mode: 'cleartext' }] } },
    ]) {
      const answer = await service.diagnose(body);
      expect(answer.status).toBe(403);
      bodies.push(answer.body.replaceAll(service.url, ''));
    }
    expect(bodies.join('')).not.toMatch(/10\.0\.0\.1|169\.254|127\.0/);
    const metrics = await service.deps.metrics.text();
    expect(metrics).toContain('smtp_triage_target_denied_total{reason="special-purpose",profile="private"} 1');
    expect(metrics).toContain('smtp_triage_target_denied_total{reason="cloud-service",profile="private"} 1');
    expect(metrics).toContain('smtp_triage_target_denied_total{reason="port-not-allowed",profile="private"} 2');
    expect(mock.sessions.all()).toEqual([]);
    await service.stop();
    const [name = ''] = readdirSync(join(service.folder, 'data', 'audit'));
    const lines = readFileSync(join(service.folder, 'data', 'audit', name), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { action: 'diagnosis.refused', source: '127.0.0.1/32', host: '10.0.0.1', outcome: 'special-purpose' },
      { host: '169.254.169.254', outcome: 'cloud-service' },
      { host: '127.0.0.1', ports: [22], outcome: 'port-not-allowed' },
      { host: '127.0.0.1', ports: [6379], outcome: 'port-not-allowed' },
    ]);
    expect(await verifyAudit(join(service.folder, 'data', 'audit'))).toMatchObject({ ok: true, lines: 4 });
  });
});
