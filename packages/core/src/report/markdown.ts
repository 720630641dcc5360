import { MODE_NAMES } from '../ports.ts';
import { standsInTheWay } from '../unblock/kit.ts';
import { unblockMarkdown } from '../unblock/markdown.ts';
import { escaped, codeSpan as span } from './escape.ts';
import type { Report } from './types.ts';

/** The report as Markdown, ready to be pasted into a ticket. Words from the server stand in code spans, escaped. */
export function reportToMarkdown(report: Report): string {
  const { target, verdict, headline, findings, routes, next, vantage } = report;
  return [
    `# ${escaped(target.host)}: ${verdict}`,
    '',
    escaped(headline),
    '',
    ...(target.foundBy === undefined ? [] : [`How the server was found: ${escaped(target.foundBy)}`, '']),
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
    ...(report.unblock === undefined
      ? []
      : [unblockMarkdown(report.unblock, !standsInTheWay(report.unblock, report)), '']),
    `Made by ${report.tool.name} ${report.tool.version} on ${vantage.startedAt} in ${Math.round(vantage.durationMs)} ms.`,
    '',
  ].join('\n');
}
