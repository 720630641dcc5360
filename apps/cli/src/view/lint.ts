import { MODE_NAMES } from '@smtp-triage/core';
import type { LintFinding, LintReport } from '@smtp-triage/core/settings';
import {
  BLANK,
  indent,
  type Line,
  line,
  lineWidth,
  padLine,
  type Style,
  span,
  spread,
  textWidth,
  wrap,
} from './text.ts';
import type { Look } from './theme.ts';

const STYLE: Readonly<Record<LintFinding['severity'], Style>> = { error: 'bad', warning: 'warn', info: 'dim' };
const LABEL_WIDTH = 12;

/** What is wrong in settings, finding by finding, with the line as it stands and as it should be. */
export function lintLines(report: LintReport, look: Look): readonly Line[] {
  const { findings } = report;
  const full = findings.filter(({ severity }) => severity !== 'info');
  const notes = findings.filter(({ severity }) => severity === 'info');
  return [
    ...headline(report, look),
    BLANK,
    ...full.flatMap((one) => inFull(one, look)),
    ...(notes.length === 0
      ? []
      : [line(span('Also seen', 'strong')), ...notes.flatMap((one) => inBrief(one, look)), BLANK]),
    line(span(full.length === 0 ? 'These settings' : 'The settings as they stand', 'strong')),
    ...fields(report),
    BLANK,
    line(span('Nothing was tested: this is read from the text alone.', 'dim')),
    ...toTest(report),
  ];
}

function headline(report: LintReport, look: Look): readonly Line[] {
  const { client, findings } = report;
  const errors = count(findings, 'error');
  const warnings = count(findings, 'warning');
  const whose = client === null ? 'these settings' : `these settings (${client})`;
  const [word, style, text]: readonly [string, Style, string] =
    errors > 0
      ? [
          'WRONG',
          'bad',
          `${counted(errors, 'error')}${warnings > 0 ? ` and ${counted(warnings, 'warning')}` : ''} in ${whose}.`,
        ]
      : warnings > 0
        ? ['WARNING', 'warn', `No error and ${counted(warnings, 'warning')} in ${whose}.`]
        : ['OK', 'good', `Nothing wrong was found in ${whose}.`];
  const [first = [], ...rest] = wrap(text, look.width - word.length - 2, 0, 'strong');
  return [line(span(word, style), '  ', ...first), ...indent(rest, word.length + 2)];
}

const count = (findings: readonly LintFinding[], wanted: LintFinding['severity']): number =>
  findings.filter(({ severity }) => severity === wanted).length;

const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

function inFull(one: LintFinding, look: Look): readonly Line[] {
  const { signs } = look;
  const width = look.width - 2;
  const [title = [], ...more] = wrap(one.title, width, 0, 'strong');
  const head = line(span(`${one.severity === 'error' ? signs.failed : signs.warning} `, STYLE[one.severity]), ...title);
  const where = span(one.line === null ? one.code : `${one.code} ${signs.dot} line ${one.line}`, 'dim');
  const fits = more.length === 0 && lineWidth(head) + 2 + lineWidth([where]) <= look.width;
  return [
    ...(fits ? spread(head, [where], look.width) : [head, ...indent([...more, [where]], 2)]),
    ...indent(wrap(one.what, width), 2),
    ...change(one, look),
    ...indent(wrap(one.cause, width), 2),
    BLANK,
    line('  ', span('Fix', 'strong')),
    ...indent(steps(one.fix, width - 2), 4),
    ...references(one, look),
    BLANK,
  ];
}

/** The line as it stands, and below it as it should be; neither is ever broken, so that it can be copied. */
function change({ line: number, quote, corrected }: LintFinding, { signs }: Look): readonly Line[] {
  if (number === null || quote === null) return [];
  const width = Math.max(`${number}`.length, textWidth(signs.arrow));
  const row = (left: string, text: string, style: Style): Line =>
    line(
      '    ',
      ...padLine(line(span(left, style === 'bad' ? 'dim' : style)), width),
      span(` ${signs.quote} `, 'dim'),
      span(text, style),
    );
  const instead =
    corrected === null ? [] : [row(signs.arrow, corrected.trim() === '' ? '(leave this line out)' : corrected, 'good')];
  return [BLANK, row(`${number}`, quote, 'bad'), ...instead, BLANK];
}

const inBrief = (one: LintFinding, look: Look): readonly Line[] => {
  const where = one.line === null ? '' : ` (line ${one.line})`;
  const [first = [], ...rest] = wrap(`${one.what.replace(/\.$/, '')}${where}`, look.width - 2);
  return [line(span(`${look.signs.note} `, 'dim'), ...first), ...indent(rest, 2)];
};

const steps = (fixes: readonly string[], width: number): readonly Line[] =>
  fixes.flatMap((fix, index) =>
    wrap(fixes.length === 1 ? fix : `${index + 1}. ${fix}`, width, fixes.length === 1 ? 0 : 3),
  );

const references = ({ references: all }: LintFinding, { signs, width }: Look): readonly Line[] =>
  indent(wrap(all.map(({ title }) => title).join(` ${signs.dot} `), width - 2, 2, 'dim'), 2);

function fields({ settings: { host, port, mode, user }, provider }: LintReport): readonly Line[] {
  const rows: readonly (readonly [label: string, text: string | null])[] = [
    ['host', host === null ? null : provider === null ? host : `${host} (${provider})`],
    ['port', port === null ? null : `${port}`],
    ['encryption', mode === null ? null : MODE_NAMES[mode]],
    ['login', user ? 'yes' : null],
  ];
  return rows.map(([label, text]) =>
    line(...padLine(line('  ', span(label, 'dim')), LABEL_WIDTH + 2), text ?? span('not said', 'dim')),
  );
}

/** The command that tries these settings, where there is something to try and nothing in the way. */
function toTest({ findings, settings: { host, port, mode } }: LintReport): readonly Line[] {
  if (host === null || port === null || mode === null || count(findings, 'error') > 0) return [];
  return [line(span('To test them: ', 'dim'), span(`smtp-triage ${host} -p ${port} --mode ${mode}`, 'accent'))];
}
