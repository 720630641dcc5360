import { MODE_NAMES } from '../ports.ts';
import { printable } from './printable.ts';
import type { Report } from './types.ts';

const HEADINGS = ['port', 'mode', 'address', 'outcome', 'reached', 'failed at', 'ms'] as const;

/** The report as plain text for mail and tickets: no colours, no layout of a terminal, a line break from outside shown. */
export function reportToText(report: Report): string {
  const { target, verdict, headline, findings, routes, next, tool, vantage } = report;
  const rows = routes.map(({ port, mode, address, outcome, reached, failedAt, timings }) => [
    `${port}`,
    MODE_NAMES[mode],
    address,
    outcome,
    reached ?? '-',
    failedAt ?? '-',
    `${timings.total}`,
  ]);
  const lines = [
    `${target.host}: ${verdict.toUpperCase()}`,
    headline,
    ...(target.foundBy === undefined ? [] : [`How the server was found: ${target.foundBy}`]),
    '',
    ...table([HEADINGS, ...rows]),
    '',
    ...findings.flatMap(({ title, code, severity, confidence, blame, cause, fix, evidence }) => [
      title,
      `  ${code}, ${severity}, ${confidence}, ${blame}`,
      `  ${cause}`,
      ...fix.map((line, index) => `  ${index + 1}. ${line}`),
      ...evidence.flatMap(({ quote, route }) => (quote === undefined ? [] : [`  | ${route}: ${quote}`])),
      '',
    ]),
    ...(next.length === 0 ? [] : ['Next']),
    ...next.flatMap(({ action, command }) => [`  - ${action}`, ...(command === undefined ? [] : [`    ${command}`])]),
    ...(next.length === 0 ? [] : ['']),
    `Made by ${tool.name} ${tool.version} on ${vantage.startedAt} in ${Math.round(vantage.durationMs)} ms.`,
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.map((row) => row.map(printable));
  const widths = HEADINGS.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ');
  return shown.map((row) => line(row).trimEnd());
}
