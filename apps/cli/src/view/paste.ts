import { type Parsed, type Report, usualMode } from '@smtp-triage/core';
import { BLANK, indent, type Line, line, padLine, span, wrap } from './text.ts';
import type { Look } from './theme.ts';

/** Where the values of the settings begin. */
const AT = 14;

/** Settings of one client to paste, or why there are none. */
export type Paste = Parsed<{ readonly client: string; readonly place: string; readonly text: string }>;

/** The settings as they are, at the left edge so that they can be copied, below where they go. */
export function pasteLines(paste: Paste, look: Look): readonly Line[] {
  if (!paste.ok) return [...wrap(`No settings to paste: ${paste.problem}.`, look.width, 0, 'warn'), BLANK];
  const { client, place, text } = paste.value;
  return [
    line(span(`Settings of ${client}`, 'strong')),
    ...wrap(sentence(place), look.width, 0, 'dim'),
    BLANK,
    ...text
      .trimEnd()
      .split('\n')
      .map((each) => line(each.replaceAll('\t', '    '))),
    BLANK,
  ];
}

/** The same below a Markdown report. */
export const pasteMarkdown = (paste: Paste): string =>
  paste.ok
    ? `\n## Settings of ${paste.value.client}\n\n${sentence(paste.value.place)}.\n\n~~~\n${paste.value.text}~~~\n`
    : `\nNo settings to paste: ${paste.problem}.\n`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The command that prints settings for what is recommended. */
export function howToPaste({ recommendation }: Report, look: Look): readonly Line[] {
  if (recommendation === null) return [];
  const { host, port, mode } = recommendation;
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const command = `smtp-triage config ${place}${usualMode(port) === mode ? '' : ` --mode ${mode}`} --for <client>`;
  const [first = [], ...rest] = wrap(command, look.width - AT, 0, 'accent');
  return [[...padLine(line('  ', span('to paste', 'dim')), AT), ...first], ...indent(rest, AT)];
}
