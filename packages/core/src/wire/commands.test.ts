import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, utf8Decode } from './bytes.ts';
import { type Command, encodeCommand, isEhloName, isEnvelopeAddress } from './commands.ts';

const POISON = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u00e4',
  '\t',
  ' ',
  '>',
  '\r\nRCPT TO:<x@y.z>',
  '\u200b',
  '\ud800',
];

/** A field with something in it that has no business there. */
const field = fc
  .tuple(
    fc.string({ unit: 'grapheme', maxLength: 9 }),
    fc.constantFrom('', ...POISON),
    fc.string({ unit: 'binary', maxLength: 9 }),
  )
  .map((parts) => parts.join(''));
const address = fc.oneof(
  field,
  fc.tuple(field, field).map((parts) => parts.join('@')),
);
const octets = fc.uint8Array({ maxLength: 40 });

const hostile: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ verb: fc.constantFrom('EHLO' as const, 'HELO' as const), name: field }),
  fc.record({
    verb: fc.constant('AUTH' as const),
    mechanism: fc.constant('PLAIN' as const),
    initial: fc.option(octets),
  }),
  fc.record({ verb: fc.constant('CONTINUE' as const), response: fc.option(octets) }),
  fc.record({
    verb: fc.constant('MAIL' as const),
    from: address,
    size: fc.option(fc.oneof(fc.integer(), fc.double())),
  }),
  fc.record({ verb: fc.constant('RCPT' as const), to: address }),
);

describe('encodeCommand', () => {
  it('puts exactly one line on the wire or throws, whatever the user typed (SEC-13)', () => {
    let sent = 0;
    fc.assert(
      fc.property(hostile, (command) => {
        let wire: string;
        try {
          wire = utf8Decode(encodeCommand(command).bytes) ?? 'not UTF-8';
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        sent += 1;
        expect(wire).toMatch(/^[^\r\n\0\u0085\u2028\u2029]*\r\n$/);
      }),
      { numRuns: 5_000 },
    );
    expect(sent).toBeGreaterThan(500);
  });

  it.each(POISON.filter((poison) => poison !== '\u00e4'))('throws on %j in every field', (poison) => {
    for (const text of [`a${poison}b`, `${poison}ab`, `ab${poison}`]) {
      expect(() => encodeCommand({ verb: 'EHLO', name: text })).toThrow(RangeError);
      expect(() => encodeCommand({ verb: 'MAIL', from: `${text}@example.test`, size: null })).toThrow(RangeError);
      expect(() => encodeCommand({ verb: 'RCPT', to: `me@${text}` })).toThrow(RangeError);
    }
  });

  it('says nothing of the text in what it throws', () => {
    expect(() => encodeCommand({ verb: 'MAIL', from: 'hunter2\r\n', size: null })).toThrow(/^(?!.*hunter2)/s);
  });

  it.each<[Command, string]>([
    [{ verb: 'EHLO', name: 'client.example.test' }, 'EHLO client.example.test'],
    [{ verb: 'HELO', name: '[192.0.2.7]' }, 'HELO [192.0.2.7]'],
    [{ verb: 'EHLO', name: '[IPv6:2001:db8::1]' }, 'EHLO [IPv6:2001:db8::1]'],
    [{ verb: 'STARTTLS' }, 'STARTTLS'],
    [{ verb: 'AUTH', mechanism: 'LOGIN', initial: null }, 'AUTH LOGIN'],
    [{ verb: 'AUTH', mechanism: 'XOAUTH2', initial: new Uint8Array(0) }, 'AUTH XOAUTH2 ='],
    [{ verb: 'AUTH', mechanism: 'PLAIN', initial: Uint8Array.of(0, 97, 0, 98) }, 'AUTH PLAIN AGEAYg=='],
    [{ verb: 'CONTINUE', response: null }, '*'],
    [{ verb: 'CONTINUE', response: new Uint8Array(0) }, ''],
    [{ verb: 'MAIL', from: '', size: null }, 'MAIL FROM:<>'],
    [{ verb: 'MAIL', from: 'a@example.test', size: 1_000 }, 'MAIL FROM:<a@example.test> SIZE=1000'],
    [{ verb: 'RCPT', to: 'b@example.test' }, 'RCPT TO:<b@example.test>'],
  ])('writes %j', (command, line) => {
    expect(latin1(encodeCommand(command).bytes)).toBe(`${line}\r\n`);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('throws on a size of %d', (size) => {
    expect(() => encodeCommand({ verb: 'MAIL', from: 'a@b.c', size })).toThrow(RangeError);
  });

  it('shows the length of a secret and nothing else', () => {
    const initial = Uint8Array.of(0, 97, 0, 98);
    expect(encodeCommand({ verb: 'AUTH', mechanism: 'PLAIN', initial }).shown).toBe('AUTH PLAIN ‹redacted 4 octets›');
    expect(encodeCommand({ verb: 'CONTINUE', response: initial }).shown).toBe('‹redacted 4 octets›');
  });

  it('sends exactly one message, however its lines end and its dots lie (SEC-14)', () => {
    const part = fc.constantFrom(
      '.',
      '\r',
      '\n',
      '\r\n',
      'a',
      'RCPT TO:<x@y.z>',
      '\r\n.\r\n',
      '\n.\n',
      '\r.\r',
      '..',
      'ä',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const wire = utf8Decode(encodeCommand({ verb: 'TEXT', message: parts.join('') }).bytes) ?? '';
        expect(wire.endsWith('.\r\n')).toBe(true);
        expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        // A receiver that takes any line end for one sees the end once, at the end
        const lines = wire.split(/\r\n|\r|\n/);
        expect(lines.indexOf('.')).toBe(lines.length - 2);
        const got = lines.slice(0, -2).map((line) => line.replace(/^\./, ''));
        const meant = parts.join('').split(/\r\n|\r|\n/);
        expect(got).toEqual(meant.at(-1) === '' ? meant.slice(0, -1) : meant);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the names', () => {
  it.each(['localhost', 'a', 'mail.example.test', 'x-1.example', '[127.0.0.1]', '[IPv6:::1]'])(
    'take %s for EHLO',
    (name) => {
      expect(isEhloName(name)).toBe(true);
    },
  );
  it.each(['', '-a', 'a-', 'a..b', '.a', 'a.', 'a_b', 'ä.example', '[127.0.0.1', 'a b', 'a\n', `${'a'.repeat(256)}`])(
    'do not take %j for EHLO',
    (name) => expect(isEhloName(name)).toBe(false),
  );
  it.each(['', 'a@b', 'a.b+c@example.test', 'ä@example.test', '"a"@b'])('take %j for an envelope', (text) => {
    expect(isEnvelopeAddress(text)).toBe(true);
  });
  it.each(['a', '@', 'a@', '@b', 'a@b@c', '<a@b>', 'a b@c', 'a@b ', 'a@b\n', `${'a'.repeat(320)}@b`])(
    'do not take %j for an envelope',
    (text) => expect(isEnvelopeAddress(text)).toBe(false),
  );
});
