import { expect, it } from 'vitest';
import { closest } from './closest.ts';

const WORDS = ['--port', '--ports', '--proxy', '--patience', '--json'];

it('finds the word behind a slip of the fingers', () => {
  expect(closest('--prot', WORDS)).toBe('--port');
  expect(closest('--patince', WORDS)).toBe('--patience');
  expect(closest('--JSON', WORDS)).toBe(null);
  expect(closest('--jsn', WORDS)).toBe('--json');
});

it('finds nothing where nothing is near', () => {
  expect(closest('--verbose', WORDS)).toBe(null);
  expect(closest('x', ['demo'])).toBe(null);
});
