import fc from 'fast-check';
import { expect, it } from 'vitest';
import { saslprep } from './saslprep.ts';

it('gives the examples of RFC 4013 §3', () => {
  expect(saslprep('I\u00adX')).toBe('IX');
  expect(saslprep('user')).toBe('user');
  expect(saslprep('USER')).toBe('USER');
  expect(saslprep('\u00aa')).toBe('a');
  expect(saslprep('\u2168')).toBe('IX');
  expect(saslprep('\u0007')).toBeNull();
});

it('does not refuse what only the right-to-left check of RFC 4013 §2.4 would', () => {
  expect(saslprep('\u06271')).toBe('\u06271');
});

it('turns every other space into U+0020 and drops what is mapped to nothing', () => {
  expect(saslprep('a\u00a0b\u1680c\u2003d\u200be\u202ff\u205fg\u3000h')).toBe('a b c d e f g h');
  expect(saslprep('a\u00adb\u034fc\u1806d\u180be\u200cf\u200dg\u2060h\ufe0fi\ufeffj')).toBe('abcdefghij');
});

it('composes, so that a password typed on a Mac and on a PC is the same', () => {
  expect(saslprep('a\u0308')).toBe('ä');
});

it('refuses every kind of prohibited character', () => {
  const kinds = [
    '\0',
    '\n',
    '\x7f',
    '\x85',
    '\ue000',
    '\ufdd0',
    '\uffff',
    '\ud800',
    '\udc00',
    '\ufffd',
    '\u2ff0',
    '\u200e',
  ];
  for (const character of [
    ...kinds,
    '\u2028',
    '\u202e',
    '\u06dd',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e0061}',
    '\u{10fffe}',
  ]) {
    expect(saslprep(`a${character}b`), JSON.stringify(character)).toBeNull();
  }
  expect(saslprep('a😀b')).toBe('a😀b');
});

it('changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = saslprep(text);
      if (once !== null) expect(saslprep(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});
