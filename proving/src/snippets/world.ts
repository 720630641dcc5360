import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MockServer } from '@smtp-triage/mock-server';
import { type Ended, findProgram, run } from '../process.ts';

/** Whom the settings are for: the account of the mock server. */
export const ACCOUNT = { user: 'ann', password: 'correct horse battery staple', from: 'ann@example.test' } as const;

/** The message that every program sends, with its headers. */
export const MESSAGE = `From: <${ACCOUNT.from}>\r\nTo: <${ACCOUNT.from}>\r\nSubject: printed settings\r\n\r\nThey work.\r\n`;

/** Where one program runs: a folder of its own, the server's CA in it, the password in the environment. */
export type World = {
  /** Holds `ca.pem` and `message.eml`. */
  readonly folder: string;
  /** The CA to trust, as a file; null: nothing but what the machine trusts. */
  readonly caFile: string | null;
  /** Writes a file into the folder that only its owner can read, and gives its path. */
  readonly put: (name: string, text: string) => Promise<string>;
  /** Runs a program there; `trust` is what, in its environment, makes it trust the CA. */
  readonly start: (
    program: string,
    args: readonly string[],
    trust: readonly string[],
    input?: string,
  ) => Promise<Ended>;
};

const WITHIN_MS = 15_000;

/** Makes a folder with what a program needs, and takes it away when the work in it is done. */
export async function inWorld<T>(server: MockServer, trusted: boolean, work: (world: World) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'snippet-'));
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  try {
    const written = await put('ca.pem', server.ca.certPem);
    await put('message.eml', MESSAGE);
    const caFile = trusted ? written : null;
    const start: World['start'] = (program, args, trust, input = '') => {
      const names = caFile === null ? [] : trust.map((name) => [name, caFile]);
      const env = {
        PATH: process.env['PATH'],
        HOME: folder,
        SMTP_PASSWORD: ACCOUNT.password,
        ...Object.fromEntries(names),
      };
      return run(findProgram(program) ?? program, args, input, WITHIN_MS, { cwd: folder, env });
    };
    return await work({ folder, caFile, put, start });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
