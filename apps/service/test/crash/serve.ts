import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPolicy } from '@smtp-triage/core';
import { systemStub } from '@smtp-triage/probe';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import type { Deps } from '../../src/deps.ts';
import { makeDiagnoser } from '../../src/jobs/diagnosis.ts';
import { makeRunner } from '../../src/jobs/runner.ts';
import type { Budgets, Taken } from '../../src/limits/types.ts';
import { makeHub } from '../../src/live/hub.ts';
import type { Metrics } from '../../src/metrics/types.ts';
import { CONFIG_SCHEMA } from '../../src/operation/config.ts';
import { listen } from '../../src/operation/listen.ts';
import { openStore } from '../../src/store/open.ts';
import type { ChildSetting } from './setting.ts';

/** As the service makes them: 26 characters, which no two diagnoses share. */
const randomId = (): string => randomUUID().replaceAll('-', '').slice(0, 26);

/** The service as it is accepted, queued and run, without what does not matter for it: budgets, metrics, audit. Killed, never stopped. */
async function main({ place, smtpPort, caFile }: ChildSetting): Promise<void> {
  const opened = await openStore(place, { now: Date.now });
  const instance = randomId();
  const queue = opened.queue(instance, { leaseMs: 2_000 });
  const hub = makeHub(opened.channel);
  opened.watch((id) => hub.poke(id));
  const policy = readPolicy({ profile: 'private', allow: ['127.0.0.0/8'], ports: [smtpPort] });
  if (!policy.ok) throw new TypeError(policy.problem);
  const config = CONFIG_SCHEMA.parse({ ...place, allowCidrs: ['127.0.0.0/8'], budgets: { coolDownS: 0 } });
  const limitless = { ok: true, remaining: 1, limit: 1, resetS: 1 } as const satisfies Taken;
  const budgets: Budgets = {
    take: async () => limitless,
    giveBack: async () => undefined,
    peek: async () => limitless,
  };
  const metrics = new Proxy({} as Metrics, { get: () => () => undefined });
  const log = pino({ level: 'error' }, pino.destination(2));
  const audit = { write: () => undefined, close: async () => undefined };
  const stub = systemStub();
  const diagnoser = makeDiagnoser({
    policy: policy.value,
    stub,
    controls: [],
    ehloName: 'client.example.test',
    budgetMs: 5_000,
    tool: { name: 'smtp-triage-service', version: '0.0.0' },
    trust: { ca: [readFileSync(caFile, 'utf8')] },
  });
  const runner = makeRunner({
    store: opened.store,
    queue,
    hub,
    diagnoser,
    instance,
    concurrency: 8,
    budgetMs: 5_000,
    now: Date.now,
    log,
    metrics,
    audit,
    budgets,
    pace: { beatMs: 100, aliveMs: 500, recoverMs: 200, extendMs: 500 },
  });
  const deps: Deps = {
    config: { ...config, budgets: { ...config.budgets, anonymousInFlight: 1e9 } },
    version: '0.0.0',
    store: opened.store,
    runner,
    hub,
    diagnoser,
    guard: async () => null,
    budgets,
    audit,
    metrics,
    log,
    now: Date.now,
    randomId,
    macKey: opened.macKey,
    draining: () => false,
  };
  await runner.start();
  const { port } = await listen(createApp(deps), '127.0.0.1', 0);
  process.stdout.write(`ready ${port}\n`);
}

void main(JSON.parse(process.argv[2] ?? '') as ChildSetting);
