import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./styles/base.css', import.meta.url), 'utf8');
type Rgb = readonly [number, number, number];
type Scheme = 0 | 1;

/** A colour of the style sheet, in the light (0) or the dark (1) scheme, as linear light. */
function colour(name: string, scheme: Scheme): Rgb {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css);
  if (pair === null) throw new Error(`no colour ${name}`);
  const hex = pair[scheme + 1] ?? '';
  return [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Rgb;
}

/** IEC 61966-2-1, as WCAG 2.2 takes it. */
const linear = (value: number): number => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** What eyes without one kind of cone see, on linear light (Viénot, Brettel, Mollon 1999). */
const SEEN: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  protanopia: [
    [0.112_38, 0.887_62, 0],
    [0.112_38, 0.887_62, 0],
    [0.004, -0.004, 1],
  ],
  deuteranopia: [
    [0.292_75, 0.707_25, 0],
    [0.292_75, 0.707_25, 0],
    [-0.022_34, 0.022_34, 1],
  ],
};

const through = (rows: readonly [Rgb, Rgb, Rgb], [r, g, b]: Rgb): Rgb =>
  rows.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as unknown as Rgb;

/** CIE L*a*b*, D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 216 / 24_389 ? Math.cbrt(t) : (24_389 / 27 / 116) * t + 16 / 116);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const apart = (one: Rgb, other: Rgb): number =>
  Math.hypot(...lab(one).map((each, index) => each - (lab(other)[index] ?? 0)));

const SCHEMES: readonly (readonly [string, Scheme])[] = [
  ['light', 0],
  ['dark', 1],
];
/** A difference in L*a*b* that nobody overlooks; 2 is just noticeable side by side. */
const PLAINLY_APART = 20;

describe.each(SCHEMES)('the colours of the %s scheme', (_name, scheme) => {
  it.each(['ink', 'soft', 'accent', 'ok', 'warn', 'fail'])('have 4.5:1 for text on every ground: %s', (text) => {
    for (const ground of ['paper', 'card', 'wash']) {
      expect(contrast(colour(text, scheme), colour(ground, scheme)), `on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['rule', 'ok', 'warn', 'fail', 'accent'])('have 3:1 for lines and signs: %s', (line) => {
    expect(contrast(colour(line, scheme), colour('paper', scheme))).toBeGreaterThanOrEqual(3);
  });

  it('have 4.5:1 on the main button', () => {
    expect(contrast(colour('on-accent', scheme), colour('accent', scheme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(SEEN))('keep the states apart with %s', (_kind, rows) => {
    const seen = (name: string): Rgb => through(rows, colour(name, scheme));
    expect(apart(seen('ok'), seen('fail'))).toBeGreaterThan(PLAINLY_APART);
    expect(apart(seen('ok'), seen('warn'))).toBeGreaterThan(PLAINLY_APART);
  });
});
