import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLine, indent, line, lineWidth, padLine, span, spread, textWidth, wrap } from './text.ts';
import { lookFor, print, printDocument, printJson, printLine } from './theme.ts';

const look = lookFor({ colour: false, unicode: true, columns: 80 });
const plain = { ...look, unicode: false };
// biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/;

describe('lines', () => {
  it('are printable from the moment they are made', () => {
    expect(span('\u001b[2J').text).toBe('\\x1b[2J');
    expect(printLine(line('a\nb'), look)).toBe('a\\x0ab');
  });

  it('are measured as a terminal shows them', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('你好')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('😀')).toBe(2);
  });

  it('wrap at blanks and hang later lines', () => {
    const lines = wrap('1. one two three four', 10, 3);
    expect(print(lines, look)).toBe('1. one two\n   three\n   four\n');
  });

  it('keep a word that is longer than the line whole', () => {
    expect(print(wrap('see https://example.com/a/very/long/path now', 12), look)).toBe(
      'see\nhttps://example.com/a/very/long/path\nnow\n',
    );
  });

  it('are cut with a mark', () => {
    expect(printLine(cutLine(line('abc', span('defgh', 'bad')), 6, '…'), look)).toBe('abcde…');
    expect(printLine(cutLine(line('abc'), 3, '…'), look)).toBe('abc');
  });

  it('spread over the width, or over two lines', () => {
    expect(print(spread(line('left'), line('right'), 12), look)).toBe('left   right\n');
    expect(print(spread(line('left'), line('right'), 8), look)).toBe('left\n   right\n');
    expect(spread(line('left'), [], 8)).toEqual([line('left')]);
  });

  it('are padded and indented', () => {
    expect(lineWidth(padLine(line('ab'), 5))).toBe(5);
    expect(print(indent([line('a'), []], 2), look)).toBe('  a\n\n');
  });

  it('lose the blanks at their ends when printed', () => {
    expect(print([line('a', span('  '), span('   '))], look)).toBe('a\n');
  });
});

describe('what reaches a stream', () => {
  it('holds no control character but our own line breaks, whatever comes (SEC-29)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(print([line(text), ...wrap(text, 20)], look)).not.toMatch(CONTROL);
        expect(printDocument(text)).not.toMatch(CONTROL);
        expect(printJson({ text })).not.toMatch(CONTROL);
        expect(JSON.parse(printJson({ text }))).toEqual({ text: JSON.parse(JSON.stringify(text)) });
      }),
    );
  });

  it('is ASCII where nothing else can be shown', () => {
    expect(printLine(line('‹redacted› … é 你'), plain)).toBe('<redacted> ... \\u{e9} \\u{4f60}');
  });

  it('has colour only where the look has', () => {
    expect(printLine(line(span('x', 'bad')), { ...look, colour: true })).toBe('\u001b[31mx\u001b[0m');
    expect(printLine(line(span('x', 'bad')), look)).toBe('x');
  });
});
