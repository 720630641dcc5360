import { COMMANDS, type CommandSpec, GROUPS, type OptionSpec } from '../spec.ts';
import { BLANK, indent, type Line, line, span, textWidth, wrap } from './text.ts';
import type { Look } from './theme.ts';

const TAGLINE = 'Why does this program fail to send mail? Finds the cause and the settings that work.';
const LONGEST_FLAG = 26;

/** What a bare `smtp-triage` says: what it is, two examples, where to read on. */
export const shortHelp = (look: Look): readonly Line[] => [
  ...wrap(TAGLINE, look.width),
  BLANK,
  ...examples([
    ['smtp-triage smtp.example.com', 'try every submission port'],
    ['smtp-triage smtp.example.com -p 465 --mode starttls', 'test what your client is set to'],
  ]),
  BLANK,
  ...wrap('"smtp-triage demo" shows it at work, "smtp-triage --help" lists everything.', look.width),
];

/** Help for the program as a whole. */
export const programHelp = (look: Look): readonly Line[] => [
  ...wrap(TAGLINE, look.width),
  BLANK,
  ...examples(COMMANDS[0]?.examples ?? []),
  BLANK,
  line(span('Commands', 'strong')),
  ...table(
    COMMANDS.map((command) => [commandUse(command), command.summary]),
    look,
  ),
  BLANK,
  line(span('Common options', 'strong')),
  ...table((COMMANDS[0]?.options ?? []).filter((option) => option.group === 'Common').map(row), look),
  BLANK,
  ...wrap('All options: smtp-triage help check', look.width),
  BLANK,
  ...exitStatus(look),
];

/** Help for one command: examples, then the options, common ones first. */
export const commandHelp = (command: CommandSpec, look: Look): readonly Line[] => [
  ...wrap(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, look.width),
  BLANK,
  ...examples(command.examples),
  BLANK,
  line(
    span('Usage', 'strong'),
    `  smtp-triage ${command.name === 'check' ? '[check]' : command.name}${command.argument === null ? '' : ` ${command.argument}`} [options]`,
  ),
  ...(command.name === 'check' ? targets(look) : []),
  ...GROUPS.flatMap((group) => {
    const options = command.options.filter((option) => option.group === group);
    return options.length === 0
      ? []
      : [BLANK, line(span(group === 'Common' ? 'Common options' : group, 'strong')), ...table(options.map(row), look)];
  }),
  ...(command.name === 'check' || command.name === 'explain' ? [BLANK, ...exitStatus(look)] : []),
];

/** The flags of an option as people type them. */
export const flagsOf = (option: OptionSpec): string =>
  `${option.short === undefined ? '' : `-${option.short}, `}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}`;

const commandUse = (command: CommandSpec): string =>
  command.argument === null ? command.name : `${command.name} ${command.argument}`;

const row = (option: OptionSpec): readonly [string, string] => [
  option.short === undefined ? `    ${flagsOf(option)}` : flagsOf(option),
  option.many === undefined ? option.help : `${option.help} (repeatable)`,
];

const targets = (look: Look): readonly Line[] => [
  BLANK,
  ...wrap(
    'The target is a host, host:port, an e-mail address, or a URL: smtp://, smtps:// or smtp+starttls://.',
    look.width,
  ),
  ...wrap(
    'A password is never a flag: it is asked for, or comes from --password-file, --password-stdin or SMTP_TRIAGE_PASSWORD.',
    look.width,
  ),
];

const examples = (list: CommandSpec['examples']): readonly Line[] => [
  line(span(list.length === 1 ? 'Example' : 'Examples', 'strong')),
  ...list.flatMap(([command, what]) => [
    ...(what === '' ? [] : [line('  ', span(`# ${what}`, 'dim'))]),
    line('  ', span(command, 'accent')),
  ]),
];

const exitStatus = (look: Look): readonly Line[] => [
  line(span('Exit status', 'strong')),
  ...table(
    [
      ['0', 'ready or degraded'],
      ['1', 'fixable or unusable; with --strict also degraded'],
      ['2', 'the command line is wrong'],
      ['3', 'inconclusive'],
      ['70', 'a fault of this program'],
      ['130', 'interrupted'],
    ],
    look,
  ),
];

function table(rows: readonly (readonly [string, string])[], look: Look): readonly Line[] {
  const widest = Math.max(...rows.map(([left]) => textWidth(left)).filter((width) => width <= LONGEST_FLAG));
  const at = 2 + widest + 2;
  return rows.flatMap(([left, right]) => {
    const [first = [], ...rest] = wrap(right, look.width - at);
    const tooLong = textWidth(left) > widest;
    return [
      ...(tooLong
        ? [line('  ', left), [span(' '.repeat(at)), ...first]]
        : [line('  ', left.padEnd(widest), '  ', ...first)]),
      ...indent(rest, at),
    ];
  });
}
