import type { LiveEvent } from '@smtp-triage/core/live';
import type { JobQueue, Lease } from '../src/jobs/types.ts';
import { cursorOf, readCursor } from '../src/store/cursor.ts';
import {
  type DiagnosisRecord,
  type DiagnosisState,
  type Ending,
  type Idempotency,
  type NumberedEvent,
  type Store,
  StoreFailure,
  type TokenRecord,
} from '../src/store/types.ts';

type Row = { -readonly [K in keyof DiagnosisRecord]: DiagnosisRecord[K] } & {
  pastLogin: boolean;
  cancelAsked: boolean;
  lease: string | null;
  leaseUntil: number;
};

const FINAL: ReadonlySet<DiagnosisState> = new Set(['done', 'cancelled', 'failed', 'expired']);
const LEASE_MS = 30_000;
const MOST_TRIES = 3;

/**
 * A store and its queue in memory, by the contract of `Store` and `JobQueue`: for tests that are about something else.
 * Every answer comes in a later turn of the event loop, as from a database. Set `broken` and it fails as a full disk does.
 */
export class MemoryStore implements Store {
  readonly rows = new Map<string, Row>();
  readonly logs = new Map<string, NumberedEvent[]>();
  readonly #keys = new Map<string, Idempotency>();
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #alive = new Map<string, number>();
  readonly now: () => number;
  broken = false;
  /** How often the log of any diagnosis was read. */
  reads = 0;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  readonly accept: Store['accept'] = async (diagnosis, idempotency, queueLimit) => {
    await this.#turn();
    const key = idempotency === null ? '' : `${idempotency.owner} ${idempotency.key}`;
    const earlier = this.#keys.get(key);
    if (earlier !== undefined) return { kind: 'known', earlier };
    const waiting = [...this.rows.values()].filter(({ state }) => state === 'queued').length;
    if (diagnosis.result === null && waiting >= queueLimit) return { kind: 'full', retryAfterS: 1 };
    if (idempotency !== null) this.#keys.set(key, idempotency);
    const { result, ...known } = diagnosis;
    const state = result === null ? 'queued' : 'done';
    this.rows.set(diagnosis.id, {
      ...known,
      state,
      startedAt: null,
      finishedAt: result === null ? null : diagnosis.createdAt,
      tries: 0,
      failed: null,
      triaged: result,
      events: 0,
      verdict: null,
      pastLogin: false,
      cancelAsked: false,
      lease: null,
      leaseUntil: 0,
    });
    const ladder = diagnosis.order.target.ports ?? [];
    this.#write(diagnosis.id, [{ type: 'snapshot', state, ladder }]);
    if (result !== null) this.#write(diagnosis.id, [{ type: 'end', reason: 'done' }]);
    return { kind: 'accepted' };
  };

  readonly find: Store['find'] = async (id) => {
    await this.#turn();
    const row = this.rows.get(id);
    if (row === undefined) return null;
    const { pastLogin: _, cancelAsked: __, lease: ___, leaseUntil: ____, ...record } = row;
    return record;
  };

  readonly findIdempotency: Store['findIdempotency'] = async (owner, key, since) => {
    await this.#turn();
    const found = this.#keys.get(`${owner} ${key}`);
    return found !== undefined && found.createdAt >= since ? found : null;
  };

  readonly inFlight: Store['inFlight'] = async (owner) => {
    await this.#turn();
    return [...this.rows.values()].filter((row) => row.owner === owner && !FINAL.has(row.state)).length;
  };

  readonly findSame: Store['findSame'] = async (order, since) => {
    await this.#turn();
    const text = JSON.stringify({ ...order, target: { ...order.target, input: '' } });
    const same = [...this.rows.values()].filter(
      (row) =>
        row.state === 'done' &&
        (row.finishedAt ?? 0) >= since &&
        row.order.login === null &&
        JSON.stringify({ ...row.order, target: { ...row.order.target, input: '' } }) === text,
    );
    return same.at(-1) ?? null;
  };

  readonly list: Store['list'] = async ({ owner, host, verdict, since, before, limit }) => {
    await this.#turn();
    const all = [...this.rows.values()]
      .filter((row) => owner === null || row.owner === owner)
      .filter((row) => host === null || row.order.target.host === host)
      .filter((row) => verdict === null || row.verdict === verdict)
      .filter((row) => since === null || row.createdAt >= since)
      .reverse();
    const last = before === null ? null : readCursor(before)?.id;
    const from = last === null ? 0 : all.findIndex(({ id }) => id === last) + 1;
    const items = all.slice(from, from + limit);
    const end = items.at(-1);
    return { items, next: from + limit < all.length && end !== undefined ? cursorOf(end) : null };
  };

  readonly remove: Store['remove'] = async (id) => {
    await this.#turn();
    this.logs.delete(id);
    return this.rows.delete(id);
  };

  readonly cancel: Store['cancel'] = async (id, now) => {
    await this.#turn();
    const row = this.rows.get(id);
    const before = row?.state ?? null;
    if (row === undefined || before === null) return null;
    if (before === 'running') row.cancelAsked = true;
    if (before === 'queued') {
      Object.assign(row, { state: 'cancelled', finishedAt: now });
      this.#write(id, [{ type: 'end', reason: 'cancelled' }]);
    }
    return before;
  };

  readonly cancelsAsked: Store['cancelsAsked'] = async (ids) => {
    await this.#turn();
    return ids.filter((id) => this.rows.get(id)?.cancelAsked === true && this.rows.get(id)?.state === 'running');
  };

  readonly conclude: Store['conclude'] = async (id, ending: Ending, leaseToken) => {
    await this.#turn();
    const row = this.rows.get(id);
    if (row === undefined || FINAL.has(row.state) || (leaseToken !== null && row.lease !== leaseToken)) return false;
    const { state, at, failed, triaged, verdict } = ending;
    Object.assign(row, { state, finishedAt: at, failed, triaged, verdict, lease: null });
    this.#write(id, ending.events);
    return true;
  };

  readonly append: Store['append'] = async (id, events) => {
    await this.#turn();
    if (this.rows.has(id)) this.#write(id, events);
  };

  readonly events: Store['events'] = async (id, after, limit) => {
    await this.#turn();
    this.reads += 1;
    return (this.logs.get(id) ?? []).slice(after, after + limit);
  };

  readonly beat: Store['beat'] = async (instance, until) => {
    await this.#turn();
    this.#alive.set(instance, until);
  };

  readonly forget: Store['forget'] = async (now, keep) => {
    await this.#turn();
    const old = [...this.rows.values()].filter(({ expiresAt }) => expiresAt <= now).map(({ id }) => id);
    const rest = [...this.rows.keys()].filter((id) => !old.includes(id));
    const gone = [...old, ...rest.slice(0, Math.max(0, rest.length - keep))];
    for (const id of gone) this.rows.delete(id);
    return gone.length;
  };

  readonly tokens: Store['tokens'] = {
    add: async (token) => void this.#tokens.set(token.id, token),
    find: async (id) => this.#tokens.get(id) ?? null,
    list: async () => [...this.#tokens.values()],
    revoke: async (id, now) => this.#change(id, { revokedAt: now }),
    used: async (id, now) => void this.#change(id, { lastUsedAt: now }),
  };

  readonly writable: Store['writable'] = async () => !this.broken;
  readonly size: Store['size'] = async () => this.rows.size;
  readonly close: Store['close'] = async () => {};

  /** The queue of a process on this store. */
  queue(instance: string, leaseMs: number = LEASE_MS): JobQueue {
    let heard: () => void = () => {};
    const mine = ({ boundTo }: Row): boolean => boundTo === null || boundTo === instance;
    const held = ({ diagnosisId, token }: Lease): Row | undefined => {
      const row = this.rows.get(diagnosisId);
      return row?.state === 'running' && row.lease === token ? row : undefined;
    };
    return {
      enqueue: async () => heard(),
      lease: async (count) => {
        await this.#turn();
        const waiting = [...this.rows.values()].filter((row) => row.state === 'queued' && mine(row)).slice(0, count);
        return waiting.map((row) => {
          const token = `${instance} ${row.id} ${row.tries}`;
          const [startedAt, leaseUntil] = [row.startedAt ?? this.now(), this.now() + leaseMs];
          Object.assign(row, { state: 'running', lease: token, leaseUntil, startedAt, tries: row.tries + 1 });
          return { diagnosisId: row.id, token, tries: row.tries };
        });
      },
      extend: async (lease) => {
        await this.#turn();
        const row = held(lease);
        if (row !== undefined) row.leaseUntil = this.now() + leaseMs;
        return row !== undefined;
      },
      finish: async (lease) => {
        await this.#turn();
        const row = held(lease);
        if (row !== undefined) this.#fail(row, 'internal');
      },
      release: async (lease) => {
        await this.#turn();
        const row = held(lease);
        if (row === undefined) return;
        if (row.pastLogin) this.#fail(row, 'interrupted-after-auth');
        else Object.assign(row, { state: 'queued', lease: null, tries: row.tries - 1 });
      },
      recover: async (now) => {
        await this.#turn();
        const done = { requeued: 0, failed: 0 };
        for (const row of this.rows.values()) {
          const orphan = row.boundTo !== null && (this.#alive.get(row.boundTo) ?? 0) < now;
          const lost = row.state === 'running' && row.leaseUntil < now;
          if (FINAL.has(row.state) || !(lost || orphan)) continue;
          if (row.pastLogin) this.#fail(row, 'interrupted-after-auth');
          else if (orphan) this.#fail(row, 'secret-lost');
          else if (row.tries >= MOST_TRIES) this.#fail(row, 'worker-lost');
          else Object.assign(row, { state: 'queued', lease: null });
          done[row.state === 'queued' ? 'requeued' : 'failed'] += 1;
        }
        if (done.requeued > 0) heard();
        return done;
      },
      onWork: (callback) => {
        heard = callback;
      },
      stats: async () => {
        const open = [...this.rows.values()];
        const queued = open.filter(({ state }) => state === 'queued');
        const oldest = queued[0]?.createdAt ?? this.now();
        const running = open.filter(({ state }) => state === 'running').length;
        return { queued: queued.length, running, oldestAgeS: (this.now() - oldest) / 1_000 };
      },
      close: async () => {},
    };
  }

  #change(id: string, change: Partial<TokenRecord>): boolean {
    const token = this.#tokens.get(id);
    if (token !== undefined) this.#tokens.set(id, { ...token, ...change });
    return token !== undefined;
  }

  #fail(row: Row, failed: NonNullable<DiagnosisRecord['failed']>): void {
    Object.assign(row, { state: 'failed', failed, finishedAt: this.now(), lease: null });
    this.#write(row.id, [
      { type: 'error', reason: failed },
      { type: 'end', reason: 'failed' },
    ]);
  }

  #write(id: string, events: readonly LiveEvent[]): void {
    const log = this.logs.get(id) ?? [];
    for (const event of events) log.push({ n: log.length + 1, event });
    this.logs.set(id, log);
    const row = this.rows.get(id);
    if (row === undefined) return;
    row.events = log.length;
    if (events.some((event) => event.type === 'line' && event.who === 'client' && /^(AUTH|DATA|BDAT)/.test(event.text)))
      row.pastLogin = true;
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.broken) throw new StoreFailure('the store was told to fail');
  }
}
