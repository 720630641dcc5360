import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createApp } from '../src/app.ts';
import type { Scope } from '../src/caller.ts';
import type { AuditEntry, Deps } from '../src/deps.ts';
import { makeRunner } from '../src/jobs/runner.ts';
import type { Diagnoser } from '../src/jobs/runner-types.ts';
import { makeHub } from '../src/live/hub.ts';
import type { Metrics } from '../src/metrics/types.ts';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { createToken } from '../src/operation/tokens.ts';
import type { Order } from '../src/order.ts';
import { documented } from './documented.ts';
import { MemoryStore } from './memory-store.ts';
import { caseOf } from './playback.ts';
import { HASTE } from './runners.ts';
import { type Served, serve } from './serve.ts';

/** A service of memory and fakes, and what it did to the world. */
export type Fake = {
  readonly deps: Deps;
  readonly store: MemoryStore;
  readonly audited: AuditEntry[];
  /** Calls of metrics: name and arguments. */
  readonly counted: string[];
  /** Lines of the log. */
  readonly logged: string[];
  /** Every order that was run. */
  readonly ran: Order[];
  /** Makes a token with these scopes; gives the Authorization header. */
  token(...scopes: readonly Scope[]): Promise<string>;
  /** Listens; answers are checked against the document. */
  serve(): Promise<Served>;
  /** Ends what runs and stops listening. */
  close(): Promise<void>;
};

/** What a test may have otherwise. */
export type FakeParts = Partial<Omit<Deps, 'config'>> & { readonly config?: Readonly<Record<string, unknown>> };

const randomId = (): string => randomBytes(13).toString('hex');
/** A budget that never ends. */
const PLENTY = { remaining: 19, limit: 20, resetS: 3_600 } as const;

/** Dependencies for `createApp`: a store in memory, a guard and budgets that allow everything, runs that find a healthy server. */
export async function fakeService({ config, ...parts }: FakeParts = {}): Promise<Fake> {
  const now = parts.now ?? Date.now;
  const store = new MemoryStore(now);
  const hub = makeHub();
  const [audited, counted, logged, ran]: [AuditEntry[], string[], string[], Order[]] = [[], [], [], []];
  const parsed = CONFIG_SCHEMA.parse({ budgets: { anonymousInFlight: 1_000, tokenInFlight: 1_000 }, ...config });
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const metrics = new Proxy({} as Metrics, {
    get: (_, name) =>
      name === 'text'
        ? async () => 'fake 1\n'
        : (...args: readonly unknown[]) => void counted.push([String(name), ...args].join(' ')),
  });
  const audit: Deps['audit'] = { write: (entry) => void audited.push(entry), close: async () => {} };
  const budgets: Deps['budgets'] = {
    take: async () => ({ ok: true, ...PLENTY }),
    giveBack: async () => {},
    peek: async () => PLENTY,
  };
  const diagnoser: Diagnoser = async (order, secret, edge) => {
    ran.push(order);
    return (parts.diagnoser ?? (async () => caseOf('healthy')))(order, secret, edge);
  };
  const runner = makeRunner({
    store: parts.store ?? store,
    queue: store.queue('here'),
    hub,
    diagnoser,
    instance: 'here',
    concurrency: parsed.concurrency,
    budgetMs: parsed.budgetMs,
    now,
    log,
    metrics,
    audit,
    budgets,
    pace: HASTE,
  });
  const deps: Deps = {
    config: parsed,
    version: '0.1.0',
    store,
    runner,
    hub,
    guard: async () => null,
    budgets,
    audit,
    metrics,
    log,
    now,
    randomId,
    macKey: new Uint8Array(32).fill(7),
    draining: () => false,
    ...parts,
    diagnoser,
  };
  let served: Served | null = null;
  await runner.start();
  return {
    deps,
    store,
    audited,
    counted,
    logged,
    ran,
    token: async (...scopes) => {
      const made = await createToken(
        { tokens: store.tokens, audit, now, randomId, actor: 'test' },
        { name: 'test', scopes, lifeDays: null },
      );
      if (!made.ok) throw new Error(made.problem);
      return `Bearer ${made.value.token}`;
    },
    serve: async () => {
      served = documented(await serve(createApp(deps)));
      return served;
    },
    close: async () => {
      await served?.close();
      await runner.stop(0);
    },
  };
}
