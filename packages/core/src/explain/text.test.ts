import { describe, expect, it } from 'vitest';
import { quoteAt } from './text.ts';

describe('quoteAt', () => {
  const cause = 'wrong version number';

  it('never cuts into the escape of an unprintable character, at whatever place it would', () => {
    for (const hidden of ['\\u{202e}', '\\x1b']) {
      for (let shift = 0; shift < 12; shift += 1) {
        const text = `${'a'.repeat(100)}${hidden}${'b'.repeat(22 + shift)}${cause}${'c'.repeat(50 + shift)}${hidden}${'d'.repeat(100)}`;
        const start = text.indexOf(cause);
        const quote = quoteAt(text, start, start + cause.length);
        expect(quote.length).toBeLessThanOrEqual(120);
        expect(quote).toContain(cause);
        expect(quote.replaceAll(hidden, ''), quote).toMatch(/^…[a-z ]+…$/);
      }
    }
  });
});
