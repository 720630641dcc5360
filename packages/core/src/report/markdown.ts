import { MODE_NAMES } from '../ports.ts';
import { printable } from './printable.ts';
import type { Report } from './types.ts';

/** The report as Markdown, ready to be pasted into a ticket. Words from the server stand in code spans, escaped. */
export function reportToMarkdown(report: Report): string {
  const { target, verdict, headline, findings, routes, next, vantage } = report;
  return [
    `# ${escaped(target.host)}: ${verdict}`,
    '',
    escaped(headline),
    '',
    ...findings.flatMap(({ title, cause, fix, evidence, confidence, blame, code, severity }) => [
      `## ${escaped(title)}`,
      '',
      `\`${code}\` · ${severity} · ${confidence} · ${blame}`,
      '',
      escaped(cause),
      '',
      ...fix.map((line, index) => `${index + 1}. ${escaped(line)}`),
      ...evidence.flatMap(({ quote, route }) =>
        quote === undefined ? [] : ['', `Evidence on ${span(route)}: ${span(quote)}`],
      ),
      '',
    ]),
    '| port | mode | address | outcome | reached | failed at | ms |',
    '| ---: | --- | --- | --- | --- | --- | ---: |',
    ...routes.map(
      ({ port, mode, address, outcome, reached, failedAt, timings }) =>
        `| ${port} | ${MODE_NAMES[mode]} | ${escaped(address)} | ${outcome} | ${reached ?? ''} | ${failedAt ?? ''} | ${timings.total} |`,
    ),
    '',
    ...(next.length === 0 ? [] : ['## Next', '']),
    ...next.map(({ action, command }) => `- ${escaped(action)}${command === undefined ? '' : ` ${span(command)}`}`),
    ...(next.length === 0 ? [] : ['']),
    `Made by ${report.tool.name} ${report.tool.version} on ${vantage.startedAt} in ${Math.round(vantage.durationMs)} ms.`,
    '',
  ].join('\n');
}

const escaped = (text: string): string => printable(text).replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`);

/** A code span that no backtick inside can end. */
function span(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}
