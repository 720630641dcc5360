import type { Invocation } from './argv.ts';
import { COMMANDS } from './spec.ts';

/**
 * Reads a plain command line of a quick command: options that it has, in full, each with its value behind it. Null for
 * everything else, which is left to the parser, and so is every message.
 */
export function plainArgv([name, ...args]: readonly string[]): Invocation | null {
  const command = COMMANDS.find((each) => each.name === name && each.quick === true);
  if (command === undefined) return null;
  const raw: Record<string, string | true> = {};
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-' || !arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const option = command.options.find(({ name: long, short }) => arg === `--${long}` || arg === `-${short}`);
    const isPlain = option !== undefined && option.many !== true && !/^(?:no-|verbose$)/.test(option.name);
    const value = option?.value === undefined ? true : args[++at];
    if (!isPlain || value === undefined || (value !== true && value.startsWith('-'))) return null;
    raw[option.name] = value;
  }
  return { command, argument: words.length === 0 ? undefined : words.join(' '), raw };
}
