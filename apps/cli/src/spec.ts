/** The headings under which help lists the options, in its order. */
export const GROUPS = ['Common', 'Login', 'What is tested', 'The way there', 'TLS', 'Output', 'Run'] as const;
/** One heading. */
export type Group = (typeof GROUPS)[number];

/** One option as data: the parser, the help and the completions are all made from it. */
export type OptionSpec = {
  readonly name: string;
  readonly short?: string;
  /** What its value is called; an option without one is a switch. */
  readonly value?: string;
  /** What its value may be. */
  readonly choices?: readonly string[];
  /** What its value names, so that a shell can complete it. */
  readonly names?: 'file' | 'host' | 'client';
  readonly many?: true;
  readonly group: Group;
  readonly help: string;
};

/** The commands, in the order in which help lists them. */
export const COMMAND_NAMES = [
  'check',
  'explain',
  'config',
  'lint',
  'ports',
  'providers',
  'blocks',
  'codes',
  'demo',
  'mock',
  'completion',
  'help',
] as const;
/** The name of a command. */
export type CommandName = (typeof COMMAND_NAMES)[number];

/** One command as data. */
export type CommandSpec = {
  readonly name: CommandName;
  readonly argument: string | null;
  /** The argument may be several words, as a text is that nobody put in quotes. */
  readonly words?: true;
  /** It is over in less time than the parser takes to load, so a plain command line is read without it. */
  readonly quick?: true;
  /** What the argument names, so that a shell can complete it. */
  readonly names?: 'file' | 'host';
  readonly choices?: readonly string[];
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly options: readonly OptionSpec[];
};

/** The modes by name, as `--mode` takes them. */
export const MODES = ['starttls', 'implicit-tls', 'cleartext'] as const;
/** What the result can be written as. */
export const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'junit'] as const;
/** One of the formats. */
export type Format = (typeof FORMATS)[number];
/** When to use colour. */
export const COLOURS = ['auto', 'always', 'never'] as const;
/** The shells with a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** Mechanisms that `--auth` takes. */
export const MECHANISMS = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'XOAUTH2',
  'OAUTHBEARER',
] as const;

/** The variable that may hold the password. */
export const PASSWORD_VARIABLE = 'SMTP_TRIAGE_PASSWORD';

const HELP: OptionSpec = { name: 'help', short: 'h', group: 'Run', help: 'show this help' };
const DEBUG: OptionSpec = { name: 'debug', group: 'Run', help: 'show where a fault of this program happened' };
const COLOUR: OptionSpec = {
  name: 'color',
  value: 'when',
  choices: COLOURS,
  group: 'Output',
  help: 'auto, always or never; auto obeys NO_COLOR',
};
const JSON_OUT: OptionSpec = { name: 'json', group: 'Common', help: 'print the result as one JSON document' };
const OUT: OptionSpec = {
  name: 'output',
  short: 'o',
  value: 'file',
  names: 'file',
  group: 'Output',
  help: 'write the result to a file',
};
const FORMAT: OptionSpec = {
  name: 'format',
  value: 'format',
  choices: FORMATS,
  group: 'Output',
  help: 'text, json, ndjson, markdown or junit',
};
const NDJSON: OptionSpec = {
  name: 'ndjson',
  group: 'Output',
  help: 'print events as they happen, one JSON document a line',
};
const VERBOSE: OptionSpec = {
  name: 'verbose',
  short: 'v',
  group: 'Common',
  help: 'show what went over the wire; -vv adds DNS, TCP and TLS',
};
const QUIET: OptionSpec = {
  name: 'quiet',
  short: 'q',
  group: 'Output',
  help: 'print nothing, answer with the exit status',
};
const STRICT: OptionSpec = { name: 'strict', group: 'Output', help: 'exit with 1 for "degraded" as well' };

const PLATFORM: OptionSpec = {
  name: 'platform',
  value: 'name',
  group: 'Output',
  help: 'where this runs, for example digitalocean: what is closed there, and what to do about it',
};

const FOR: OptionSpec = {
  name: 'for',
  value: 'client',
  names: 'client',
  group: 'Common',
  help: 'whose settings, for example nodemailer or thunderbird; "list" names them all',
};

const CHECK: readonly OptionSpec[] = [
  { name: 'port', short: 'p', value: 'port', group: 'Common', help: 'the port your client is set to' },
  {
    name: 'mode',
    value: 'mode',
    choices: MODES,
    group: 'Common',
    help: 'its encryption: starttls, implicit-tls or cleartext',
  },
  { name: 'user', value: 'name', group: 'Common', help: 'log in as this user; asks for the password' },
  JSON_OUT,
  VERBOSE,

  {
    name: 'password-file',
    value: 'file',
    names: 'file',
    group: 'Login',
    help: "the password is this file's first line",
  },
  { name: 'password-stdin', group: 'Login', help: 'the password is the first line of standard input' },
  {
    name: 'oauth-token-file',
    value: 'file',
    names: 'file',
    group: 'Login',
    help: 'log in with the access token in this file',
  },
  { name: 'auth', value: 'mechanism', choices: MECHANISMS, group: 'Login', help: 'use this mechanism and no other' },
  { name: 'no-input', group: 'Login', help: 'never ask' },

  { name: 'only', group: 'What is tested', help: 'test these settings alone, not the other ports' },
  { name: 'ports', value: 'list', group: 'What is tested', help: 'ports to try, for example 587,465' },
  { name: 'ipv4', short: '4', group: 'What is tested', help: 'use IPv4 only' },
  { name: 'ipv6', short: '6', group: 'What is tested', help: 'use IPv6 only' },
  {
    name: 'from',
    value: 'address',
    group: 'What is tested',
    help: 'ask whether this sender may send (no mail is sent)',
  },
  { name: 'to', value: 'address', group: 'What is tested', help: 'the recipient to ask for; belongs to --from' },
  { name: 'size', value: 'bytes', group: 'What is tested', help: 'the size to declare; belongs to --from' },
  {
    name: 'all',
    group: 'What is tested',
    help: 'wait for every route, and look for flaws that take a connection of their own',
  },

  { name: 'resolve', value: 'host:addr', many: true, group: 'The way there', help: 'use this address for a host name' },
  {
    name: 'connect-to',
    value: 'port=host:port',
    many: true,
    group: 'The way there',
    help: 'where a port really is, for tests',
  },
  { name: 'source', value: 'address', group: 'The way there', help: 'connect from this address of this machine' },
  { name: 'proxy', value: 'url', group: 'The way there', help: 'go through socks5://host:port or http://host:port' },
  { name: 'ehlo', value: 'name', group: 'The way there', help: 'introduce yourself by this name' },
  {
    name: 'control',
    value: 'host[:port]',
    names: 'host',
    many: true,
    group: 'The way there',
    help: 'another mail server, to tell network from server',
  },
  { name: 'no-controls', group: 'The way there', help: 'contact no host but the target' },
  {
    name: 'public-only',
    group: 'The way there',
    help: 'refuse what is not a mail port of a server on the public internet; for names from strangers',
  },

  { name: 'sni', value: 'name', group: 'TLS', help: 'name to ask for and to check, where it is not the host' },
  { name: 'ca', value: 'file', names: 'file', group: 'TLS', help: 'trust these certificates too (PEM)' },
  { name: 'cert', value: 'file', names: 'file', group: 'TLS', help: 'client certificate (PEM)' },
  { name: 'key', value: 'file', names: 'file', group: 'TLS', help: 'its private key (PEM)' },
  {
    name: 'min-tls',
    value: 'version',
    choices: ['1.2', '1.3'],
    group: 'TLS',
    help: 'lowest TLS version to accept (1.2)',
  },

  FORMAT,
  NDJSON,
  OUT,
  {
    name: 'save-trace',
    value: 'file',
    names: 'file',
    group: 'Output',
    help: 'keep everything seen, for "smtp-triage explain"',
  },
  PLATFORM,
  { ...FOR, group: 'Output', help: 'end with settings to paste for this client, for example nodemailer' },
  QUIET,
  STRICT,
  COLOUR,

  { name: 'timeout', value: 'time', group: 'Run', help: 'time for the whole run, for example 30s (12s)' },
  { name: 'patience', value: 'time', group: 'Run', help: 'how long to wait for a slow greeting, up to 5m (10s)' },
  DEBUG,
  HELP,
];

const MOCK: readonly OptionSpec[] = [
  { name: 'list', group: 'Common', help: 'list the presets' },
  { name: 'control', group: 'Common', help: 'open a JSON API on 127.0.0.1 and print its address' },
  { name: 'ca-file', value: 'file', names: 'file', group: 'Common', help: 'write the CA to trust to this file (PEM)' },
  COLOUR,
  DEBUG,
  HELP,
];

/** What is known beside an error text. */
const EXPLAIN: readonly OptionSpec[] = [
  { name: 'host', value: 'host', names: 'host', group: 'Common', help: 'the server the error is about' },
  ...CHECK.filter(({ name }) => name === 'port' || name === 'mode'),
];

/** What `config` takes: the route, or what a live run needs to find one. */
const CONFIG: readonly OptionSpec[] = [
  FOR,
  ...CHECK.filter(({ name }) => name === 'port' || name === 'mode'),
  { name: 'user', value: 'name', group: 'Common', help: 'who logs in, to stand in the settings' },
  { name: 'from', value: 'address', group: 'Common', help: 'the sender, to stand in the settings' },
  JSON_OUT,
  ...CHECK.filter(
    ({ name, group }) =>
      ['The way there', 'TLS'].includes(group) || ['ports', 'ipv4', 'ipv6', 'timeout', 'patience'].includes(name),
  ),
  COLOUR,
  DEBUG,
  HELP,
];

/** Every command with its options: the one description that parser, help and completions are made from. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'check',
    argument: '<target>',
    names: 'host',
    summary: 'find out why mail cannot be sent through a server, and what to change (the default)',
    examples: [
      ['smtp-triage smtp.example.com', 'try every submission port'],
      ['smtp-triage smtp.example.com -p 465 --mode starttls', 'test what your client is set to'],
      ['smtp-triage ann@example.com --user ann@example.com', 'find the server and try a login'],
      ['smtp-triage smtp.example.com --json -o report.json', 'keep the result'],
    ],
    options: CHECK,
  },
  {
    name: 'explain',
    argument: '<file|text>',
    words: true,
    names: 'file',
    summary: 'what an error text of any program means, or a saved trace again; no network ("-" reads standard input)',
    examples: [
      ['smtp-triage explain "wrong version number" -p 587', 'an error line, a reply, a stack or a transcript'],
      ['journalctl -u app | smtp-triage explain -', 'the same from a log'],
      ['smtp-triage explain case.json -v', 'what --save-trace kept: the same findings, with the wire'],
    ],
    options: [
      ...EXPLAIN,
      JSON_OUT,
      VERBOSE,
      FORMAT,
      NDJSON,
      OUT,
      PLATFORM,
      { ...FOR, group: 'Output', help: 'end with settings to paste for this client, for example nodemailer' },
      QUIET,
      STRICT,
      COLOUR,
      DEBUG,
      HELP,
    ],
  },
  {
    name: 'config',
    argument: '<target>',
    names: 'host',
    summary: 'settings to paste into a mail program, an application or code: for a known provider, or for what works',
    examples: [
      ['smtp-triage config ann@gmail.com --for thunderbird', 'a known provider: no network'],
      ['smtp-triage config smtp.example.com:587 --for django > mail.py', 'a port that is given: no network'],
      ['smtp-triage config smtp.example.com --for nodemailer', 'else what works is found out first'],
      ['smtp-triage config --for list', 'every client, and how it says the modes'],
    ],
    options: CONFIG,
  },
  {
    name: 'lint',
    argument: '<url|file|text>',
    words: true,
    quick: true,
    names: 'file',
    summary: 'what is wrong in the mail settings of a program, line by line; no network ("-" reads standard input)',
    examples: [
      ['smtp-triage lint .env', 'settings of any program that is known; --client says whose they are'],
      ['smtp-triage lint smtp://smtp.gmail.com:465', 'a URL'],
      ['pbpaste | smtp-triage lint - --client nodemailer', 'what was copied'],
    ],
    options: [
      {
        name: 'client',
        value: 'id',
        names: 'client',
        group: 'Common',
        help: 'the program these settings are for, for example nodemailer',
      },
      JSON_OUT,
      QUIET,
      COLOUR,
      DEBUG,
      HELP,
    ],
  },
  {
    name: 'ports',
    argument: null,
    summary: 'what the ports 25, 465, 587 and 2525 are for',
    examples: [['smtp-triage ports', '']],
    options: [JSON_OUT, COLOUR, HELP],
  },
  {
    name: 'providers',
    argument: '[query]',
    words: true,
    summary: 'hosts, ports and login needs of mail providers, from a list that comes with the program',
    examples: [
      ['smtp-triage providers gmail', 'by name, host, mail domain, e-mail address or MX'],
      ['smtp-triage providers --json', 'the whole list'],
    ],
    options: [JSON_OUT, COLOUR, HELP],
  },
  {
    name: 'blocks',
    argument: '[network]',
    words: true,
    summary: 'clouds, hosters and ISPs that block mail: which ports, what works instead, the text to ask with',
    examples: [
      ['smtp-triage blocks digitalocean', 'by name, id or a part of it'],
      ['smtp-triage blocks hetzner --report report.json', 'with the evidence of a saved report or case'],
    ],
    options: [
      {
        name: 'report',
        value: 'file',
        names: 'file',
        group: 'Common',
        help: 'hold a saved report or case against the policy of the network ("-" reads standard input)',
      },
      JSON_OUT,
      COLOUR,
      DEBUG,
      HELP,
    ],
  },
  {
    name: 'codes',
    argument: '[code]',
    summary: 'what the finding codes mean, and what to do about them',
    examples: [['smtp-triage codes starttls-not-offered', 'one code in full']],
    options: [JSON_OUT, COLOUR, HELP],
  },
  {
    name: 'demo',
    argument: null,
    summary: 'five servers with five faults on this machine, and what is found',
    examples: [['smtp-triage demo', '']],
    options: [VERBOSE, COLOUR, DEBUG, HELP],
  },
  {
    name: 'mock',
    argument: '[preset]',
    summary: 'a mail server for tests on this machine, healthy or broken on purpose',
    examples: [
      ['smtp-triage mock', 'a healthy server; where it is, is printed as one line of JSON'],
      ['smtp-triage mock cert-expired --ca-file ca.pem', 'another world; --list names them all'],
      ['smtp-triage mock --control', 'with an HTTP API for messages, sessions and faults'],
    ],
    options: MOCK,
  },
  {
    name: 'completion',
    argument: '<shell>',
    choices: SHELLS,
    summary: 'print the completion script for bash, zsh or fish',
    examples: [
      ['source <(smtp-triage completion bash)', 'for this shell'],
      ['smtp-triage completion fish | source', 'the same in fish'],
    ],
    options: [HELP],
  },
  {
    name: 'help',
    argument: '[command]',
    choices: COMMAND_NAMES,
    summary: 'show help for a command',
    examples: [['smtp-triage help check', '']],
    options: [HELP],
  },
];

/** The description of a command. */
export function commandSpec(name: CommandName): CommandSpec {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}
