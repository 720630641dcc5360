import type { Trace, TraceEvent } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { loginOrder, order } from '../../test/orders.ts';
import { CONFIG_SCHEMA } from '../operation/config.ts';
import { makeBudgets } from './budgets.ts';
import { loginKey, loginKeysAt, loginOutcome, settleLogin } from './login.ts';

const ADDRESS = '198.51.100.1';
const sent: TraceEvent = { at: 1, type: 'sent', verb: 'AUTH', line: 'AUTH PLAIN ‹redacted›' };
const reply = (code: number, to: 'AUTH' | 'CONTINUE' | 'EHLO' = 'AUTH'): TraceEvent => ({
  at: 2,
  type: 'reply',
  to,
  code,
  enhanced: null,
  lines: [],
});
const trace = (...events: readonly TraceEvent[]): Trace =>
  ({ route: { address: ADDRESS }, events }) as unknown as Trace;

describe('what came of a login', () => {
  it.each([
    ['not-sent', [reply(250, 'EHLO')]],
    ['accepted', [sent, reply(235)]],
    ['accepted', [sent, reply(334), reply(235, 'CONTINUE')]],
    ['refused', [sent, reply(535)]],
    ['refused', [sent, reply(334), reply(535, 'CONTINUE')]],
    ['deferred', [sent, reply(454)]],
    ['unsure', [sent]],
    ['unsure', [sent, reply(334)]],
  ] as const)('is %s (%#)', (outcome, events) => {
    expect(loginOutcome([trace(reply(250, 'EHLO')), trace(...events)]).outcome).toBe(outcome);
  });
});

describe('the budget of a login', () => {
  const ordered = loginOrder('smtp.victim.example');
  const key = loginKey(ordered) ?? '';
  const [keyHere = ''] = loginKeysAt(ordered, [ADDRESS]);
  const left = async (...events: readonly TraceEvent[]) => {
    const budgets = makeBudgets(CONFIG_SCHEMA.parse({}), { macKey: Buffer.alloc(32), now: () => 0 });
    await budgets.take('login', key, 1);
    await settleLogin(budgets, ordered, { traces: [trace(...events)] });
    return [(await budgets.peek('login', key)).remaining, (await budgets.peek('login', keyHere)).remaining];
  };

  it('is given back by a login that went well, was put off or was never sent', async () => {
    expect(await left(sent, reply(235))).toEqual([5, 5]);
    expect(await left(sent, reply(454))).toEqual([5, 5]);
    expect(await left(reply(250, 'EHLO'))).toEqual([5, 5]);
  });

  it('is used up by one that was refused, for the name and for the address', async () => {
    expect(await left(sent, reply(535))).toEqual([4, 4]);
    expect(await left(sent)).toEqual([4, 4]);
  });

  it('is kept where nobody knows, and is no matter of orders without a login', async () => {
    const budgets = makeBudgets(CONFIG_SCHEMA.parse({}), { macKey: Buffer.alloc(32), now: () => 0 });
    await budgets.take('login', key, 1);
    await settleLogin(budgets, ordered, null);
    await settleLogin(budgets, order('smtp.victim.example'), { traces: [trace(reply(250, 'EHLO'))] });
    expect((await budgets.peek('login', key)).remaining).toBe(4);
  });

  it('is one however the user name is written', () => {
    expect(loginKey({ ...ordered, login: { username: 'JOE', mechanism: null, kind: 'password' } })).toBe(key);
  });
});
