import { Buffer } from 'node:buffer';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reveal, Secret, scrub, scrubLines, secretForms } from './secret.ts';

const CANARY = 'Zan&ary "7+8" ä/ß';

describe('Secret', () => {
  it('shows itself nowhere', () => {
    const secret = new Secret(CANARY);
    const held = { deep: [secret] };
    const views = [
      `${secret}`,
      String(secret),
      `a${secret as unknown as string}`,
      JSON.stringify(held),
      inspect(held, { depth: 9, showHidden: true, customInspect: true }),
      inspect(held, { depth: 9, showHidden: true, customInspect: false }),
      format('%s %o %O %j', secret, secret, secret, secret),
      JSON.stringify(structuredClone(held)),
      JSON.stringify(Object.getOwnPropertyNames(secret)),
      JSON.stringify({ ...secret }),
    ];
    for (const view of views) expect(view).not.toContain('Zan');
    expect(views.slice(0, 4)).toEqual(['[secret]', '[secret]', 'a[secret]', '{"deep":["[secret]"]}']);
    expect(inspect(held)).toBe('{ deep: [ [secret] ] }');
  });

  it('gives its text to reveal, and only real secrets have one', () => {
    expect(reveal(new Secret(CANARY))).toBe(CANARY);
    expect(() => reveal({ toString: () => 'x' } as unknown as Secret)).toThrow(TypeError);
  });
});

describe('secretForms', () => {
  it('knows every form in which a server could show the secret', () => {
    const text = scrub(
      [
        CANARY,
        Buffer.from(CANARY).toString('latin1'),
        Buffer.from(CANARY).toString('base64'),
        Buffer.from(`\0me@example.org\0${CANARY}`).toString('base64'),
        Buffer.from('me@example.org').toString('base64'),
        Buffer.from(CANARY).toString('hex'),
        Buffer.from(CANARY).toString('hex').toUpperCase(),
        encodeURIComponent(CANARY),
        encodeURIComponent(CANARY).replaceAll('%20', '+'),
        encodeURIComponent(CANARY).replace(/%../g, (octet) => octet.toLowerCase()),
        JSON.stringify(CANARY).slice(1, -1),
      ].join('\n'),
      secretForms(new Secret(CANARY), 'me@example.org'),
    );
    expect(text).toBe(Array(11).fill('‹redacted›').join('\n'));
  });

  it('finds the secret at every alignment inside other base64', () => {
    const password = fc.string({ unit: 'binary', minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(password, fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (text, before, after) => {
        const bytes = Buffer.from(text);
        const wire = Buffer.concat([before, bytes, after]).toString('base64');
        const clean = scrub(wire, secretForms(new Secret(text), 'somebody'));
        expect(clean).toContain('‹redacted›');
        // What is left of it at the edges is less than an octet on either side, beside what was there before.
        expect(clean.length - '‹redacted›'.length).toBeLessThanOrEqual(
          wire.length - Math.floor(((bytes.length - 2) * 4) / 3),
        );
      }),
    );
  });

  it('leaves out the user name and what is too short, and starts with the longest', () => {
    const forms = secretForms(new Secret('anna'), 'anna');
    expect(forms).not.toContain('anna');
    expect(forms).toContain('YW5uYQ==');
    expect(secretForms(new Secret('ab'), 'u')).not.toContain('ab');
    for (const form of secretForms(new Secret('ab'), 'u')) expect(form.length).toBeGreaterThanOrEqual(4);
    const lengths = secretForms(new Secret(CANARY), 'anna').map((form) => form.length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  });

  it('takes any text, half a surrogate pair too', () => {
    const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    fc.assert(fc.property(anything, anything, (text, user) => void secretForms(new Secret(text), user)));
  });
});

describe('scrub', () => {
  it('leaves no form behind, whatever surrounds or overlaps it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.array(word, { maxLength: 12 }), (forms, parts) => {
        const marked = scrub(parts.join(''), forms).split('‹redacted›');
        for (const piece of marked) for (const form of forms) expect(piece).not.toContain(form);
      }),
      { numRuns: 2_000 },
    );
  });

  it('covers forms that overlap as one, and does not look into its own marks', () => {
    expect(scrub('535 abcdef no', ['abcd', 'cdef'])).toBe('535 ‹redacted› no');
    expect(scrub('a secret', ['secret', 'redacted', 'dact'])).toBe('a ‹redacted›');
    expect(scrub('nothing', ['', 'secret'])).toBe('nothing');
  });

  it('stays fast on a megabyte that is made of the secret', () => {
    const started = performance.now();
    scrub('hunter2!'.repeat(125_000), secretForms(new Secret('hunter2!'), 'me'));
    scrub('a'.repeat(1_000_000), secretForms(new Secret('a'.repeat(5_000)), 'me'));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('scrub of a text that was cut', () => {
  it('covers the half of a secret at its end, and only there', () => {
    expect(scrub('hunter and hunter', ['hunter2!'], true)).toBe('hunter and ‹redacted›');
    expect(scrub('hunter and hunter', ['hunter2!'])).toBe('hunter and hunter');
    expect(scrub('a hun', ['hunter2!'], true)).toBe('a hun');
  });
});

describe('scrubLines', () => {
  const forms = secretForms(new Secret('hunter2-hunter2'), 'tim');

  it.each<[readonly string[], readonly string[]]>([
    [['plain'], ['plain']],
    [['it was hunter2-hunter2'], ['it was ‹redacted›']],
    [
      ['it was hunter2-', 'hunter2, no?'],
      ['it was ‹redacted›', '‹redacted›, no?'],
    ],
    [
      ['5.7.8 hunt', '5.7.8 er2-hun', '5.7.8  ter2'],
      ['5.7.8 ‹redacted›', '5.7.8 ‹redacted›', '5.7.8  ‹redacted›'],
    ],
    [
      ['aHVudGVyMi1odW50', '5.7.8 ZXIy'],
      ['‹redacted›', '5.7.8 ‹redacted›'],
    ],
    [[Buffer.from('{"t":"%68unter2-hunter2","u":"hunter2-hunter2"}').toString('base64')], ['‹redacted›']],
    [['2retnuh-2retnuh'], ['‹redacted›']],
    [[], []],
  ])('finds the secret across lines and inside base64: %j', (lines, clean) => {
    expect(scrubLines(lines, forms)).toEqual(clean);
  });

  it('changes nothing before there is a secret', () => {
    const lines = ['hunter2-hunter2'];
    expect(scrubLines(lines, [])).toBe(lines);
  });
});
