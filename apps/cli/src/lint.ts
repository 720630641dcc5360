import type { Parsed, Tool } from '@smtp-triage/core';
import { type Client, type LintReport, lint } from '@smtp-triage/core/settings';
import { clientNamed } from './clients.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import { problem } from './fields.ts';
import type { Raw } from './raw.ts';
import type { Terminal } from './terminal.ts';
import { lintLines } from './view/lint.ts';
import { print, printJson } from './view/theme.ts';

const PASSWORD_SEEN =
  'warning: a password on the command line can be read by every user of this machine and stays in the shell history; "-" reads standard input';
/** POSIX PATH_MAX. */
const LONGEST_PATH = 4_096;
const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i;
const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/@:]*:[^@]+@/i;

/**
 * Reads settings and says what is wrong with them, without a network. A bundle of its own: nothing in it can open a
 * connection. Exit status 1 where something keeps mail from being sent, 2 where the input cannot be read.
 */
export async function runLint(
  argument: string | undefined,
  raw: Raw,
  terminal: Terminal,
  tool: Tool,
): Promise<ExitStatus> {
  const client = clientOf(raw);
  if (!client.ok) return refuse(client.problem, terminal);
  const text = await readText(argument, terminal);
  if (!text.ok) return refuse(text.problem, terminal);
  const read = lint(text.value, client.value);
  if (!read.ok) return refuse(read.problem, terminal);
  const report: LintReport = { ...read.value, tool };
  terminal.out(
    raw['json'] === true ? printJson(ordered(report), 2) : print(lintLines(report, terminal.outLook), terminal.outLook),
  );
  return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** What the document is and who made it come first. */
const ordered = ({ schema, tool, ...rest }: LintReport): Record<string, unknown> => ({ schema, tool, ...rest });

function clientOf(raw: Raw): Parsed<Client | null> {
  const given = raw['client'];
  return typeof given === 'string' ? clientNamed(given, '--client') : { ok: true, value: null };
}

/** A file that is there, else a URL, else settings as they were pasted. What may be a password is never repeated. */
async function readText(argument: string | undefined, terminal: Terminal): Promise<Parsed<string>> {
  if (argument === undefined)
    return problem(
      'nothing to read; for example: smtp-triage lint .env, smtp-triage lint smtp://smtp.example.com:587, or "-" for standard input',
    );
  if (argument === '-') return filled(await terminal.world.readInput(), 'standard input');
  if (URL_START.test(argument)) {
    if (URL_WITH_PASSWORD.test(argument)) terminal.warn(PASSWORD_SEEN);
    return filled(argument, 'the text');
  }
  if (argument.length > LONGEST_PATH || argument.includes('\n')) return filled(argument, 'the text');
  const file = await terminal.world.readFile(argument);
  if (file.ok) return filled(file.value, argument);
  // Settings rather than the name of a file that is not there; `KEY=value KEY=value` are lines of their own
  return /[\s=]/.test(argument) ? filled(argument.replace(/ (?=[A-Za-z_]\w*=)/g, '\n'), 'the text') : file;
}

const filled = (text: string, name: string): Parsed<string> =>
  text.trim() === '' ? problem(`${name} is empty; there are no settings in it`) : { ok: true, value: text };

function refuse(text: string, terminal: Terminal): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
