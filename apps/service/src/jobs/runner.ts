import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Secret } from '@smtp-triage/core';
import { NotPermitted } from '@smtp-triage/probe';
import type { Logger } from 'pino';
import type { Audit } from '../deps.ts';
import { settleLogin } from '../limits/login.ts';
import type { Budgets } from '../limits/types.ts';
import type { Hub } from '../live/types.ts';
import type { Metrics } from '../metrics/types.ts';
import type { Store } from '../store/types.ts';
import { countCase } from './counted.ts';
import { type Halt, Run, type RunResult, type RunTools, TestedTooOften } from './run.ts';
import type { Diagnoser, Runner } from './runner-types.ts';
import { untilFinal } from './settled.ts';
import type { JobQueue, Lease } from './types.ts';

/** Times of the runner, in milliseconds. */
export type Pace = {
  /** How often somebody is asked whether a run of ours was cancelled elsewhere. */
  readonly cancelsMs: number;
  /** How often this process says that it lives, and for how long that holds. */
  readonly beatMs: number;
  readonly aliveMs: number;
  /** How often leases are extended, and how often lost work is looked for. */
  readonly extendMs: number;
  readonly recoverMs: number;
  /** Between tries to write the end of a diagnosis. */
  readonly againMs: readonly number[];
  /** How long runs that were stopped may take to write what they have. */
  readonly giveUpMs: number;
};

/** The usual times. A cancellation must take effect within a second; a lease holds 30 s. */
export const PACE: Pace = {
  cancelsMs: 400,
  beatMs: 5_000,
  aliveMs: 20_000,
  extendMs: 10_000,
  recoverMs: 10_000,
  againMs: [100, 500, 2_000, 5_000],
  giveUpMs: 2_500,
};

/** What a runner is made of. */
export type RunnerOptions = {
  readonly store: Pick<Store, 'find' | 'append' | 'conclude' | 'cancelsAsked' | 'beat'>;
  readonly queue: JobQueue;
  readonly hub: Hub;
  readonly diagnoser: Diagnoser;
  /** The id of this process. */
  readonly instance: string;
  /** Diagnoses at a time. */
  readonly concurrency: number;
  /** Wall time of one diagnosis, in milliseconds. */
  readonly budgetMs: number;
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly budgets: Pick<Budgets, 'take' | 'giveBack'>;
  readonly pace?: Partial<Pace>;
};

/** A runner that begins its work when it is told to. */
export type StartableRunner = Runner & {
  /** Says that this process lives, looks for lost work, and begins to run what waits. Rejects if the store does. */
  start(): Promise<void>;
};

/** Makes the {@link Runner} of a process. It holds the secrets of the diagnoses that were accepted here, and nobody else does. */
export const makeRunner = (options: RunnerOptions): StartableRunner => new QueueRunner(options);

/** A run with the promise of its end. */
type Going = { readonly run: Run; readonly ended: Promise<void> };

class QueueRunner implements StartableRunner {
  readonly #options: RunnerOptions;
  readonly #pace: Pace;
  readonly #tools: RunTools;
  readonly #secrets = new Map<string, Secret>();
  readonly #going = new Map<string, Going>();
  readonly #timers: NodeJS.Timeout[] = [];
  #begun = 0;
  #leasing: Promise<void> | null = null;
  #leaseAgain = false;
  #started = false;
  #stopped = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#pace = { ...PACE, ...options.pace };
    const { store, queue, hub, diagnoser, budgets, budgetMs, now, log, metrics } = options;
    const unwritten = (): void => metrics.storeWriteError();
    this.#tools = { store, queue, hub, diagnoser, budgets, budgetMs, now, log, unwritten, againMs: this.#pace.againMs };
  }

  get running(): number {
    return this.#going.size;
  }

  get begun(): number {
    return this.#begun;
  }

  get instance(): string {
    return this.#options.instance;
  }

  async start(): Promise<void> {
    const { queue } = this.#options;
    await this.#beat();
    this.#started = true;
    await this.#recover();
    queue.onWork(() => this.#work());
    const { beatMs, cancelsMs, extendMs, recoverMs } = this.#pace;
    this.#every(beatMs, () => this.#beat());
    this.#every(cancelsMs, () => this.#hearCancels());
    this.#every(extendMs, () => this.#extend());
    this.#every(recoverMs, () => this.#recover());
    this.#work();
  }

  keep(diagnosisId: string, secret: Secret): void {
    this.#secrets.set(diagnosisId, secret);
  }

  drop(diagnosisId: string): void {
    this.#secrets.delete(diagnosisId);
  }

  async submit(diagnosisId: string, boundTo: string | null): Promise<void> {
    try {
      await this.#options.queue.enqueue(diagnosisId, boundTo);
    } catch (err) {
      this.#options.log.warn({ err, id: diagnosisId }, 'not announced; recovery will find it');
    }
    this.#work();
  }

  cancel(diagnosisId: string): void {
    this.drop(diagnosisId);
    this.#going.get(diagnosisId)?.run.halt('cancel');
  }

  settled(diagnosisId: string, ms: number): Promise<void> {
    return untilFinal(this.#options, diagnosisId, ms);
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    await this.#leasing;
    await within(this.#allEnded(), graceMs);
    this.#halt('shutdown');
    // With a store that takes nothing, a lease runs out by itself and recovery decides
    await within(this.#allEnded(), this.#pace.giveUpMs);
    for (const timer of this.#timers) clearInterval(timer);
    this.#secrets.clear();
    await this.#options.hub.close();
  }

  #allEnded(): Promise<unknown> {
    return Promise.all([...this.#going.values()].map(({ ended }) => ended));
  }

  #halt(why: Halt): void {
    for (const { run } of this.#going.values()) run.halt(why);
  }

  /** Takes as much work as there is room for; called whenever there may be some. */
  #work(): void {
    if (!this.#started) return;
    if (this.#leasing !== null) {
      this.#leaseAgain = true;
      return;
    }
    this.#leasing = this.#lease().finally(() => {
      this.#leasing = null;
      if (!this.#leaseAgain) return;
      this.#leaseAgain = false;
      this.#work();
    });
  }

  async #lease(): Promise<void> {
    const { queue, concurrency, log } = this.#options;
    try {
      for (let room = concurrency - this.running; room > 0 && !this.#stopped; room = concurrency - this.running) {
        const leases = await queue.lease(room);
        for (const lease of leases) {
          this.#begin(lease);
          // One in each turn of the loop: the longer a turn takes, the fewer begin, so that turns stay short (REL-07)
          await nextTurn();
        }
        if (leases.length < room) return;
      }
    } catch (err) {
      log.warn({ err }, 'no work could be taken');
    }
  }

  #begin(lease: Lease): void {
    const id = lease.diagnosisId;
    this.#begun += 1;
    const run = new Run(lease, this.#tools);
    // Leased while the shutdown began
    if (this.#stopped) run.halt('shutdown');
    const ended = run
      .toEnd(this.#secrets.get(id) ?? null)
      .then((result) => this.#account(result))
      .catch((err: unknown) => this.#options.log.error({ err, id }, 'a run could not be ended'))
      .finally(() => {
        this.drop(id);
        this.#going.delete(id);
        this.#work();
      });
    this.#going.set(id, { run, ended });
  }

  /** Counts a run that ended, and says it to the audit log. */
  #account(result: RunResult | null): void {
    if (result === null || result.outcome === 'lost' || result.outcome === 'released') return;
    const { metrics, audit, log, budgets } = this.#options;
    const { record, outcome, triaged, error } = result;
    const { target, upTo } = record.order;
    metrics.diagnosis(outcome);
    if (error instanceof NotPermitted) metrics.targetDenied(error.reason);
    else if (error instanceof TestedTooOften) metrics.rateLimited(error.bucket);
    else if (error !== null) log.error({ err: error, id: record.id }, 'a diagnosis failed');
    if (triaged !== null) countCase(triaged, metrics);
    void settleLogin(budgets, record.order, triaged).catch(() => undefined);
    audit.write({
      actor: record.owner.replace(/^\w+:/, ''),
      action: 'diagnosis.finished',
      diagnosisId: record.id,
      host: target.host,
      ports: target.ports?.map(({ port }) => port) ?? [],
      upTo,
      outcome,
    });
  }

  #every(ms: number, work: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      void work()
        .catch((err: unknown) => this.#options.log.warn({ err }, 'upkeep failed'))
        .finally(() => {
          busy = false;
        });
    }, ms);
    timer.unref();
    this.#timers.push(timer);
  }

  #beat(): Promise<void> {
    const { store, instance, now } = this.#options;
    return store.beat(instance, now() + this.#pace.aliveMs);
  }

  async #recover(): Promise<void> {
    const { queue, metrics, now } = this.#options;
    const { requeued, failed } = await queue.recover(now());
    for (let n = 0; n < requeued; n++) metrics.redelivery('lease-expired');
    for (let n = 0; n < failed; n++) metrics.dead('lost');
    this.#work();
  }

  async #hearCancels(): Promise<void> {
    if (this.#going.size === 0) return;
    const asked = await this.#options.store.cancelsAsked([...this.#going.keys()]);
    for (const id of asked) this.cancel(id);
  }

  async #extend(): Promise<void> {
    const extend = async ({ run }: Going): Promise<void> => {
      if (!(await this.#options.queue.extend(run.lease))) run.halt('lost');
    };
    await Promise.all([...this.#going.values()].map(extend));
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
