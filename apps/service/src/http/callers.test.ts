import express, { type Request, type Response } from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../test/memory-store.ts';
import { askRaw } from '../../test/raw.ts';
import { type Served, serve } from '../../test/serve.ts';
import type { Caller } from '../caller.ts';
import type { Deps } from '../deps.ts';
import { CONFIG_SCHEMA } from '../operation/config.ts';
import { createToken, revokeToken, type TokenTools } from '../operation/tokens.ts';
import { callerOf } from './caller-of.ts';
import { callers } from './callers.ts';
import { failures } from './failures.ts';

const START = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

let store: MemoryStore;
let now: number;
let served: Served | null;
let tools: TokenTools;
let writeErrors: number;
beforeEach(() => {
  now = START;
  store = new MemoryStore(() => now);
  writeErrors = 0;
  served = null;
  let ids = 0;
  tools = {
    tokens: store.tokens,
    audit: { write: () => undefined, close: async () => undefined },
    now: () => now,
    randomId: () => String(++ids).padStart(26, 'x'),
    actor: 'test',
  };
});
afterEach(() => served?.close());

/** A service that answers with whom it takes the caller for. */
async function behindCallers(config: Readonly<Record<string, unknown>> = {}, macKey = 1): Promise<string> {
  const parsed = CONFIG_SCHEMA.parse(config);
  const deps = {
    config: parsed,
    store,
    macKey: Buffer.alloc(32, macKey),
    now: () => now,
    log: pino({ level: 'silent' }),
    metrics: {
      storeWriteError: () => {
        writeErrors += 1;
      },
    },
  } as unknown as Deps;
  const app = express();
  app.set('query parser', 'simple');
  app.set('trust proxy', parsed.trustProxy.length === 0 ? false : parsed.trustProxy);
  app.use(
    callers(deps),
    (_request: Request, response: Response) => {
      const caller = callerOf(response);
      response.json({ ...caller, scopes: [...caller.scopes] });
    },
    ...failures(deps),
  );
  served = await serve(app);
  return served.url;
}

type Shown = Omit<Caller, 'scopes'> & { readonly scopes: readonly string[] };
async function who(url: string, headers: Readonly<Record<string, string>> = {}, from = '127.0.0.1'): Promise<Shown> {
  const { status, body } = await askRaw(url, { headers, from });
  expect(status).toBe(200);
  return JSON.parse(body);
}
async function slug(url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly [number, string]> {
  const { status, body } = await askRaw(url, { headers });
  return [status, status === 200 ? 'ok' : JSON.parse(body).type.split('/').at(-1)];
}
async function token(lifeDays: number | null = null): Promise<{ readonly text: string; readonly id: string }> {
  const made = await createToken(tools, { name: 'ci', scopes: ['diagnose', 'auth-step'], lifeDays });
  if (!made.ok) throw new Error(made.problem);
  return { text: made.value.token, id: made.value.record.id };
}
const bearer = (text: string): { readonly authorization: string } => ({ authorization: `Bearer ${text}` });

describe('a caller without a token', () => {
  it('may look in the public profile, and log in, too, in the private one', async () => {
    expect((await who(await behindCallers({ profile: 'public' }))).scopes).toEqual(['diagnose']);
    await served?.close();
    expect((await who(await behindCallers())).scopes).toEqual(['diagnose', 'auth-step', 'data-step', 'metrics']);
  });

  it('is known by a keyed hash of the network address', async () => {
    const one = await who(await behindCallers());
    expect(one).toMatchObject({ kind: 'anonymous', network: '127.0.0.1/32' });
    expect(one.id).toMatch(/^[0-9a-f]{32}$/);
    const other = await who(served?.url ?? '', {}, '127.0.0.2');
    expect(other.network).toBe('127.0.0.2/32');
    expect(other.id).not.toBe(one.id);
    await served?.close();
    expect((await who(await behindCallers({}, 2))).id).not.toBe(one.id);
  });
});

describe('the address of a caller', () => {
  it('is not what anybody writes into a header', async () => {
    const url = await behindCallers();
    const { network } = await who(url);
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip', 'cf-connecting-ip']) {
      expect((await who(url, { [name]: '198.51.100.7' })).network, name).toBe(network);
    }
  });

  it.each([
    ['198.51.100.7', '198.51.100.7/32'],
    // What a client writes stands to the left of what the proxy adds
    ['203.0.113.1, 198.51.100.7', '198.51.100.7/32'],
    ['127.0.0.1, 203.0.113.1, 198.51.100.7', '198.51.100.7/32'],
    // A second trusted proxy before the first
    ['203.0.113.1, 198.51.100.7, 10.0.0.2', '198.51.100.7/32'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020000000000000000/64'],
    ['nonsense', '127.0.0.1/32'],
    ['', '127.0.0.1/32'],
  ])('is the right-most hop that is no trusted proxy: %j', async (forwarded, network) => {
    const url = await behindCallers({ trustProxy: ['127.0.0.1/32', '10.0.0.0/8'] });
    expect((await who(url, { 'x-forwarded-for': forwarded })).network).toBe(network);
  });

  it('is the hop itself where that is no trusted proxy', async () => {
    const url = await behindCallers({ trustProxy: ['127.0.0.1/32'] });
    expect((await who(url, { 'x-forwarded-for': '198.51.100.7' }, '127.0.0.3')).network).toBe('127.0.0.3/32');
  });
});

describe('a caller with a token', () => {
  it('has the scopes of the token and no others', async () => {
    const { text, id } = await token();
    const url = await behindCallers();
    const caller = await who(url, bearer(text));
    expect(caller).toMatchObject({ kind: 'token', id, scopes: ['diagnose', 'auth-step'], network: '127.0.0.1/32' });
    expect(await who(url, { authorization: `bearer  ${text}` })).toEqual(caller);
  });

  it('is turned away once the token has ended or was revoked', async () => {
    const [short, revoked] = [await token(1), await token()];
    const url = await behindCallers();
    expect(await slug(url, bearer(short.text))).toEqual([200, 'ok']);
    now += DAY_MS;
    expect(await slug(url, bearer(short.text))).toEqual([401, 'unauthorized']);
    expect(await slug(url, bearer(revoked.text))).toEqual([200, 'ok']);
    await revokeToken(tools, revoked.id);
    expect(await slug(url, bearer(revoked.text))).toEqual([401, 'unauthorized']);
  });

  it('is never taken for nobody where the token is wrong, and always told the same', async () => {
    const { text } = await token();
    const url = await behindCallers();
    const last = text.at(-1) === 'x' ? 'y' : 'x';
    const wrong = [
      `Bearer ${text.slice(0, -1)}${last}`,
      `Bearer ${text.replace('x1_', 'x9_')}`,
      `Bearer ${text}0`,
      'Bearer nonsense',
      'Bearer',
      'Bearer ',
      '',
      `Basic ${text}`,
      text,
      `Bearer ${text} ${text}`,
    ];
    const bodies = new Set<string>();
    for (const authorization of wrong) {
      const { status, headers, body } = await askRaw(url, { headers: { authorization } });
      expect(status, authorization).toBe(401);
      expect(headers['www-authenticate'], authorization).toMatch(/^Bearer /);
      bodies.add(body);
    }
    expect(bodies.size).toBe(1);
  });

  it('must not write it into the address', async () => {
    const { text } = await token();
    const url = await behindCallers();
    for (const query of [
      `token=${text}`,
      'access_token=x',
      'API_KEY=x',
      'a=1&authorization=',
      `q=${text.slice(0, 40)}`,
    ]) {
      expect(await slug(`${url}/?${query}`), query).toEqual([400, 'token-in-query']);
      expect(await slug(`${url}/?${query}`, bearer(text)), query).toEqual([400, 'token-in-query']);
    }
    expect(await slug(`${url}/${text}`)).toEqual([400, 'token-in-query']);
    expect(await slug(`${url}/?tokens=1&host=token`)).toEqual([200, 'ok']);
  });

  it('has its use noted, once a minute at most', async () => {
    const { text, id } = await token();
    const url = await behindCallers();
    const writes: number[] = [];
    const used = store.tokens.used;
    Object.assign(store.tokens, {
      used: async (token: string, at: number) => {
        writes.push(at - START);
        // As slow as a busy disk: the others come meanwhile
        await new Promise((resolve) => setTimeout(resolve, 100));
        await used(token, at);
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => who(url, bearer(text))));
    now += 59_999;
    await who(url, bearer(text));
    now += 1;
    await who(url, bearer(text));
    expect(writes).toEqual([0, 60_000]);
    await expect.poll(async () => (await store.tokens.find(id))?.lastUsedAt).toBe(START + 60_000);
  });

  it('is let in where the use cannot be noted', async () => {
    const { text } = await token();
    const url = await behindCallers();
    Object.assign(store.tokens, { used: async () => Promise.reject(new Error('disk full')) });
    expect(await slug(url, bearer(text))).toEqual([200, 'ok']);
    expect(writeErrors).toBe(1);
  });
});
