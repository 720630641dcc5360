import type { Evidence, Finding, Trace } from '@smtp-triage/core';
import { BLAME, duration, modeName } from '@smtp-triage/core/live';
import { describeEvent } from './events.ts';
import { BLANK, indent, type Line, line, lineWidth, type Style, span, spread, wrap } from './text.ts';
import type { Look } from './theme.ts';

const STYLE: Readonly<Record<Finding['severity'], Style>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** A finding in full: what it is, how sure, whose move, the fix, and the evidence with the server's own words. */
export function finding(one: Finding, traces: readonly Trace[], look: Look, urls = false): readonly Line[] {
  const sign =
    one.severity === 'error' ? look.signs.failed : one.severity === 'warning' ? look.signs.warning : look.signs.note;
  const width = look.width - 2;
  const sure = span(`${one.confidence} ${look.signs.dot} ${BLAME[one.blame]}`, 'dim');
  const [title, ...rest] = wrap(one.title, width, 0, 'strong');
  const head = line(span(`${sign} `, STYLE[one.severity]), ...(title ?? []));
  const fits = rest.length === 0 && lineWidth(head) + 2 + lineWidth([sure]) <= look.width;
  const heading = fits ? spread(head, [sure], look.width) : [head, ...indent([...rest, [sure]], 2)];
  return [
    ...heading,
    ...indent(wrap(one.cause, width), 2),
    ...section('Fix', steps(one.fix, width - 2)),
    ...section(
      'Evidence',
      one.evidence.flatMap((each) => evidence(each, traces, look)),
    ),
    ...indent(references(one, look, urls), 2),
    BLANK,
  ];
}

/** A finding in one line (or as few as its words need), for those that stand in nobody's way. */
export const note = (one: Finding, look: Look): readonly Line[] => {
  const [first = [], ...rest] = wrap(one.title, look.width - 2);
  return [line(span(`${look.signs.note} `, 'dim'), ...first), ...indent(rest, 2)];
};

/** What to do, numbered where there is more than one way. */
const steps = (fixes: readonly string[], width: number): readonly Line[] =>
  fixes.flatMap((fix, index) =>
    wrap(fixes.length === 1 ? fix : `${index + 1}. ${fix}`, width, fixes.length === 1 ? 0 : 3),
  );

const section = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [BLANK, line('  ', span(title, 'strong')), ...indent(lines, 4)];

/** Where it was seen and when, in our words; below it the server's words, on a line that is never broken. */
function evidence(one: Evidence, traces: readonly Trace[], look: Look): readonly Line[] {
  const trace = traces.find((each) => each.route.id === one.route);
  const event = trace?.events[one.event];
  const quote =
    one.quote === undefined
      ? []
      : one.quote.split(/\r?\n/).map((text) => line('  ', span(`${look.signs.quote} `, 'accent'), span(text)));
  if (trace === undefined || event === undefined) return [line(span(one.route, 'dim')), ...quote];
  const { port, mode, address, host } = trace.route;
  const where = port === null ? 'DNS' : `${port} ${modeName(mode)} ${address ?? host}`;
  const own =
    event.type === 'reply' && quote.length > 0
      ? event.to === null || event.to === 'CONNECT'
        ? 'greeting'
        : `answer to ${event.to}`
      : describeEvent(event, trace.startedAt);
  const words = `${where}, at ${duration(event.at)}: ${own}`;
  return [...wrap(words, look.width - 4, 2), ...quote];
}

/** Where it is written down; the addresses only where somebody asked for detail, since they are long. */
function references(one: Finding, look: Look, urls: boolean): readonly Line[] {
  if (one.references.length === 0) return [];
  if (urls) return one.references.flatMap(({ title, url }) => [line(span(title, 'dim')), line('  ', span(url, 'dim'))]);
  return wrap(one.references.map(({ title }) => title).join(` ${look.signs.dot} `), look.width - 2, 2, 'dim');
}
