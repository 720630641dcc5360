import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, STARTTLS } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import { type Cell, csv, reportToCsv } from './csv.ts';
import { printable } from './printable.ts';
import { reportOf } from './report.ts';

/** An independent reader of RFC 4180. */
function read(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(index + 1) === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\r' && text.charAt(index + 1) === '\n') {
      rows.push([...row, field]);
      row = [];
      field = '';
      index += 1;
    } else field += character;
  }
  return rows;
}

const FORMULAS: readonly string[] = [
  '=1+1',
  "=cmd|'/C calc'!A0",
  '+1-1',
  '-2+3',
  '@SUM(A1)',
  '=HYPERLINK("http://x.test","y")',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
];

describe('CSV', () => {
  it.each(FORMULAS)('takes the force out of %s', (formula) => {
    expect(read(csv([[formula]]))).toEqual([[`'${formula}`]]);
  });

  it.each(['\t=1', '\r=1'])('shows the control in front of a formula and guards it (%j)', (formula) => {
    expect(read(csv([[formula]]))[0]?.[0]).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('leaves numbers alone, negative ones too', () => {
    expect(csv([[-1.5, 0, 587, 1e21]])).toBe('-1.5,0,587,1e+21\r\n');
  });

  it('leaves words alone that only hold such a sign', () => {
    expect(csv([['a=b', '250-ok', 'user@example.com']])).toBe('a=b,250-ok,user@example.com\r\n');
  });

  it('puts quotes where they are needed, and nothing for what is not there', () => {
    expect(csv([['a,b', 'say "hi"', null, '']])).toBe('"a,b","say ""hi""",,\r\n');
  });

  it('can be read back: every cell as it was, made printable, with at most the apostrophe in front', () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', '＝', ' ', 'a', ';'), maxLength: 8 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (rows) => {
        const back = read(csv(rows));
        expect(back.length).toBe(rows.length);
        rows.forEach((row, y) => {
          row.forEach((value, x) => {
            const got = back[y]?.[x] ?? '';
            if (typeof value === 'string') {
              expect(got.replace(/^'(?=[=+\-@＝＋－＠])/u, '')).toBe(
                printable(value).replace(/^'(?=[=+\-@＝＋－＠])/u, ''),
              );
              expect(got).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
            } else expect(got).toBe(value === null ? '' : String(value));
          });
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a report as CSV', () => {
  it('has a row for each route, as wide as its header', () => {
    const report = reportOf(run(at({ 587: STARTTLS }), request()).triaged);
    const [header = [], ...rows] = read(reportToCsv(report));
    expect(header.slice(0, 5)).toEqual(['host', 'startedAt', 'verdict', 'port', 'mode']);
    expect(rows.map((row) => row[header.indexOf('port')])).toEqual(report.routes.map(({ port }) => `${port}`));
    for (const row of rows) expect(row.length).toBe(header.length);
  });
});
