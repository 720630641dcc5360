import { CLIENTS } from '@smtp-triage/core/settings';
import { type ExitStatus, USAGE } from './exit.ts';
import { COMMANDS, type OptionSpec, SHELLS } from './spec.ts';
import type { Terminal } from './terminal.ts';
import { printDocument } from './view/theme.ts';

/**
 * Prints the completion script of a shell, made from the same table as the parser and the help. A bundle of its own, for the
 * names of the clients.
 */
export function completion(shell: string | undefined, terminal: Terminal): ExitStatus {
  switch (SHELLS.find((each) => each === shell)) {
    case 'bash':
      terminal.out(printDocument(bash()));
      return 0;
    case 'zsh':
      terminal.out(printDocument(zsh()));
      return 0;
    case 'fish':
      terminal.out(printDocument(fish()));
      return 0;
    case undefined:
      terminal.problem(
        `completion is for ${SHELLS.join(', ')}${shell === undefined ? '; for example: source <(smtp-triage completion bash)' : `, not for ${shell}`}`,
      );
      return USAGE;
  }
}

const flags = (option: OptionSpec): readonly string[] => [
  `--${option.name}`,
  ...(option.short === undefined ? [] : [`-${option.short}`]),
];
/** What the value of an option may be, where that is known beforehand. */
const choicesOf = ({ choices, names }: OptionSpec): readonly string[] | undefined =>
  names === 'client' ? CLIENTS.map(({ id }) => id) : choices;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(): string {
  const commands = COMMANDS.map((command) => command.name);
  const words = COMMANDS.map(
    (command) =>
      `    ${command.name}) words=${quoted([...command.options.flatMap(flags), ...(command.choices ?? [])].join(' '))} ;;`,
  );
  const options = [
    ...new Map(COMMANDS.flatMap((command) => command.options).map((option) => [option.name, option])).values(),
  ];
  const values = options.flatMap((option) => {
    if (option.value === undefined) return [];
    const pattern = flags(option).join('|');
    const choices = choicesOf(option);
    if (choices !== undefined)
      return [`    ${pattern}) COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$current")); return ;;`];
    return [
      `    ${pattern}) COMPREPLY=(${option.names === 'file' ? '$(compgen -f -- "$current")' : option.names === 'host' ? '$(compgen -A hostname -- "$current")' : ''}); return ;;`,
    ];
  });
  const places = COMMANDS.flatMap((command) =>
    command.names === undefined
      ? []
      : [
          `    ${command.name}) COMPREPLY+=($(compgen ${command.names === 'file' ? '-f' : '-A hostname'} -- "$current")) ;;`,
        ],
  );
  return [
    '# bash completion for smtp-triage: source <(smtp-triage completion bash)',
    '_smtp_triage() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command=check words`,
    '  COMPREPLY=()',
    '  if ((COMP_CWORD > 1)); then',
    `    case "\${COMP_WORDS[1]}" in ${commands.join('|')}) command="\${COMP_WORDS[1]}" ;; esac`,
    '  fi',
    '  case "$previous" in',
    ...values,
    '  esac',
    '  case "$command" in',
    ...words,
    '  esac',
    `  ((COMP_CWORD == 1)) && words="$words ${commands.join(' ')}"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  [[ "$current" == -* ]] && return',
    '  case "$command" in',
    ...places,
    '  esac',
    '}',
    'complete -o filenames -F _smtp_triage smtp-triage',
    '',
  ].join('\n');
}

function zsh(): string {
  const escaped = (text: string): string => text.replace(/[[\]:]/g, '\\$&');
  const argument = (option: OptionSpec): string => {
    const choices = choicesOf(option);
    const action =
      choices !== undefined
        ? `(${choices.join(' ')})`
        : option.names === 'file'
          ? '_files'
          : option.names === 'host'
            ? '_hosts'
            : ' ';
    const value = option.value === undefined ? '' : `:${escaped(option.value)}:${action}`;
    const [long = '', short] = flags(option);
    const repeat = option.many === true || option.name === 'verbose' ? '*' : '';
    const help = `[${escaped(option.help)}]${value}`;
    return short === undefined || repeat !== ''
      ? flags(option)
          .map((flag) => `      ${quoted(`${repeat}${flag}${help}`)}`)
          .join(' \\\n')
      : `      '(${long} ${short})'{${long},${short}}${quoted(help)}`;
  };
  const cases = COMMANDS.map((command) => {
    const rest =
      command.names === 'file'
        ? ["'1:file:_files'"]
        : command.names === 'host'
          ? ["'1:server:_hosts'"]
          : command.choices === undefined
            ? []
            : [`'1:${(command.argument ?? '').replace(/[<>[\]]/g, '')}:(${command.choices.join(' ')})'`];
    return [
      `    ${command.name})`,
      '      _arguments -s \\',
      [...command.options.map(argument), ...rest.map((each) => `      ${each}`)].join(' \\\n'),
      '      ;;',
    ].join('\n');
  });
  return [
    '#compdef smtp-triage',
    '# zsh completion for smtp-triage: source <(smtp-triage completion zsh)',
    '_smtp_triage() {',
    '  local command=check',
    '  local -a commands',
    `  commands=(${COMMANDS.map((command) => quoted(`${command.name}:${escaped(command.summary)}`)).join(' ')})`,
    '  if ((CURRENT == 2)) && [[ "$words[2]" != -* ]]; then',
    "    _describe 'command' commands",
    '  fi',
    `  case "$words[2]" in (${COMMANDS.map((command) => command.name).join('|')}) command="$words[2]"; ((CURRENT > 2)) && { shift words; ((CURRENT--)) } ;; esac`,
    '  case "$command" in',
    ...cases,
    '  esac',
    '}',
    'compdef _smtp_triage smtp-triage',
    '',
  ].join('\n');
}

function fish(): string {
  const names = COMMANDS.map((command) => command.name).join(' ');
  return [
    '# fish completion for smtp-triage: smtp-triage completion fish | source',
    'complete -c smtp-triage -f',
    ...COMMANDS.map(
      (command) => `complete -c smtp-triage -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
    ),
    ...COMMANDS.flatMap((command) => {
      const others = names
        .split(' ')
        .filter((name) => name !== 'check')
        .join(' ');
      const when =
        command.name === 'check'
          ? `not __fish_seen_subcommand_from ${others}`
          : `__fish_seen_subcommand_from ${command.name}`;
      const condition = `-n ${quoted(when)}`;
      return [
        ...command.options.map((option) => {
          const short = option.short === undefined ? '' : ` -s ${option.short}`;
          const choices = choicesOf(option);
          const value =
            option.value === undefined
              ? ''
              : choices !== undefined
                ? ` -x -a ${quoted(choices.join(' '))}`
                : option.names === 'file'
                  ? ' -r -F'
                  : option.names === 'host'
                    ? " -x -a '(__fish_print_hostnames)'"
                    : ' -x';
          return `complete -c smtp-triage ${condition}${short} -l ${option.name}${value} -d ${quoted(option.help)}`;
        }),
        ...(command.choices === undefined
          ? []
          : [`complete -c smtp-triage ${condition} -a ${quoted(command.choices.join(' '))}`]),
        ...(command.names === 'file'
          ? [`complete -c smtp-triage ${condition} -F`]
          : command.names === 'host'
            ? [`complete -c smtp-triage ${condition} -a '(__fish_print_hostnames)'`]
            : []),
      ];
    }),
    '',
  ].join('\n');
}
