import { MODE_NAMES, type Report, type Trace, type Verdict } from '@smtp-triage/core';
import { finding, note } from './findings.ts';
import { ladder } from './ladder.ts';
import type { Column } from './rail.ts';
import { BLANK, indent, type Line, line, type Style, span, wrap } from './text.ts';
import type { Look } from './theme.ts';
import { wire } from './wire.ts';

const VERDICT: Readonly<Record<Verdict, Style>> = {
  ready: 'good',
  degraded: 'warn',
  fixable: 'warn',
  unusable: 'bad',
  inconclusive: 'accent',
};

/** Longer than this, and the verdict is said again at the end, next to the prompt. */
const SAID_ONCE = 18;

/** What belongs into the text of a report besides the report. */
export type ReportText = {
  readonly report: Report;
  readonly traces: readonly Trace[];
  readonly verbosity: 0 | 1 | 2;
  /** The ladder stands on the same screen already. */
  readonly ladderShown: boolean;
  readonly asked: readonly Column[];
};

/** The whole result: verdict, fix, evidence, then the ladder as the record, and the verdict again. */
export function reportText(one: ReportText, look: Look): readonly Line[] {
  const { report, traces, verbosity } = one;
  const full = report.findings.filter((each) => each.severity !== 'info');
  const notes = report.findings.filter((each) => each.severity === 'info');
  const body = [
    ...full.flatMap((each) => finding(each, traces, look, verbosity > 0)),
    ...settingsBlock(report),
    ...titled(
      'Also seen',
      notes.flatMap((each) => note(each, look)),
    ),
    ...titled('What would settle it', next(report, look)),
    ...(one.ladderShown ? [] : [...record(one, look), BLANK]),
    ...(verbosity === 0 ? [] : wire(traces, verbosity === 2, look)),
  ];
  const verdict = verdictLines(report, look);
  const again = body.length > SAID_ONCE ? verdict : [];
  // Below a ladder that stands on the screen already
  const apart = one.ladderShown ? [BLANK] : [];
  return trimBlanks([...apart, ...verdict, BLANK, ...body, ...again]);
}

/** The one line to look for: the verdict's word, then what to do. */
export function verdictLines(report: Report, look: Look): readonly Line[] {
  const word = report.verdict.toUpperCase();
  const gap = word.length + 2;
  const [first = [], ...rest] = wrap(report.headline, look.width - gap, 0, 'strong');
  const interrupted =
    report.interrupted === true
      ? [line(' '.repeat(gap), span('Interrupted: what was not tried yet is missing here.', 'warn'))]
      : [];
  return [line(span(word, VERDICT[report.verdict]), '  ', ...first), ...indent(rest, gap), ...interrupted];
}

/** Settings that can be copied into a program. */
export function settingsBlock(report: Report): readonly Line[] {
  const use = report.recommendation;
  if (use === null) return [];
  const row = (name: string, value: string): Line => line('  ', span(name.padEnd(12), 'dim'), span(value, 'strong'));
  return [
    line(span('Settings that work here', 'strong')),
    row('host', use.host),
    row('port', String(use.port)),
    row('encryption', MODE_NAMES[use.mode]),
    ...(use.authMechanisms.length === 0 ? [] : [row('login', use.authMechanisms.join(', '))]),
    BLANK,
  ];
}

const next = (report: Report, look: Look): readonly Line[] =>
  report.next.flatMap((step) => [
    ...wrap(`${look.signs.arrow} ${step.action}`, look.width, 2),
    ...(step.command === undefined ? [] : [line('    ', span(step.command, 'accent'))]),
  ]);

const record = ({ report, traces, asked }: ReportText, look: Look): readonly Line[] =>
  ladder({ host: report.target.host, settings: report.settings, traces, asked, now: null }, look);

const titled = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [line(span(title, 'strong')), ...lines, BLANK];

function trimBlanks(lines: readonly Line[]): readonly Line[] {
  const end = lines.findLastIndex((parts) => parts.length > 0);
  return lines.slice(0, end + 1);
}
