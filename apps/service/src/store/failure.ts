import { StoreFailure } from './types.ts';

/** SQLite: our own mistakes. Everything else it reports (full, read-only, busy, I/O, corrupt) is the engine's. */
const OUR_FAULTS = /^SQLITE_(ERROR|CONSTRAINT|MISMATCH|MISUSE|RANGE|TOOBIG|NOLFS|AUTH)/;
/** PostgreSQL (SQLSTATE classes): data exception, integrity, syntax and the like: our own mistakes. */
const OUR_CLASSES: ReadonlySet<string> = new Set(['0A', '21', '22', '23', '26', '2F', '34', '3B', '42']);
/** PostgreSQL: two transactions stood in each other's way; the same again succeeds. */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01']);
/** What pg says without any code when its server is gone or silent. */
const LOST =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end|driver has already been destroyed|The database connection is not open/;

/** Runs something on the engine; what the engine cannot do now comes out as {@link StoreFailure}, a fault of ours as it is. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isEngines(error) ? new StoreFailure(sentence(error), { cause: error }) : error;
  }
}

/** Whether the same transaction, tried again, has a fair chance. */
export const isCollision = (error: unknown): boolean => COLLISIONS.has(codeOf(error));

function isEngines(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof StoreFailure) return false;
  const code = codeOf(error);
  if (code.startsWith('SQLITE_')) return !OUR_FAULTS.test(code);
  if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in error) return !OUR_CLASSES.has(code.slice(0, 2));
  // Errors of the operating system have a number beside their code: ECONNREFUSED, ENOENT of a socket, ENOSPC
  return 'errno' in error || 'errors' in error || LOST.test(error.message);
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Without the engine's own words: they may quote what was to be stored. */
const sentence = (error: unknown): string => {
  const code = codeOf(error);
  const advice = DAMAGED.test(code) ? ' Stop the service and run `smtp-triage-service doctor`.' : '';
  return `The store cannot be used now (${code || 'connection lost'}).${advice}`;
};

const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;
