import { printable, type Tool } from '@smtp-triage/core';
import { type ExitStatus, FAULT, USAGE } from './exit.ts';
import { mistakenCommand, unknownCommand } from './meant.ts';
import { plainArgv } from './plain-argv.ts';
import type { Raw } from './raw.ts';
import { COLOURS, COMMAND_NAMES, type CommandName, commandSpec } from './spec.ts';
import { type Manner, Terminal } from './terminal.ts';
import { commandHelp, programHelp, shortHelp } from './view/help.ts';
import { print } from './view/theme.ts';
import type { World } from './world.ts';

/** Runs a command line to its exit status. Nothing here or behind it touches the process. */
export async function run(argv: readonly string[], world: World, tool: Tool): Promise<ExitStatus> {
  const plain = new Terminal(world, { colour: 'auto', quiet: false });
  const help = (terminal: Terminal, name: CommandName | null): ExitStatus => {
    terminal.out(
      print(
        name === null ? programHelp(terminal.outLook) : commandHelp(commandSpec(name), terminal.outLook),
        terminal.outLook,
      ),
    );
    return 0;
  };
  if (argv.length === 0) {
    plain.out(print(shortHelp(plain.outLook), plain.outLook));
    return 0;
  }
  if (argv[0] === '--help' || argv[0] === '-h') return help(plain, null);
  const read = plainArgv(argv) ?? (await import('./argv.ts')).readArgv(argv);
  if (typeof read === 'string') return refuse(plain, read);
  const { command, argument, raw } = read;
  const terminal = new Terminal(world, mannerOf(raw));
  try {
    if (raw['help'] === true) return help(terminal, command.name);
    switch (command.name) {
      case 'check': {
        const mistaken = mistakenCommand(argv, argument);
        if (mistaken !== null) return refuse(plain, mistaken);
        const { runCheck } = await import('./commands.ts');
        return await runCheck(argument, raw, terminal, tool);
      }
      case 'explain': {
        const { runExplain } = await import('./commands.ts');
        return await runExplain(argument, raw, terminal);
      }
      case 'config': {
        const { config } = await import('./config.ts');
        return await config(argument, raw, terminal, tool);
      }
      case 'lint': {
        const { runLint } = await import('./lint.ts');
        return await runLint(argument, raw, terminal, tool);
      }
      case 'ports': {
        const { ports } = await import('./commands.ts');
        return ports(raw['json'] === true, terminal);
      }
      case 'providers': {
        const { providers } = await import('./providers.ts');
        return providers(argument, raw['json'] === true, terminal);
      }
      case 'blocks': {
        const { blocks } = await import('./blocks.ts');
        return await blocks(argument, raw, terminal);
      }
      case 'codes': {
        const { codes } = await import('./codes.ts');
        return codes(argument, raw['json'] === true, terminal);
      }
      case 'demo': {
        const { demo } = await import('./demo.ts');
        return await demo(Number(raw['verbose'] ?? 0), terminal, tool);
      }
      case 'mock': {
        const { mock } = await import('./mock.ts');
        return await mock(argument, raw, terminal);
      }
      case 'completion': {
        const { completion } = await import('./completion.ts');
        return completion(argument, terminal);
      }
      case 'help': {
        const name = COMMAND_NAMES.find((each) => each === argument);
        if (argument !== undefined && name === undefined) return refuse(terminal, unknownCommand(argument));
        return help(terminal, name ?? null);
      }
    }
  } catch (error) {
    terminal.eraseFrame();
    for (const text of faultLines(error, argv.includes('--debug')))
      terminal.problem(text.replace(/^smtp-triage: /, ''));
    return FAULT;
  }
}

/** A fault of ours in one line; with `--debug` also where it happened. */
export function faultLines(error: unknown, debug: boolean): readonly string[] {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? error.stack.split('\n').slice(1) : [];
  const first = `smtp-triage: a fault of this program, not of your server: ${printable(message)}`;
  return debug ? [first, ...stack.map(printable)] : [`${first} (--debug shows where; please report it)`];
}

function mannerOf(raw: Raw): Manner {
  const colour = COLOURS.find((each) => each === raw['color']) ?? 'auto';
  return { colour, quiet: raw['quiet'] === true };
}

function refuse(terminal: Terminal, text: string): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
