import { execFileSync } from 'node:child_process';
import { inWorld } from '../network/network.ts';
import { fromRoot, ROOT } from '../root.ts';
import type { Case } from './cases.ts';
import type { Output } from './outputs.ts';
import type { Tool } from './tools.ts';

/** How long a tool may take, in seconds. */
export const CAP_S = 60;
/** What `timeout` ends with when it has to stop what it started, by a signal or by a harder one. */
const STOPPED: ReadonlySet<number> = new Set([124, 137]);
const KEPT_BYTES = 8_192;

/** The names of the command lines, for a shell that stands in the folder of the programs. */
const PREAMBLE = `
smtp-triage() { '${process.execPath}' '${fromRoot('apps/cli/dist/smtp-triage.cjs')}' "$@"; }
node() { '${process.execPath}' "$@"; }
export PATH="$PATH:/usr/sbin" COLUMNS=80 LC_ALL=C.UTF-8
cd '${fromRoot('proving/src/comparison/programs')}'
exec 2>&1
`;

/** The version of a tool; null: it is not installed. */
export function versionOf({ version: [command, pattern] }: Tool): string | null {
  try {
    return (
      pattern.exec(
        execFileSync('bash', ['-c', `${PREAMBLE}${command}`], {
          encoding: 'utf8',
          timeout: 10_000,
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )?.[1] ?? null
    );
  } catch {
    return null;
  }
}

/** Runs a tool on a case, in a world of its own. */
export async function runTool(tool: Tool, { settings, world }: Case): Promise<Output | null> {
  const command = tool.command(settings);
  if (command === null) return null;
  const { status, elapsedMs, stdout } = await inWorld(world, ['bash', '-c', `${PREAMBLE}${command}`], CAP_S);
  const stopped = STOPPED.has(status) && elapsedMs >= CAP_S * 1_000;
  return {
    tool: tool.id,
    command,
    status: stopped ? null : status,
    seconds: Math.round(elapsedMs / 100) / 10,
    text: tidy(stdout),
  };
}

/** Without what differs from machine to machine and run to run, and at most 8 KiB. */
function tidy(text: string): string {
  const same = text
    .replaceAll(ROOT, '<repository>')
    .replaceAll(process.execPath, 'node')
    .replaceAll(/\/(?:tmp|var\/tmp)\/[\w./-]+/g, '<temporary>')
    .replaceAll(/"\/[^"]*\/(python3[.\d]*)\//g, '"<python>/$1/')
    // Stack frames of Node say nothing of mail
    .replaceAll(/^ {4}at .*\n/gm, '')
    .replaceAll(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g, '[certificate]')
    // What nmap asks to be told of services that it does not know
    .replaceAll(/^SF[-:].*\n/gm, '')
    .replaceAll(/\r/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not text is shown as such
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?')
    .trimEnd();
  return same.length <= KEPT_BYTES ? same : `${same.slice(0, KEPT_BYTES)}\n[cut]`;
}
