import { MODE_NAMES, type Report, type Trace, type Verdict } from '@smtp-triage/core';
import { blamesNetwork, standsInTheWay } from '@smtp-triage/core/unblock';
import { finding, note } from './findings.ts';
import { ladder } from './ladder.ts';
import { howToPaste, type Paste, pasteLines } from './paste.ts';
import type { Column } from './rail.ts';
import { BLANK, indent, type Line, line, type Style, span, wrap } from './text.ts';
import type { Look } from './theme.ts';
import { unblockBrief, unblockLines } from './unblock.ts';
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
  /** Settings of one client, where the user named it. */
  readonly paste: Paste | null;
};

/** The whole result: verdict, fix, evidence, then the ladder as the record, and the verdict again. */
export function reportText(one: ReportText, look: Look): readonly Line[] {
  const { report, traces, verbosity } = one;
  const full = report.findings.filter((each) => each.severity !== 'info');
  const notes = report.findings.filter((each) => each.severity === 'info');
  const body = [
    ...full.flatMap((each) => finding(each, traces, look, verbosity > 0)),
    ...settingsBlock(report, one.paste === null ? howToPaste(report, look) : []),
    ...(one.paste === null ? [] : pasteLines(one.paste, look)),
    ...titled(
      'Also seen',
      notes.flatMap((each) => note(each, look)),
    ),
    ...steps(report, look),
    ...unblock(report, look),
    ...(one.ladderShown ? [] : [...record(one, look), BLANK]),
    ...(verbosity === 0 ? [] : wire(traces, verbosity === 2, look)),
  ];
  const verdict = verdictLines(report, look);
  const again = body.length > SAID_ONCE ? verdict : [];
  // Below a ladder that stands on the screen already
  const apart = one.ladderShown ? [BLANK] : [];
  return trimBlanks([...apart, ...verdict, ...foundBy(report, look), BLANK, ...body, ...again]);
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

/** For an e-mail address: where the name of the server comes from. */
const foundBy = ({ target }: Report, look: Look): readonly Line[] =>
  target.foundBy === undefined ? [] : wrap(`How the server was found: ${target.foundBy}`, look.width, 0, 'dim');

/** Settings that can be copied into a program, and what may stand below them. */
export function settingsBlock(report: Report, below: readonly Line[] = []): readonly Line[] {
  const use = report.recommendation;
  if (use === null) return [];
  const row = (name: string, value: string): Line => line('  ', span(name.padEnd(12), 'dim'), span(value, 'strong'));
  return [
    line(span('Settings that work here', 'strong')),
    row('host', use.host),
    row('port', String(use.port)),
    row('encryption', MODE_NAMES[use.mode]),
    ...(use.authMechanisms.length === 0 ? [] : [row('login', use.authMechanisms.join(', '))]),
    ...below,
    BLANK,
  ];
}

const next = (report: Report, look: Look): readonly Line[] =>
  report.next.flatMap((step) => [
    ...wrap(`${look.signs.arrow} ${step.action}`, look.width, 2),
    ...(step.command === undefined ? [] : [line('    ', span(step.command, 'accent'))]),
  ]);

/** What would settle an open question; and where the network is to blame and nobody said which one it is, what to ask. */
function steps(report: Report, look: Look): readonly Line[] {
  const open = titled('What would settle it', next(report, look));
  if (report.unblock !== undefined || !blamesNetwork(report)) return open;
  const hint = [
    ...wrap(
      `${look.signs.arrow} Name the hoster, cloud or ISP you are at: it may close this by policy.`,
      look.width,
      2,
    ),
    line('    ', span('smtp-triage blocks NAME', 'accent')),
    BLANK,
  ];
  return [...open.slice(0, -1), ...hint];
}

/** What to do about the network that was named: in full only where it is to blame. */
function unblock(report: Report, look: Look): readonly Line[] {
  const kit = report.unblock;
  if (kit === undefined) return [];
  return [...(standsInTheWay(kit, report) ? unblockLines(kit, look) : unblockBrief(kit, look)), BLANK];
}

const record = ({ report, traces, asked }: ReportText, look: Look): readonly Line[] =>
  ladder({ host: report.target.host, settings: report.settings, traces, asked, now: null }, look);

const titled = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [line(span(title, 'strong')), ...lines, BLANK];

function trimBlanks(lines: readonly Line[]): readonly Line[] {
  const end = lines.findLastIndex((parts) => parts.length > 0);
  return lines.slice(0, end + 1);
}
