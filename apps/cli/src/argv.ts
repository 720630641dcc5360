import { Command, CommanderError } from 'commander';
import { closest } from './closest.ts';
import type { Raw } from './raw.ts';
import { COMMAND_NAMES, COMMANDS, type CommandSpec, commandSpec, PASSWORD_VARIABLE } from './spec.ts';
import { flagsOf } from './view/help.ts';

/** What the command line asks for. */
export type Invocation = { readonly command: CommandSpec; readonly argument: string | undefined; readonly raw: Raw };

/** Why `--password` is refused, without repeating what followed it. */
const NO_PASSWORD_FLAG: string = `--password is not taken: every user of this machine can read a command line. Use --password-file FILE, --password-stdin or ${PASSWORD_VARIABLE}, or give --user alone and be asked`;

/** Parses the command line, or says what is wrong with it. */
export function readArgv(argv: readonly string[]): Invocation | string {
  // Before anything else, so that no message can repeat what follows it
  if (argv.some((arg) => /^--pass(word|wd)?(=|$)/.test(arg))) return NO_PASSWORD_FLAG;
  let invocation: Invocation | null = null;
  const program = quiet(new Command('smtp-triage'));
  // Only the command that is meant is made: the others would take longer to set up than most commands take to run
  const named = COMMANDS.find(({ name }) => name === argv[0]);
  for (const spec of [named ?? commandSpec('check')]) {
    const command = quiet(new Command(spec.name)).action((...given: unknown[]) => {
      const first = spec.argument === null ? undefined : given[0];
      const argument = Array.isArray(first) && first.length > 0 ? first.join(' ') : first;
      invocation = {
        command: spec,
        argument: typeof argument === 'string' ? argument : undefined,
        raw: rawOf(spec, command),
      };
    });
    if (spec.argument !== null) command.argument(spec.words === true ? '[argument...]' : '[argument]');
    for (const option of spec.options) {
      if (option.name === 'verbose') command.option(flagsOf(option), '', (_: unknown, times: number) => times + 1, 0);
      else if (option.many === true)
        command.option(flagsOf(option), '', (value: string, list: readonly string[]) => [...list, value], []);
      else command.option(flagsOf(option));
    }
    program.addCommand(command, { isDefault: spec.name === 'check' });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return mistake(error, argv);
    throw error;
  }
  return invocation ?? 'nothing to do; try smtp-triage --help';
}

const quiet = (command: Command): Command =>
  command
    .exitOverride()
    .helpOption(false)
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });

/** The parser's values under the names of the options; `--no-x` is true when it was given. */
function rawOf(spec: CommandSpec, command: Command): Raw {
  const raw: Record<string, Raw[string]> = {};
  for (const option of spec.options) {
    const negated = option.name.startsWith('no-');
    const key = (negated ? option.name.slice(3) : option.name).replace(/-(.)/g, (_, letter: string) =>
      letter.toUpperCase(),
    );
    if (command.getOptionValueSource(key) !== 'cli') continue;
    raw[option.name] = negated ? true : (command.getOptionValue(key) as Raw[string]);
  }
  return raw;
}

/** The parser's complaint as one line that says what to do. Values are left out: one of them may be a secret. */
function mistake(error: CommanderError, argv: readonly string[]): string {
  const spec = COMMANDS.find((command) => command.name === argv[0]) ?? commandSpec('check');
  const help = `see smtp-triage help${spec.name === 'check' ? ' check' : ` ${spec.name}`}`;
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const flag = quoted.replace(/=.*$/s, '');
      const flags = spec.options.flatMap((option) => [
        `--${option.name}`,
        ...(option.short === undefined ? [] : [`-${option.short}`]),
      ]);
      const longs = flags.filter((each) => each.startsWith('--'));
      const meant = flag.startsWith('--') ? closest(flag, [...longs, '--password']) : null;
      if (meant === '--password') return NO_PASSWORD_FLAG;
      return `unknown option ${flag}; ${meant === null ? help : `did you mean ${meant}?`}`;
    }
    case 'commander.optionMissingArgument':
      return `${quoted.replace(/^-\w, /, '').replace(/ <.*$/, '')} needs a value: ${/<[^>]*>/.exec(quoted)?.[0] ?? ''}; ${help}`;
    case 'commander.excessArguments': {
      const words = argv.filter((arg) => !arg.startsWith('-'));
      const command = words.length > 1 && spec.name === 'check' ? closest(words[0] ?? '', COMMAND_NAMES) : null;
      if (command !== null) return `unknown command ${words[0]}; did you mean ${command}?`;
      return spec.argument === null
        ? `${spec.name} takes no argument; ${help}`
        : `${spec.name} takes one argument, ${spec.argument}; ${help}`;
    }
    default:
      return `${error.message.replace(/^error: /, '').replace(/\s+/g, ' ')}; ${help}`;
  }
}
