import { expect, it } from 'vitest';
import { CLIENTS } from './clients/index.ts';
import { TABLE } from './lint/table/index.ts';
import { signsIn, wordIn } from './signs.ts';

it('takes from a pattern only words that it cannot do without', () => {
  expect(wordIn(/\bMAIL_SCHEME\b/)).toBe('MAIL_SCHEME');
  expect(wordIn(/^\s*Security type\s*:/im)).toBe('Security type');
  expect(wordIn(/\bEMAIL_USE_(TLS|SSL)\b/)).toBeNull();
  expect(wordIn(/\bsmtps?:/)).toBeNull();
  expect(wordIn(/[a-z]{4,}_\w+/)).toBeNull();
});

it('finds the signs that the patterns find', () => {
  for (const { text } of TABLE)
    for (const { id, signs } of CLIENTS)
      expect([id, signsIn(text, text.toLowerCase(), signs)]).toEqual([
        id,
        signs.filter((sign) => text.search(sign) >= 0).length,
      ]);
});
