import { expect, it } from 'vitest';
import { TICKET_S, Tickets } from './tickets.ts';

const HOLDER = { kind: 'token', key: 'abc' } as const;

function tickets(key: number = 1): { readonly tickets: Tickets; pass(ms: number): void } {
  let at = 0;
  let made = 0;
  const tools = { now: () => at, randomId: () => String(++made), macKey: new Uint8Array(32).fill(key) };
  return {
    tickets: new Tickets(tools),
    pass: (ms) => {
      at += ms;
    },
  };
}

it('is good for a minute and for one use', () => {
  const at = tickets();
  const [one, two] = [
    at.tickets.make({ diagnosisId: 'dg_1', holder: HOLDER }),
    at.tickets.make({ diagnosisId: 'dg_1', holder: HOLDER }),
  ];
  at.pass(TICKET_S * 1_000);
  expect(at.tickets.redeem(one, 'dg_1')).toEqual(HOLDER);
  expect(at.tickets.redeem(one, 'dg_1')).toBeNull();
  at.pass(1);
  expect(at.tickets.redeem(two, 'dg_1')).toBeNull();
});

it('is good at every process with the same key, and at no other', () => {
  const ticket = tickets().tickets.make({ diagnosisId: 'dg_1', holder: HOLDER });
  expect(tickets(2).tickets.redeem(ticket, 'dg_1')).toBeNull();
  expect(tickets().tickets.redeem(ticket, 'dg_2')).toBeNull();
  expect(tickets().tickets.redeem(ticket, 'dg_1')).toEqual(HOLDER);
});
