import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import type { ChildSetting } from './setting.ts';

const SOURCE = fileURLToPath(new URL('./serve.ts', import.meta.url));
/** All but what is needed as it is: native code, and what finds its own files at run time. */
const BUNDLED = /^(?!(?:libsql|pg|pg-boss)$)/;

/** Bundles the child into one file, which starts faster than many. The folder must lie where dependencies are found. */
export async function bundleChild(folder: string): Promise<string> {
  await build({
    config: false,
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    entry: { serve: SOURCE },
    outDir: folder,
    format: ['cjs'],
    outExtension: () => ({ js: '.cjs' }),
    target: 'node20',
    platform: 'node',
    silent: true,
    clean: false,
    dts: false,
    shims: true,
    noExternal: [BUNDLED],
    external: ['libsql', 'pg', 'pg-boss'],
    esbuildOptions(options) {
      options.conditions = ['@smtp-triage/source', 'module'];
    },
  });
  return `${folder}/serve.cjs`;
}

/** A child that answers. */
export type Child = {
  readonly url: string;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
};

/** A child that has just been started. `ready` rejects with what it said if it ends before it answers. */
export type Begun = { readonly ready: Promise<Child>; kill(): Promise<void> };

/** Starts the child. */
export function startChild(program: string, setting: ChildSetting): Begun {
  const child = spawn(process.execPath, [program, JSON.stringify(setting)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ready = new Promise<Child>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const port = /ready (\d+)/.exec(String(chunk))?.[1];
      if (port !== undefined) resolve({ url: `http://127.0.0.1:${port}`, kill });
    });
    void gone.then(() => reject(new Error(`the child ended before it was ready\n${said}`)));
  });
  // Whoever kills it early does not wait for it
  ready.catch(() => undefined);
  return { ready, kill };
}
