import type { World } from '../src/world.ts';

/** What a test may say about the world; the rest is a pipe in a UTF-8 locale. */
export type Outside = {
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean | { readonly stdin?: boolean; readonly stdout?: boolean; readonly stderr?: boolean };
  readonly columns?: number;
  readonly rows?: number;
  readonly input?: string;
  /** What is typed at a prompt, chunk by chunk. */
  readonly typed?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly platform?: string;
};

/** A world in memory: everything written can be read, timers and signals happen when the test says so. */
export type FakeWorld = World & {
  readonly written: { stdout: string; stderr: string };
  readonly files: Map<string, { readonly text: string; readonly mode: number }>;
  /** Lets time pass: timers that are due fire. */
  readonly pass: (ms: number) => void;
  readonly interrupt: () => void;
  readonly endInput: () => void;
  readonly resize: (columns: number) => void;
};

/** Makes a world for one run. */
export function fakeWorld(outside: Outside = {}): FakeWorld {
  const tty =
    typeof outside.tty === 'object' ? outside.tty : { stdin: outside.tty, stdout: outside.tty, stderr: outside.tty };
  const written = { stdout: '', stderr: '' };
  const files = new Map(Object.entries(outside.files ?? {}).map(([path, text]) => [path, { text, mode: 0o644 }]));
  let columns = outside.columns ?? 80;
  let now = 0;
  let interrupted: (() => void)[] = [];
  const inputEnded: (() => void)[] = [];
  const timers = new Set<{ due: number; readonly every: number | null; readonly work: () => void }>();
  const timer = (ms: number, every: number | null, work: () => void): (() => void) => {
    const entry = { due: now + ms, every, work };
    timers.add(entry);
    return () => timers.delete(entry);
  };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: tty[name] === true,
    get columns() {
      return columns;
    },
    rows: outside.rows ?? 24,
    write: (text: string) => {
      written[name] += text;
    },
  });
  return {
    env: { LANG: 'C.UTF-8', TERM: 'xterm-256color', ...outside.env },
    platform: outside.platform ?? 'linux',
    pid: 4711,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdinIsTTY: tty.stdin === true,
    readInput: () => Promise.resolve(outside.input ?? ''),
    onInputEnd: (work) => {
      inputEnded.push(work);
    },
    keys: (pressed) => {
      let listening = true;
      queueMicrotask(() => {
        for (const keys of outside.typed ?? []) if (listening) pressed(keys);
      });
      return () => {
        listening = false;
      };
    },
    now: () => now,
    every: (ms, work) => timer(ms, ms, work),
    after: (ms, work) => timer(ms, null, work),
    onInterrupt: (work) => {
      interrupted.push(work);
      return () => {
        interrupted = interrupted.filter((each) => each !== work);
      };
    },
    onExit: () => undefined,
    readFile: (path) => {
      const file = files.get(path);
      return Promise.resolve(
        file === undefined
          ? { ok: false, problem: `cannot read ${path}: no such file or directory` }
          : { ok: true, value: file.text },
      );
    },
    writeFile: (path, text, mode) => {
      if (path.startsWith('/missing/')) {
        return Promise.resolve({ ok: false, problem: `cannot write ${path}: no such file or directory` });
      }
      files.set(path, { text, mode });
      return Promise.resolve({ ok: true, value: null });
    },
    mayWrite: (path) =>
      Promise.resolve(
        path.startsWith('/missing/')
          ? { ok: false, problem: `cannot write ${path}: no such file or directory` }
          : { ok: true, value: null },
      ),
    written,
    files,
    pass: (ms) => {
      const until = now + ms;
      for (;;) {
        const next = [...timers].filter((each) => each.due <= until).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        now = next.due;
        if (next.every === null) timers.delete(next);
        else next.due += next.every;
        next.work();
      }
      now = until;
    },
    interrupt: () => {
      for (const work of interrupted) work();
    },
    endInput: () => {
      for (const work of inputEnded) work();
    },
    resize: (width) => {
      columns = width;
    },
  };
}
