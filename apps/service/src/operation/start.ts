import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROL_HOSTS, type ControlHost, type Parsed, parseHost, parsePort } from '@smtp-triage/core';
import express from 'express';
import { createApp } from '../app.ts';
import type { Deps } from '../deps.ts';
import { makeDiagnoser } from '../jobs/diagnosis.ts';
import { makeRunner } from '../jobs/runner.ts';
import { makeBudgets } from '../limits/budgets.ts';
import { memoryCounters, postgresCounters } from '../limits/counters.ts';
import { makeHub } from '../live/hub.ts';
import { makeMetrics } from '../metrics/registry.ts';
import { type Opened, openStore } from '../store/open.ts';
import { tornWrite } from '../store/wal-tail.ts';
import { openAudit } from './audit.ts';
import { halfLines } from './audit-tail.ts';
import type { Config } from './config.ts';
import { makeGuard } from './guard.ts';
import { type Listener, listen } from './listen.ts';
import { makeLog } from './log.ts';
import { policyOf, stubOf } from './policy.ts';
import { VERSION } from './version.ts';
import { warmUp } from './warm-up.ts';

/** A service that answers. */
export type Service = {
  readonly url: string;
  readonly deps: Deps;
  /** Ends gracefully: no new work, runs get {@link GRACE_MS}, streams are told, leases go back. Safe to call twice. */
  stop(): Promise<void>;
};

/** What running diagnoses get at shutdown, in milliseconds (REL-04). */
export const GRACE_MS = 20_000;
/** How often what has expired is forgotten, in milliseconds. */
const FORGET_MS = 60_000;
/** When code that is seldom needed is warmed up, in milliseconds: not while somebody waits for the service to be ready (REL-17). */
const WARM_UP_AFTER_MS = 500;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id's tail: 26 characters of 32 kinds, 130 random bits. */
export const randomId = (): string => Array.from(randomBytes(26), (byte) => ALPHABET[byte % ALPHABET.length]).join('');

/**
 * Starts the service that a configuration describes. Rejects with a sentence for what an operator can mend: a taken
 * address, a store that cannot be opened, a CA file that is not there.
 */
export async function start(
  config: Config,
  parts: { readonly log?: Deps['log']; readonly now?: () => number; readonly graceMs?: number } = {},
): Promise<Service> {
  const { now = Date.now, graceMs = GRACE_MS } = parts;
  const log = parts.log ?? makeLog(config);
  await reportTorn(config, log);
  const opened = await openStore(config, { now });
  const instance = `${process.pid}-${randomId()}`;
  const queue = opened.queue(instance);
  const hub = makeHub(opened.channel);
  const unwatch = opened.watch((id) => hub.poke(id));
  const counters = await countersFor(config);
  const audit = openAudit({
    folder: join(config.dataDir, 'audit'),
    now,
    failed: (err) => log.error({ err }, 'the audit log cannot be written'),
  });
  const metrics = makeMetrics({
    jobs: () => queue.stats(),
    storeBytes: () => opened.store.size(),
    queueCapacity: config.queueLimit,
    profile: config.profile,
    version: VERSION,
  });
  const policy = policyOf(config);
  const stub = stubOf(config);
  const budgets = makeBudgets(config, { counters: counters.make, macKey: opened.macKey, now });
  const diagnoser = makeDiagnoser({
    policy,
    stub,
    controls: controlsOf(config),
    ehloName: config.ehloName,
    budgetMs: config.budgetMs,
    tool: { name: 'smtp-triage-service', version: VERSION },
    ...(config.caFile === null ? {} : { trust: { ca: [readFileSync(config.caFile, 'utf8')] } }),
  });
  const { concurrency, budgetMs } = config;
  const runner = makeRunner({
    store: opened.store,
    queue,
    hub,
    diagnoser,
    instance,
    concurrency,
    budgetMs,
    now,
    log,
    metrics,
    audit,
    budgets,
  });
  let draining = false;
  const deps: Deps = {
    config,
    version: VERSION,
    store: opened.store,
    runner,
    hub,
    diagnoser,
    guard: makeGuard(config, { policy, stub }),
    budgets,
    audit,
    metrics,
    log,
    now,
    randomId,
    macKey: opened.macKey,
    draining: () => draining,
  };
  let listeners: readonly Listener[];
  try {
    await runner.start();
    listeners = [await listen(createApp(deps), config.host, config.port), ...(await metricsListener(deps))];
  } catch (error) {
    await runner.stop(0);
    await closeAll(opened, queue, counters);
    throw error;
  }
  const forgetting = setInterval(() => void forget(deps), FORGET_MS);
  const url = listeners[0]?.url ?? '';
  log.info({ url, version: VERSION, profile: config.profile, engine: opened.engine }, 'listening');

  const warming = setTimeout(() => void warmUp(), WARM_UP_AFTER_MS).unref();

  let stopped: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    draining = true;
    log.info('draining');
    clearInterval(forgetting);
    clearTimeout(warming);
    await runner.stop(graceMs);
    await Promise.race([Promise.all(listeners.map((each) => each.drain())), later(1_000)]);
    await Promise.all(listeners.map((each) => each.close()));
    unwatch();
    await audit.close();
    await closeAll(opened, queue, counters);
    log.info('stopped');
  };
  return {
    url,
    deps,
    stop: () => {
      stopped ??= end();
      return stopped;
    },
  };
}

/** Says what a crash left half written. It is left out: the store cuts it off as it opens, and the audit log goes on from its last whole line. */
async function reportTorn({ dataDir, databaseUrl }: Config, log: Deps['log']): Promise<void> {
  const torn = databaseUrl === null ? tornWrite(dataDir) : null;
  if (torn !== null) log.warn(torn, 'a write to the store was cut short by a crash and is left out; no commit is lost');
  for (const half of await halfLines(join(dataDir, 'audit'))) {
    log.warn(half, 'a line of the audit log was cut short by a crash; `doctor` takes it out');
  }
}

async function closeAll(opened: Opened, queue: { close(): Promise<void> }, counters: Counters): Promise<void> {
  await queue.close();
  await counters.close();
  await opened.store.close();
}

type Counters = { readonly make: typeof memoryCounters; close(): Promise<void> };

/** Budgets are counted where all processes that share a store can see them. */
async function countersFor({ databaseUrl }: Config): Promise<Counters> {
  if (databaseUrl === null) return { make: memoryCounters, close: async () => undefined };
  // Not loaded where it is not used; see `openStore`
  const { poolOf } = await import('../store/pool.ts');
  const pool = poolOf(databaseUrl);
  return { make: await postgresCounters(pool), close: () => pool.end() };
}

/** Metrics on an address of their own, for scrapers alone. */
async function metricsListener({ config, metrics }: Deps): Promise<readonly Listener[]> {
  if (config.metricsListen === null) return [];
  const at = config.metricsListen.lastIndexOf(':');
  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.text());
  });
  return [await listen(app, config.metricsListen.slice(0, at), Number(config.metricsListen.slice(at + 1)))];
}

async function forget({ store, config, now, log, metrics }: Deps): Promise<void> {
  try {
    await store.forget(now(), config.retentionCount);
  } catch (err) {
    metrics.storeWriteError();
    log.warn({ err }, 'nothing could be forgotten');
  }
}

/** The hosts that may be asked to tell network from server. */
function controlsOf({ controls }: Config): readonly ControlHost[] {
  if (controls === null) return CONTROL_HOSTS;
  return controls.map((text) => valid(controlOf(text)));
}

/** `host` or `host:port`. */
function controlOf(text: string): Parsed<ControlHost> {
  const at = /:(\d+)$/.exec(text);
  const host = parseHost(at === null ? text : text.slice(0, at.index));
  const port = at === null ? null : parsePort(at[1] ?? '');
  if (!host.ok) return host;
  if (port?.ok === false) return port;
  return { ok: true, value: { host: host.value, port: port?.value ?? null, builtIn: false } };
}

function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new TypeError(`controls: ${parsed.problem}`);
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
