import { describe, expect, it } from 'vitest';
import { fallbackOf, isBareLookup, isLookup, isNameOnly, truthOf } from './expression.ts';

describe('a look-up', () => {
  it.each([
    ['process.env.P || 587', '587', false],
    ["process.env.P ?? '587'", '587', true],
    ["env('P', 587)", '587', false],
    ["int(os.environ.get('P', 587))", '587', false],
    ['os.getenv(\'P\', "a@b")', 'a@b', true],
    ["Number(process.env.P || '587', 10)", '587', true],
    ["config('P', default=587, cast=int)", '587', false],
    ["ENV.fetch('P', 587).to_i", '587', false],
    [`\${P:-smtp.example.com}`, 'smtp.example.com', false],
    ["os.environ.get('P', False)", 'False', false],
  ])('falls back to what it names: %s', (text, value, quoted) => {
    expect(fallbackOf(text)).toEqual({ value, quoted });
  });

  it.each(['process.env.P', "os.environ['P']", `\${P}`, 'process.env.P || other', "'587'", 'smtp.example.com, 587'])(
    'names nothing to fall back to: %s',
    (text) => {
      expect(fallbackOf(text)).toBeNull();
    },
  );

  it('is told from a value', () => {
    expect(['process.env.X', `\${X}`, '{{ x }}', '$X', '%X%', 'getenv("X")'].map(isLookup)).not.toContain(false);
    expect(['smtp.example.com', '587', 'pa$$word', 'environment', '50%'].map(isLookup)).not.toContain(true);
  });

  it.each([
    ['process.env.SECURE', true],
    ['!!process.env.SECURE', true],
    ['Boolean(process.env.SECURE)', true],
    ['process.env.SECURE || false', true],
    ["os.environ.get('EMAIL_USE_TLS', 'False')", true],
    ["bool(os.environ['X'])", true],
    ["process.env.SECURE === 'true'", false],
    ["os.environ.get('EMAIL_USE_TLS') == 'True'", false],
    ['JSON.parse(process.env.SECURE)', false],
    ["env.bool('EMAIL_USE_TLS')", false],
    ["int(os.environ.get('X', 0))", false],
    ['true', false],
  ])('gives its text as it is, or not: %s', (text, bare) => {
    expect(isBareLookup(text)).toBe(bare);
  });

  it('is a mere name, or holds something that could be a password', () => {
    expect(
      [
        'process.env.SMTP_PASS',
        "os.environ['PW']",
        "(string) getenv('PW')",
        `\${PW}`,
        '$PW',
        'env("PW")',
        '{{ pw }}',
        `\${{ secrets.PW }}`,
      ].map(isNameOnly),
    ).not.toContain(false);
    expect(
      ['process.env.PW || "x"', "env('PW', 'x')", `\${PW:-x}`, `a\${PW}`, '$pw', 'pw', '<x>', '{{x}}'].map(isNameOnly),
    ).not.toContain(true);
  });
});

it('words for yes and no', () => {
  expect(['true', 'YES', 'On', '1'].map(truthOf)).toEqual([true, true, true, true]);
  expect(['False', 'no', 'off', '0', '', 'None', 'null', 'nil'].map(truthOf)).not.toContain(true);
  expect(['tls', '2', 'truely'].map(truthOf)).toEqual([null, null, null]);
});
