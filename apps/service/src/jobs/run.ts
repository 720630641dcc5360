import type { Case, Secret } from '@smtp-triage/core';
import type { LiveEvent } from '@smtp-triage/core/live';
import { NotPermitted } from '@smtp-triage/probe';
import type { Logger } from 'pino';
import { foundCharges, takeAll } from '../limits/charges.ts';
import type { Bucket, Budgets } from '../limits/types.ts';
import { advanceLive, finalEvents, NEW_LIVE } from '../live/events.ts';
import type { Hub } from '../live/types.ts';
import { rungsOf } from '../store/first-events.ts';
import type { DiagnosisRecord, Ending, FailReason, Store } from '../store/types.ts';
import { CANCELLATION, failure } from './endings.ts';
import { EventLog } from './event-log.ts';
import type { Diagnoser } from './runner-types.ts';
import type { JobQueue, Lease } from './types.ts';

/** What a run needs of the process around it. */
export type RunTools = {
  readonly store: Pick<Store, 'find' | 'append' | 'conclude'>;
  readonly queue: Pick<JobQueue, 'finish' | 'release'>;
  readonly hub: Pick<Hub, 'poke'>;
  readonly diagnoser: Diagnoser;
  readonly budgets: Pick<Budgets, 'take' | 'giveBack'>;
  /** Wall time of one diagnosis, in milliseconds. */
  readonly budgetMs: number;
  readonly now: () => number;
  readonly log: Logger;
  /** A write to the store failed. */
  readonly unwritten: () => void;
  /** Between tries to write the end of a diagnosis, in milliseconds. */
  readonly againMs: readonly number[];
};

/** Why a run was stopped from outside. `lost`: another process has the lease now. */
export type Halt = 'cancel' | 'shutdown' | 'lost';

/** What a run came to; for metrics and the audit log. */
export type RunResult = {
  readonly record: DiagnosisRecord;
  readonly outcome: string;
  readonly triaged: Case | null;
  readonly error: unknown;
};

/** After the budget core has nothing open any more; who still is not done then is interrupted, and then given up (REL-08). */
const SOFT_MS = 20;
const HARD_MS = 250;

type Found = { readonly triaged: Case; readonly said: ReturnType<typeof finalEvents> } | { readonly error: unknown };

/** The server found for an e-mail address has no budget left (ABU-03, ABU-04). */
export class TestedTooOften extends Error {
  override readonly name = 'TestedTooOften';
  readonly bucket: Bucket;

  constructor(bucket: Bucket) {
    super(`the budget is used up: ${bucket}`);
    this.bucket = bucket;
  }
}

const reasonOf = (error: unknown): FailReason =>
  error instanceof NotPermitted ? 'not-permitted' : error instanceof TestedTooOften ? 'tested-too-often' : 'internal';

/** One diagnosis under way, from its lease to its end. */
export class Run {
  readonly lease: Lease;
  readonly #tools: RunTools;
  readonly #abort = new AbortController();
  readonly #log: EventLog;
  #halt: Halt | null = null;
  #live = NEW_LIVE;

  constructor(lease: Lease, tools: RunTools) {
    this.lease = lease;
    this.#tools = tools;
    const { store, hub, log } = tools;
    const id = lease.diagnosisId;
    this.#log = new EventLog({
      append: (events) => store.append(id, events),
      grown: () => hub.poke(id),
      failed: (err) => {
        tools.unwritten();
        log.warn({ err, id }, 'events not written');
      },
    });
  }

  /** Ends it early; the first word counts. */
  halt(why: Halt): void {
    this.#halt ??= why;
    this.#abort.abort();
  }

  /** Runs it; null where there was nothing to run. Rejects only if the store does. */
  async toEnd(secret: Secret | null): Promise<RunResult | null> {
    const { store, queue } = this.#tools;
    const record = await store.find(this.lease.diagnosisId);
    if (record === null || record.state !== 'running') {
      await queue.finish(this.lease);
      return null;
    }
    if (record.order.login !== null && secret === null) return this.#fail(record, 'secret-lost', null);
    if (this.lease.tries > 1) this.#log.add([{ type: 'snapshot', state: 'running', ladder: rungsOf(record.order) }]);
    const found = await this.#diagnose(record, secret);
    if (this.#halt === 'lost') {
      await this.#log.close();
      return { record, outcome: 'lost', triaged: null, error: null };
    }
    const stopped = 'error' in found || found.triaged.interrupted === true;
    if (this.#halt === 'shutdown' && stopped) return this.#giveBack(record);
    if (this.#halt === 'cancel') {
      const [triaged, verdict] = 'error' in found ? [null, null] : [found.triaged, found.said.verdict];
      const ending = { state: 'cancelled', failed: null, triaged, verdict, events: CANCELLATION } as const;
      return this.#conclude(record, 'cancelled', ending);
    }
    if ('error' in found) {
      return this.#fail(record, reasonOf(found.error), found.error);
    }
    const { triaged, said } = found;
    return this.#conclude(record, said.verdict, { state: 'done', failed: null, triaged, ...said });
  }

  async #diagnose({ order }: DiagnosisRecord, secret: Secret | null): Promise<Found> {
    const { diagnoser, budgets, budgetMs } = this.#tools;
    const soft = setTimeout(() => this.#abort.abort(), budgetMs + SOFT_MS);
    let hard: NodeJS.Timeout | undefined;
    const late = new Promise<Found>((resolve) => {
      hard = setTimeout(() => resolve({ error: new Error('a run did not end in time') }), budgetMs + HARD_MS);
    });
    const run = diagnoser(order, secret, {
      signal: this.#abort.signal,
      budgetMs,
      admit: async (server) => {
        const refusal = await takeAll(budgets, foundCharges(order, server));
        if (refusal !== null) throw new TestedTooOften(refusal.bucket);
      },
      onEvent: (_route, event, head) => {
        const { live, events } = advanceLive(this.#live, head, event);
        const urgent = live.pastLogin && !this.#live.pastLogin;
        this.#live = live;
        this.#log.add(events, urgent);
      },
    })
      .then((triaged): Found => ({ triaged, said: finalEvents(triaged) }))
      .catch((error: unknown): Found => ({ error }));
    try {
      return await Promise.race([run, late]);
    } finally {
      clearTimeout(soft);
      clearTimeout(hard);
    }
  }

  /** At shutdown: back into the queue, unless that would repeat a login or needs a secret that dies with this process. */
  async #giveBack(record: DiagnosisRecord): Promise<RunResult> {
    if (this.#live.pastLogin) return this.#fail(record, 'interrupted-after-auth', null);
    if (record.order.login !== null) return this.#fail(record, 'secret-lost', null);
    const { store, queue } = this.#tools;
    await this.#persist(async () => store.append(this.lease.diagnosisId, await this.#log.close()));
    await this.#persist(() => queue.release(this.lease));
    this.#tools.hub.poke(this.lease.diagnosisId);
    return { record, outcome: 'released', triaged: null, error: null };
  }

  #fail(record: DiagnosisRecord, reason: FailReason, error: unknown): Promise<RunResult> {
    const ending = { state: 'failed', failed: reason, triaged: null, verdict: null, events: failure(reason) } as const;
    return this.#conclude(record, reason, ending, error);
  }

  async #conclude(
    record: DiagnosisRecord,
    outcome: string,
    ending: Omit<Ending, 'at'>,
    error: unknown = null,
  ): Promise<RunResult> {
    const { store, queue, hub, now } = this.#tools;
    const { diagnosisId, token } = this.lease;
    const events: readonly LiveEvent[] = [...(await this.#log.close()), ...ending.events];
    const written = await this.#persist(() => store.conclude(diagnosisId, { ...ending, at: now(), events }, token));
    hub.poke(diagnosisId);
    await queue.finish(this.lease);
    return { record, outcome: written ? outcome : 'lost', triaged: ending.triaged, error };
  }

  /** What ends a diagnosis is tried for a while; after that the lease runs out and recovery decides. */
  async #persist<T>(write: () => Promise<T>): Promise<T> {
    for (const ms of this.#tools.againMs) {
      try {
        return await write();
      } catch (err) {
        this.#tools.unwritten();
        this.#tools.log.warn({ err, id: this.lease.diagnosisId }, 'the end of a diagnosis was not written');
        await new Promise((resolve) => setTimeout(resolve, ms));
      }
    }
    return write();
  }
}
