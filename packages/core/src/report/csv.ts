import { MODE_NAMES } from '../ports.ts';
import { printable } from './printable.ts';
import type { Report } from './types.ts';

/** One cell: numbers are written as they are, text is guarded, null is empty. */
export type Cell = string | number | null;

const HEADER = [
  'host',
  'startedAt',
  'verdict',
  'port',
  'mode',
  'family',
  'address',
  'outcome',
  'reached',
  'failedAt',
  'totalMs',
  'tlsProtocol',
  'findings',
  'title',
  'quote',
] as const;

/** The report as CSV: a row for each route, with the first finding on it and the server's own words to that. */
export function reportToCsv(report: Report): string {
  const { target, vantage, verdict, routes, findings } = report;
  const rows = routes.map((route): readonly Cell[] => {
    const first = findings.find(({ code }) => route.findings.includes(code));
    const quote = first?.evidence.find((each) => each.route === route.id && each.quote !== undefined)?.quote;
    return [
      target.host,
      vantage.startedAt,
      verdict,
      route.port,
      MODE_NAMES[route.mode],
      route.family,
      route.address,
      route.outcome,
      route.reached,
      route.failedAt,
      route.timings.total,
      route.tls?.protocol ?? null,
      route.findings.join(' '),
      first?.title ?? null,
      quote ?? null,
    ];
  });
  return csv([HEADER, ...rows]);
}

/** Rows as CSV (RFC 4180): CRLF after each, quotes where a cell needs them. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/**
 * What a spreadsheet takes for a formula, in half-width and full-width signs, gets an apostrophe in front (CWE-1236, security
 * row SEC-31). Numbers never do: a negative one would turn into text.
 */
const guarded = (text: string): string => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = guarded(printable(value));
  return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
