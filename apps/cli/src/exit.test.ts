import { expect, it } from 'vitest';
import { type ExitStatus, statusOf } from './exit.ts';

const plain = { strict: false, interrupted: false };

it('follows the table of the contract (CLI-20)', () => {
  expect(statusOf('ready', plain)).toBe(0);
  expect(statusOf('degraded', plain)).toBe(0);
  expect(statusOf('degraded', { ...plain, strict: true })).toBe(1);
  expect(statusOf('ready', { ...plain, strict: true })).toBe(0);
  expect(statusOf('fixable', plain)).toBe(1);
  expect(statusOf('unusable', plain)).toBe(1);
  expect(statusOf('inconclusive', plain)).toBe(3);
  expect(statusOf('ready', { ...plain, interrupted: true })).toBe(130);
});

it('is a type: no other number is an exit status', () => {
  // @ts-expect-error 4 is none of them
  const wrong: ExitStatus = 4;
  expect(wrong).toBe(4);
});
