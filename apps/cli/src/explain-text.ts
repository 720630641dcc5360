import type { Explanation } from '@smtp-triage/core';
import { BLAME } from '@smtp-triage/core/live';
import { type ExitStatus, USAGE } from './exit.ts';
import type { OutputOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { BLANK, indent, type Line, line, type Style, span, type Text, wrap } from './view/text.ts';
import { type Look, lookFor, print, printJson } from './view/theme.ts';

/** Nothing was recognised: as open as a diagnosis that settles nothing. */
const UNKNOWN: ExitStatus = 3;
const STYLE: Readonly<Record<Explanation['confidence'], Style>> = { certain: 'bad', likely: 'bad', possible: 'warn' };

/** Prints what an error text may mean, or writes it to the file asked for, and gives the exit status. */
export async function deliverExplanations(
  explanations: readonly Explanation[],
  options: OutputOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const text = render(explanations, options, terminal);
  if (text === null) {
    terminal.problem(
      `--format ${options.format} is for a saved case; what an error text means comes as text, json or ndjson`,
    );
    return USAGE;
  }
  if (options.output === null) terminal.out(text);
  else {
    const written = await terminal.world.writeFile(options.output, text, 0o644);
    if (!written.ok) {
      terminal.problem(`--output: ${written.problem}`);
      return USAGE;
    }
  }
  return explanations.length === 0 ? UNKNOWN : 0;
}

function render(explanations: readonly Explanation[], options: OutputOptions, terminal: Terminal): Text | null {
  const look =
    options.output === null ? terminal.outLook : lookFor({ ...terminal.outLook, colour: false, columns: 80 });
  switch (options.format) {
    case 'json':
      return printJson({ schema: 'smtp-triage/explanation@1', explanations }, 2);
    case 'ndjson':
      return explanations.map((one) => printJson({ type: 'explanation', explanation: one })).join('') as Text;
    case 'text':
      return print(explanations.length === 0 ? unknown(look) : lines(explanations, options.verbosity > 0, look), look);
    case 'markdown':
    case 'junit':
      return null;
  }
}

/** The first in full, the others in as few lines as they need; all of them in full where detail is asked for. */
function lines(explanations: readonly Explanation[], detail: boolean, look: Look): readonly Line[] {
  const full = detail ? explanations : explanations.slice(0, 1);
  const rest = explanations.slice(full.length);
  return [
    ...full.flatMap((one) => inFull(one, detail, look)),
    ...(rest.length === 0
      ? []
      : [line(span('It may also be', 'strong')), ...rest.flatMap((one) => inBrief(one, look)), BLANK]),
    line(span('Nothing was tested: this is read from the text alone.', 'dim')),
  ];
}

function inFull(one: Explanation, detail: boolean, look: Look): readonly Line[] {
  const { signs } = look;
  const width = look.width - 2;
  const [title = [], ...more] = wrap(one.title, width, 0, 'strong');
  const sign = one.confidence === 'possible' ? signs.warning : signs.failed;
  const numbered = one.fix.length > 1;
  return [
    line(span(`${sign} `, STYLE[one.confidence]), ...title),
    ...indent([...more, line(span(`${one.confidence} ${signs.dot} ${BLAME[one.blame]}`, 'dim'))], 2),
    ...indent(wrap(one.cause, width), 2),
    ...section(
      'Fix',
      one.fix.flatMap((fix, index) => wrap(numbered ? `${index + 1}. ${fix}` : fix, width - 2, numbered ? 3 : 0)),
    ),
    ...section('Because of', [line(span(`${signs.quote} `, 'accent'), span(one.because))]),
    ...section('To make sure', confirm(one, look.width - 4)),
    ...references(one, detail, look),
    BLANK,
  ];
}

const inBrief = (one: Explanation, look: Look): readonly Line[] => {
  const [first = [], ...more] = wrap(`${one.title} (${one.confidence})`, look.width - 2);
  return [line(span(`${look.signs.note} `, 'dim'), ...first), ...indent(more, 2)];
};

const confirm = ({ confirm: { action, command } }: Explanation, width: number): readonly Line[] => [
  ...wrap(action, width),
  ...(command === undefined ? [] : [line('  ', span(command, 'accent'))]),
];

const section = (title: string, body: readonly Line[]): readonly Line[] =>
  body.length === 0 ? [] : [BLANK, line('  ', span(title, 'strong')), ...indent(body, 4)];

const references = ({ references: all }: Explanation, detail: boolean, { signs, width }: Look): readonly Line[] =>
  all.length === 0
    ? []
    : detail
      ? all.flatMap(({ title, url }) => [line('  ', span(title, 'dim')), line('    ', span(url, 'dim'))])
      : indent(wrap(all.map(({ title }) => title).join(` ${signs.dot} `), width - 2, 2, 'dim'), 2);

const unknown = (look: Look): readonly Line[] => [
  line(span('UNKNOWN', 'accent'), '  ', span('Nothing in this text is known to this program.', 'strong')),
  BLANK,
  line(span('What to try', 'strong')),
  ...[
    "Paste more of it: the lines before and after, the server's reply with its number, or the whole stack.",
    'Switch the debug output of your program on; the last line from the server is the one that counts.',
    'Ask the server itself, from the same machine:',
  ].flatMap((text) => wrap(`${look.signs.arrow} ${text}`, look.width, 2)),
  line('    ', span('smtp-triage HOST -p PORT --mode MODE', 'accent')),
];
