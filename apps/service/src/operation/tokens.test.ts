import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EMBEDDED, type Ground } from '../../test/engines.ts';
import type { AuditEntry } from '../deps.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/types.ts';
import { hashOf, matches, parseToken } from './token-text.ts';
import { createToken, listTokens, revokeToken, type TokenTools } from './tokens.ts';

const START = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

let ground: Ground;
let store: Store;
let entries: AuditEntry[];
let tools: TokenTools;
beforeAll(async () => {
  ground = await EMBEDDED.start();
});
afterAll(() => ground.stop());
afterEach(() => store.close());
beforeEach(async () => {
  ({ store } = await openStore(await ground.place(), { now: () => START }));
  entries = [];
  let ids = 0;
  tools = {
    tokens: store.tokens,
    audit: { write: (entry) => entries.push(entry), close: async () => undefined },
    now: () => START,
    randomId: () => String(++ids).padStart(26, 'x'),
    actor: 'command line',
  };
});

async function made(lifeDays: number | null = null) {
  const given = await createToken(tools, { name: 'ci', scopes: ['diagnose', 'auth-step'], lifeDays });
  if (!given.ok) throw new Error(given.problem);
  return given.value;
}

describe('a token', () => {
  it('is shown once and never stored', async () => {
    const { token, record } = await made(30);
    expect(token).toBe(`st_${'1'.padStart(26, 'x')}_${'2'.padStart(26, 'x')}${'3'.padStart(26, 'x')}`);
    expect(parseToken(token)).toBe(record.id);
    expect(record).toMatchObject({
      scopes: ['diagnose', 'auth-step'],
      expiresAt: START + 30 * DAY_MS,
      lastUsedAt: null,
    });
    const secret = token.slice(-52);
    expect(JSON.stringify([await store.tokens.list(), entries])).not.toContain(secret);
    expect((await store.tokens.find(record.id))?.hash).toBe(hashOf(token));
  });

  it('is listed without its hash, and ended once', async () => {
    const { record } = await made();
    const [listed] = await listTokens(store.tokens);
    expect(listed).toMatchObject({ id: record.id, name: 'ci', expiresAt: null, revokedAt: null });
    expect(listed).not.toHaveProperty('hash');
    expect(await revokeToken(tools, record.id)).toBe(true);
    expect(await revokeToken(tools, record.id)).toBe(false);
    expect(await revokeToken(tools, 'nobody')).toBe(false);
    expect((await listTokens(store.tokens))[0]?.revokedAt).toBe(START);
    expect(entries.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual([
      ['token.created', 'command line', `${record.id} diagnose,auth-step`],
      ['token.revoked', 'command line', record.id],
    ]);
  });

  it.each([
    [{ name: 'a', scopes: ['root'], lifeDays: null }, 'not a scope: root'],
    [{ name: 'a', scopes: [], lifeDays: null }, 'can do nothing'],
    [{ name: ' ', scopes: ['diagnose'], lifeDays: null }, 'needs a name'],
    [{ name: 'a', scopes: ['diagnose'], lifeDays: 0 }, 'number of days'],
    [{ name: 'a', scopes: ['diagnose'], lifeDays: Number.NaN }, 'number of days'],
  ])('is not made of %o', async (wish, problem) => {
    const given = await createToken(tools, wish);
    expect(given.ok ? '' : given.problem).toContain(problem);
    expect(await store.tokens.list()).toEqual([]);
  });
});

describe('the text of a token', () => {
  it.each(['', 'st_', 'st_a_b', `st_${'a'.repeat(26)}_${'b'.repeat(51)}`, `ST_${'a'.repeat(26)}_${'b'.repeat(52)}`])(
    'is not %j',
    (text) => {
      expect(parseToken(text)).toBeNull();
    },
  );

  it('matches its hash and no other', () => {
    const token = `st_${'a'.repeat(26)}_${'b'.repeat(52)}`;
    expect(matches(token, hashOf(token))).toBe(true);
    for (const hash of [
      '',
      hashOf(`${token}c`),
      `${hashOf(token)}0`,
      hashOf(token).slice(1),
      hashOf(token).toUpperCase(),
    ]) {
      expect(matches(token, hash), hash).toBe(false);
    }
  });
});
