import { constants, fstatSync, promises, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Parsed } from '@smtp-triage/core';
import { INTERRUPTED } from './exit.ts';
import { problem } from './fields.ts';
import type { Sink, World } from './world.ts';

/** No password, trace or certificate is longer. */
const LONGEST_FILE = 64 * 1024 * 1024;

/** Streams that were written to or looked at: only those have something left to write at the end. */
export const openedStreams: NodeJS.WriteStream[] = [];

/** The process as the world: the one place that knows `process`. Each of its streams takes a millisecond to open, so only what is used is. */
export function nodeWorld(): World {
  return {
    env: process.env,
    platform: process.platform,
    pid: process.pid,
    stdout: sink(() => process.stdout),
    stderr: sink(() => process.stderr),
    get stdinIsTTY() {
      return process.stdin.isTTY === true;
    },
    readInput: async () => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of process.stdin) {
        chunks.push(chunk as Buffer);
        length += (chunk as Buffer).length;
        if (length > LONGEST_FILE) break;
      }
      return Buffer.concat(chunks).toString('utf8');
    },
    onInputEnd: (work) => {
      const { stdin } = process;
      if (isHeld(stdin.fd)) stdin.once('close', work).once('end', work).resume();
    },
    keys: (pressed) => {
      const { stdin } = process;
      const heard = (chunk: Buffer): void => pressed(chunk.toString('utf8'));
      stdin.setRawMode(true);
      stdin.on('data', heard).resume();
      return () => {
        stdin.off('data', heard).pause();
        stdin.setRawMode(false);
      };
    },
    now: () => performance.now(),
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    onInterrupt: interrupts(),
    onExit: (work) => process.once('exit', work),
    readFile: async (path) => {
      try {
        // A plain file is there at once, without the threads that would read it beside us; a pipe must leave room for Ctrl-C
        const plain = statSync(path).isFile();
        return { ok: true, value: plain ? readFileSync(path, 'utf8') : await promises.readFile(path, 'utf8') };
      } catch (error) {
        return problem(`cannot read ${path}: ${reason(error)}`);
      }
    },
    writeFile: async (path, text, mode): Promise<Parsed<null>> => {
      try {
        const file = await promises.open(path, 'w', mode);
        try {
          // A file that was there before keeps its own mode
          if (mode === 0o600) await file.chmod(mode).catch(() => undefined);
          await file.writeFile(text);
        } finally {
          await file.close();
        }
        return { ok: true, value: null };
      } catch (error) {
        return problem(`cannot write ${path}: ${reason(error)}`);
      }
    },
    mayWrite: async (path) => {
      try {
        await promises.access(dirname(path), constants.W_OK);
        return { ok: true, value: null };
      } catch (error) {
        return problem(`cannot write ${path}: ${reason(error)}`);
      }
    },
  };
}

/**
 * Ctrl-C goes to whoever waits for it. Before that it ends the process; after that the end is near anyway, and a second
 * one, which npm sends along with the terminal's own, must not cut off the last words.
 */
function interrupts(): World['onInterrupt'] {
  let waiting: (() => void)[] = [];
  let heard = false;
  const signalled = (): void => {
    if (waiting.length === 0 && !heard) process.exit(INTERRUPTED);
    heard = true;
    for (const work of waiting) work();
  };
  process.on('SIGINT', signalled).on('SIGTERM', signalled);
  return (work) => {
    waiting.push(work);
    return () => {
      waiting = waiting.filter((each) => each !== work);
    };
  };
}

/** Whether a pipe or a socket leads to another process. */
function isHeld(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false; // closed from the start
  }
}

function sink(open: () => NodeJS.WriteStream): Sink {
  let opened: NodeJS.WriteStream | null = null;
  let broken = false;
  const stream = (): NodeJS.WriteStream => {
    if (opened !== null) return opened;
    opened = open();
    openedStreams.push(opened);
    // The reader went away, as `head` does: nothing more to say, and nothing to complain about
    opened.on('error', (error: NodeJS.ErrnoException) => {
      broken = true;
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
    return opened;
  };
  return {
    get isTTY() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns || 80;
    },
    get rows() {
      return stream().rows || 24;
    },
    write: (text) => {
      if (!broken) stream().write(text);
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left',
  ENAMETOOLONG: 'the name is too long',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code === '' ? String(error) : code);
}
