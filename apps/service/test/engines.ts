import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../src/operation/config.ts';
import { type Opened, openStore } from '../src/store/open.ts';
import { POSTGRES_MISSING, startPostgres } from './postgres.ts';

/** Where a store is, as far as the configuration says it. */
export type Place = Pick<Config, 'dataDir' | 'databaseUrl'>;

/** One of the two engines, started for the tests of one file. */
export type Ground = {
  /** A place for a store that does not exist yet. */
  place(): Promise<Place>;
  /** Ends the engine and removes everything. */
  stop(): Promise<void>;
};

/** An engine the store tests run on. */
export type TestEngine = {
  readonly name: 'embedded' | 'postgres';
  /** Why it cannot be had here. */
  readonly missing: string | null;
  start(): Promise<Ground>;
};

/** The embedded store, in temporary folders. */
export const EMBEDDED: TestEngine = {
  name: 'embedded',
  missing: null,
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-store-'));
    let made = 0;
    return {
      place: async () => ({ dataDir: join(folder, String(++made)), databaseUrl: null }),
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** A private PostgreSQL. */
export const POSTGRES: TestEngine = {
  name: 'postgres',
  missing: POSTGRES_MISSING,
  start: async () => {
    const server = await startPostgres();
    return {
      place: async () => ({ dataDir: '', databaseUrl: await server.database() }),
      stop: () => server.stop(),
    };
  },
};

/** A clock that goes where a test says. */
export type Clock = {
  readonly now: () => number;
  readonly set: (ms: number) => void;
  readonly pass: (ms: number) => void;
};

/** The first moment of every test. */
export const START = Date.UTC(2026, 10, 24);

/** A clock at {@link START}. */
export function clock(): Clock {
  let at = START;
  return {
    now: () => at,
    set: (ms) => {
      at = ms;
    },
    pass: (ms) => {
      at += ms;
    },
  };
}

/** Opens a store on fresh ground, and again as often as asked. */
export const openAt = (place: Place, { now }: Clock): Promise<Opened> => openStore(place, { now });
