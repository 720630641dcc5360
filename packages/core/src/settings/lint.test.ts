import { describe, expect, it } from 'vitest';
import { CODES } from '../catalogue/causes.ts';
import { findClient } from './clients/find.ts';
import { CLIENTS } from './clients/index.ts';
import { TABLE } from './lint/table/index.ts';
import type { LintRow } from './lint/table/row.ts';
import { type LintReport, lint } from './lint.ts';

const reported = (row: Pick<LintRow, 'client' | 'text'>): LintReport => {
  const client = row.client === null ? null : findClient(row.client);
  if (client === null && row.client !== null) throw new Error(`no client ${row.client}`);
  const read = lint(row.text, client);
  if (!read.ok) throw new Error(`${row.client} ${row.text}: ${read.problem}`);
  return read.value;
};

/** Errors and warnings as `code@line`. */
const faults = ({ findings }: LintReport): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, line }) => (line === null ? code : `${code}@${line}`))
    .sort();

describe('settings as people have them', () => {
  it.each(TABLE.map((row) => [`${row.client ?? 'nobody'}: ${row.name}`, row] as const))('%s', (_, row) => {
    const report = reported(row);
    expect(faults(report)).toEqual([...row.want].sort());
    if (row.client !== null) expect(report.client).toBe(row.client);
  });

  it('are at least 150, of every client at least one good and one bad', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(150);
    const named = (rows: readonly LintRow[]): ReadonlySet<string | null> => new Set(rows.map(({ client }) => client));
    const missing = CLIENTS.map(({ id }) => id).filter(
      (id) =>
        !named(TABLE.filter(({ want }) => want.length === 0)).has(id) ||
        !named(TABLE.filter(({ want }) => want.length > 0)).has(id),
    );
    expect(missing).toEqual([]);
  });

  it('show every code of settings at least once', () => {
    const seen = new Set(TABLE.flatMap((row) => reported(row).findings.map(({ code }) => code)));
    expect(CODES.filter((code) => code.startsWith('settings-') && !seen.has(code))).toEqual([]);
  });

  it('are mended by the line that is offered: read again, it is not wrong any more', () => {
    for (const row of TABLE) {
      for (const finding of reported(row).findings) {
        const { line, corrected } = finding;
        if (line === null || corrected === null) continue;
        // A person puts the password where the placeholder stands
        const filled = corrected.replace(/‹[^›]*›/g, 'placeholder');
        const text = row.text
          .split('\n')
          .with(line - 1, filled)
          .join('\n');
        const left = reported({ ...row, text }).findings;
        const same = left.filter(
          (each) => each.code === finding.code && each.line === line && each.severity === finding.severity,
        );
        expect(same, `${row.client}: ${row.name}\n${corrected}`).toEqual([]);
      }
    }
  });

  it('never show a password', () => {
    for (const row of TABLE) {
      const shown = JSON.stringify(reported(row));
      for (const secret of [
        's3cret',
        'abcd efgh',
        'abcdefghijklmnop',
        'secret-word',
        'x-secret',
        'z-secret',
        'q-secret',
        'k-secret',
        'b1-xyzzy',
        'EXAMPLE"',
      ])
        expect(shown.includes(secret), `${row.client}: ${row.name} shows ${secret}`).toBe(false);
    }
  });
});

describe('a finding', () => {
  it('names the line, what is wrong with it and the line as it should be', () => {
    const text =
      "createTransport({\n  host: 'smtp.gmail.com',\n  port: 587,\n  secure: true, // as the guide says\n});";
    expect(reported({ client: 'nodemailer', text }).findings).toEqual([
      {
        code: 'settings-mode-mismatch',
        layer: 'encryption',
        severity: 'error',
        title: 'Port 587 does not go with implicit TLS',
        cause:
          'Port 465 expects TLS from the first byte; 587, 2525 and 25 begin in the clear and upgrade with STARTTLS.',
        fix: ['Use port 465 with implicit TLS, or STARTTLS on port 587.'],
        references: expect.any(Array),
        line: 4,
        key: 'createTransport().secure',
        what: 'Port 587 begins in the clear, but TLS is started at once: nodemailer fails, often with "wrong version number".',
        quote: '  secure: true, // as the guide says',
        corrected: '  secure: false, // as the guide says',
      },
    ]);
  });

  it('leaves no blank of its wording unfilled', () => {
    for (const row of TABLE)
      for (const { title, cause, fix } of reported(row).findings)
        expect([title, cause, ...fix].join(' ')).not.toMatch(/[{}]/);
  });

  it('comes once, the worst first, then from top to bottom', () => {
    const rank = { error: 0, warning: 1, info: 2 } as const;
    for (const row of TABLE) {
      const { findings } = reported(row);
      const places = findings.map(({ severity, line }) => [rank[severity], line ?? Number.POSITIVE_INFINITY] as const);
      expect(places).toEqual(places.toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)));
      expect(new Set(findings.map(({ code, line, key }) => `${code} ${line} ${key}`)).size).toBe(findings.length);
    }
  });
});

describe('lint', () => {
  it('says what holds no settings', () => {
    expect(lint('a letter to a friend').ok).toBe(false);
    expect(lint('').ok).toBe(false);
  });

  it('does not call faultless what it cannot read', () => {
    const text = '<network host="smtp.example.com" port="587" password="s3cret-one" />';
    expect(lint(text)).toEqual({ ok: false, problem: expect.stringContaining('could be read') });
  });
});
