import { spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a program that was waited for ended; `code` is null when a signal or the time limit ended it. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Where a program is, or null; the system folders count even when PATH leaves them out. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  const paths = folders.filter((folder) => folder !== '').map((folder) => join(folder, name));
  return paths.find((path) => isExecutable(path)) ?? null;
}

/** Where a program runs and what it finds in its environment, where that matters. */
export type Surroundings = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

/** Runs a program to its end, with `input` as its whole stdin and a time limit. */
export async function run(
  program: string,
  args: readonly string[],
  input = '',
  withinMs = 5_000,
  surroundings: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...surroundings, timeout: withinMs, killSignal: 'SIGKILL' });
    const ended = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...ended }));
    // A program that ends without reading its stdin is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Tries again every few milliseconds until `holds` is true; false when the time is over. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > until) return false;
    await sleep(10);
  }
  return true;
}

/** Asks a process group that we started to end, then forces it; resolves when none of its processes runs. */
export async function endGroup(leader: number, withinMs = 3_000): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalGroup(leader, signal);
    if (await eventually(() => !groupRuns(leader), withinMs)) return;
  }
  throw new Error(`process group ${leader} still runs after SIGKILL`);
}

/**
 * Posts a shell that ends the group and removes its folder when this process is gone, and returns how to dismiss it.
 *
 * Test runners kill their workers without an `exit` event, and the kernel's parent-death signal is lost when a daemon
 * changes its user; but the pipe to the guard closes whatever happens. The leader must run in a folder of `folder`.
 */
export function postGuard(leader: number, folder: string): () => void {
  const script = `cat > /dev/null
case "$(readlink "/proc/$1/cwd")" in "$2"/*) kill -s TERM -- "-$1"; sleep 1;; esac
rm -rf -- "$2"`;
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(leader), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return () => {
    if (guard.pid !== undefined) signalGroup(guard.pid, 'SIGKILL');
    guard.stdin.destroy();
  };
}

/** Sends a signal to a process group that we started; false when the group is gone. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** Orphans that ended count as gone: the first process of a container may reap them late or never. */
function groupRuns(leader: number): boolean {
  if (!signalGroup(leader, 0)) return false;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      // proc(5): pid (name) state parent group …; the name may hold blanks and brackets
      const [state, , group] = readOrEmpty(`/proc/${pid}/stat`)
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(group) === leader && state !== 'Z' && state !== 'X';
    });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
