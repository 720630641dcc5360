import { PROVIDERS } from '@smtp-triage/core/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fake, type FakeParts, fakeService } from './fakes.ts';
import { waiting } from './runners.ts';
import type { Served } from './serve.ts';

let fake: Fake | null = null;
afterEach(async () => {
  await fake?.close();
  fake = null;
});
async function served(parts: FakeParts = {}): Promise<Served & { readonly fake: Fake }> {
  fake = await fakeService(parts);
  return { ...(await fake.serve()), fake };
}
type Json = Readonly<Record<string, unknown>>;
const read = async (response: Response): Promise<Json> => (await response.json()) as Json;

describe('providers', () => {
  it('are all there, each with an address of its own and what mail programs call its modes', async () => {
    const { ask } = await served();
    const { providers } = await read(await ask('/api/v1/providers'));
    expect(providers).toEqual(JSON.parse(JSON.stringify(PROVIDERS)));
    for (const provider of PROVIDERS) {
      const { labels, ...rest } = await read(await ask(`/api/v1/providers/${provider.id}`));
      expect(rest).toEqual(JSON.parse(JSON.stringify(provider)));
      const modes = [...provider.submission, ...provider.altPorts].map(({ mode }) => mode);
      expect(new Set((labels as readonly { mode: string }[]).map(({ mode }) => mode))).toEqual(new Set(modes));
    }
  });

  it('are found by mail domain or address, and only theirs', async () => {
    const { ask } = await served();
    const found = async (domain: string) =>
      (
        (await read(await ask(`/api/v1/providers?domain=${encodeURIComponent(domain)}`)))['providers'] as {
          id: string;
        }[]
      ).map(({ id }) => id);
    expect(await found('googlemail.com')).toEqual(await found('joe@googlemail.com'));
    expect((await found('googlemail.com')).length).toBe(1);
    expect(await found('gm\u0430il.com')).toEqual([]);
    expect(await found('nobody.example')).toEqual([]);
    expect((await ask('/api/v1/providers?q=x')).status).toBe(422);
  });
});

describe('info', () => {
  it('says what a stranger may do in the public profile, and what a token may', async () => {
    const { ask, fake: made } = await served({ config: { profile: 'public', allowPorts: [2526] } });
    const stranger = await read(await ask('/api/v1/info'));
    expect(stranger).toMatchObject({
      name: 'smtp-triage-service',
      version: '0.1.0',
      traceVersions: ['smtp-triage/trace@1'],
      profile: 'public',
      ports: [25, 465, 587, 2525],
      coolDownS: 60,
    });
    expect(stranger['steps']).toEqual(['tls', 'rcpt']);
    const authorization = await made.token('diagnose', 'auth-step');
    expect((await read(await ask('/api/v1/info', { headers: { authorization } })))['steps']).toEqual([
      'tls',
      'auth',
      'rcpt',
    ]);
  });

  it("names the operator's own ports in the private profile", async () => {
    const { ask } = await served({ config: { allowPorts: [2526] } });
    expect(await read(await ask('/api/v1/info'))).toMatchObject({
      profile: 'private',
      ports: [25, 465, 587, 2525, 2526],
      steps: ['tls', 'auth', 'rcpt', 'data'],
    });
  });
});

describe('limits', () => {
  it('says what is left, and asking takes nothing', async () => {
    let taken = 0;
    const budgets = {
      take: async () => {
        taken += 1;
        return { ok: true, remaining: 3, limit: 20, resetS: 12.3 } as const;
      },
      giveBack: async () => {},
      peek: async (bucket: string) => {
        expect(bucket).toBe('client');
        return { remaining: 3, limit: 20, resetS: 12.3 };
      },
    };
    const { ask } = await served({ budgets, diagnoser: waiting(), config: { budgets: { anonymousInFlight: 3 } } });
    await ask('/api/v1/diagnoses', { json: { target: { host: 'a.test' } } });
    const before = taken;
    expect(await read(await ask('/api/v1/limits'))).toEqual({
      diagnoses: { limit: 20, remaining: 3, resetS: 13 },
      inFlight: { limit: 3, remaining: 2 },
    });
    expect(taken).toBe(before);
  });
});

describe('health', () => {
  it('is alive and ready', async () => {
    const { ask } = await served();
    expect(await (await ask('/livez')).text()).toBe('alive\n');
    expect(await (await ask('/readyz')).text()).toBe('ready\n');
  });

  it('is alive but not ready while it drains or cannot write', async () => {
    let draining = false;
    const { ask, fake: made } = await served({ draining: () => draining });
    made.store.broken = true;
    expect([(await ask('/livez')).status, (await ask('/readyz')).status]).toEqual([200, 503]);
    made.store.broken = false;
    expect((await ask('/readyz')).status).toBe(200);
    draining = true;
    expect([(await ask('/livez')).status, (await ask('/readyz')).status]).toEqual([200, 503]);
  });
});
