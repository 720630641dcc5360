import { acceptOn } from './accept.ts';
import type { Base } from './base.ts';
import { ending, reading } from './diagnoses.ts';
import type { Log } from './events.ts';
import { idempotencyOn } from './idempotency.ts';
import { instancesOn } from './instances.ts';
import { retentionOn } from './retention.ts';
import { writeTest } from './settings.ts';
import { tokensOn } from './tokens.ts';
import { type Store, StoreFailure } from './types.ts';

/** The store over an open, migrated database of either engine. `closing` ends what else uses the database. */
export const storeOn = (base: Base, log: Log, now: () => number, closing: () => Promise<void>): Store => ({
  ...acceptOn(base, log, now),
  ...reading(base),
  ...ending(base, log),
  ...idempotencyOn(base),
  ...instancesOn(base),
  ...retentionOn(base),
  append: log.append,
  events: log.events,
  tokens: tokensOn(base),
  writable: rarely(() => isWritable(base, now()), now),
  size: () => base.read(base.dialect.size),
  async close() {
    await log.flush();
    await closing();
  },
});

/** How long an answer to "can it be written to?" stands, in milliseconds: asking is a commit, and anybody may ask. */
const WRITABLE_MS = 1_000;

async function isWritable(base: Base, now: number): Promise<boolean> {
  try {
    await writeTest(base, now);
    return true;
  } catch (error) {
    if (error instanceof StoreFailure) return false;
    throw error;
  }
}

/** Asks at most once in {@link WRITABLE_MS}, and gives everybody the latest answer. */
function rarely(ask: () => Promise<boolean>, now: () => number): () => Promise<boolean> {
  let latest: { readonly at: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    if (latest === null || Math.abs(now() - latest.at) >= WRITABLE_MS) latest = { at: now(), answer: ask() };
    return latest.answer;
  };
}
