import type { LiveEvent } from '@smtp-triage/core/live';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobQueue, Lease } from '../src/jobs/types.ts';
import type { Opened } from '../src/store/open.ts';
import type { DiagnosisRecord, Ending, NewDiagnosis } from '../src/store/types.ts';
import { type Clock, clock, type Ground, openAt, START, type TestEngine } from './engines.ts';
import { diagnosis, idOf, loginOrder, order, result } from './orders.ts';

const LEASE_MS = 30_000;
const ALIVE_MS = 10_000;
const LIMIT = 5_000;

const said = (text: string): LiveEvent => ({ type: 'line', routeId: '587-starttls', who: 'client', text, atMs: 5 });

const done = (at: number): Ending => ({
  state: 'done',
  at,
  failed: null,
  triaged: result(),
  verdict: 'inconclusive',
  events: [{ type: 'end', reason: 'done' }],
});

/** What any queue must do, whichever engine it stands on. */
export function queueContract(engine: TestEngine): void {
  describe.skipIf(engine.missing !== null)(`the queue on ${engine.name}`, () => {
    let ground: Ground;
    let time: Clock;
    let opened: Opened;
    let queues: JobQueue[];

    beforeAll(async () => {
      ground = await engine.start();
    });
    afterAll(() => ground.stop());
    beforeEach(async () => {
      time = clock();
      opened = await openAt(await ground.place(), time);
      queues = [];
    });
    afterEach(async () => {
      for (const queue of queues) await queue.close();
      await opened.store.close();
    });

    /** The queue as a process of this name sees it, which gives signs of life. */
    async function processNamed(name: string): Promise<JobQueue> {
      const queue = opened.queue(name, { leaseMs: LEASE_MS });
      queues.push(queue);
      await opened.store.beat(name, time.now() + ALIVE_MS);
      return queue;
    }

    async function accept(queue: JobQueue, n: number, more: Partial<NewDiagnosis> = {}): Promise<string> {
      const made = diagnosis(n, more);
      expect(await opened.store.accept(made, null, LIMIT)).toEqual({ kind: 'accepted' });
      await queue.enqueue(made.id, made.boundTo);
      return made.id;
    }

    async function leaseOne(queue: JobQueue): Promise<Lease> {
      const [lease] = await queue.lease(1);
      if (lease === undefined) throw new Error('nothing to lease');
      return lease;
    }

    async function found(id: string): Promise<DiagnosisRecord> {
      const record = await opened.store.find(id);
      if (record === null) throw new Error('not there');
      return record;
    }

    const logOf = async (id: string): Promise<readonly LiveEvent[]> =>
      (await opened.store.events(id, 0, 100)).map(({ event }) => event);

    it('hands out what has waited longest first, and as much as is asked for', async () => {
      const a = await processNamed('a');
      for (const n of [1, 2, 3, 4, 5]) await accept(a, n);
      expect((await a.lease(2)).map(({ diagnosisId }) => diagnosisId)).toEqual([idOf(1), idOf(2)]);
      expect((await a.lease(10)).map(({ diagnosisId }) => diagnosisId)).toEqual([idOf(3), idOf(4), idOf(5)]);
      expect(await a.lease(10)).toEqual([]);
      expect(await a.lease(0)).toEqual([]);
    });

    it('makes what it hands out running in the store', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1);
      expect(await found(id)).toMatchObject({ state: 'queued', startedAt: null, tries: 0 });
      time.pass(700);
      expect(await leaseOne(a)).toMatchObject({ diagnosisId: id, tries: 1 });
      expect(await found(id)).toMatchObject({ state: 'running', startedAt: START + 700, tries: 1 });
    });

    it('gives nothing twice to four workers that take 2000 diagnoses at the same time', {
      timeout: 60_000,
    }, async () => {
      const count = 2_000;
      const workers = await Promise.all(['a', 'b', 'c', 'd'].map(processNamed));
      const first = workers[0] as JobQueue;
      await Promise.all(Array.from({ length: count }, (_, n) => accept(first, n)));
      const taken = await Promise.all(
        workers.map(async (worker) => {
          const mine: Lease[] = [];
          for (let looks = 0; looks < count; looks++) {
            const leases = await worker.lease(10);
            if (leases.length === 0) break;
            mine.push(...leases);
          }
          return mine;
        }),
      );
      expect(taken.every((mine) => mine.length > 0)).toBe(true);
      const ids = taken.flat().map(({ diagnosisId }) => diagnosisId);
      expect(ids.length).toBe(count);
      expect(new Set(ids).size).toBe(count);
    });

    it('keeps a lease that is extended, and lets go of one that is not', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1);
      const lease = await leaseOne(a);
      time.pass(LEASE_MS - 1);
      await opened.store.beat('a', time.now() + ALIVE_MS);
      expect(await a.extend(lease)).toBe(true);
      time.pass(2);
      expect(await b.recover(time.now())).toEqual({ requeued: 0, failed: 0 });
      time.pass(LEASE_MS);
      await opened.store.beat('a', time.now() + ALIVE_MS);
      expect(await b.recover(time.now())).toEqual({ requeued: 1, failed: 0 });
      const second = await leaseOne(b);
      expect(second).toMatchObject({ diagnosisId: id, tries: 2 });
      expect(second.token).not.toBe(lease.token);
      expect(await a.extend(lease)).toBe(false);
      expect(await opened.store.conclude(id, done(time.now()), lease.token)).toBe(false);
      await a.finish(lease);
      expect(await found(id)).toMatchObject({ state: 'running', triaged: null });
      expect(await opened.store.conclude(id, done(time.now()), second.token)).toBe(true);
    });

    it('finds at once what a process had that has stopped giving signs of life', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1);
      await a.lease(1);
      await opened.store.beat('a', time.now() - 1);
      expect(await b.recover(time.now())).toEqual({ requeued: 1, failed: 0 });
      expect(await leaseOne(b)).toMatchObject({ diagnosisId: id });
    });

    it('queues again at most twice, then says that the worker was lost', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1);
      for (const requeued of [1, 1, 0]) {
        await a.lease(1);
        time.pass(LEASE_MS + 1);
        await opened.store.beat('a', time.now() + ALIVE_MS);
        expect(await a.recover(time.now())).toEqual({ requeued, failed: 1 - requeued });
      }
      expect(await found(id)).toMatchObject({
        state: 'failed',
        failed: 'worker-lost',
        tries: 3,
        finishedAt: time.now(),
      });
      expect((await logOf(id)).slice(-2)).toEqual([
        { type: 'error', reason: 'worker-lost' },
        { type: 'end', reason: 'failed' },
      ]);
      expect(await a.lease(1)).toEqual([]);
    });

    it('takes back what is released, as if it had never been tried', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1);
      for (let round = 0; round < 5; round++) await a.release(await leaseOne(a));
      expect(await found(id)).toMatchObject({ state: 'queued', tries: 0 });
      expect(await leaseOne(b)).toMatchObject({ diagnosisId: id, tries: 1 });
    });

    it('does not queue again what is released past its login', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1);
      const lease = await leaseOne(a);
      void opened.store.append(id, [said('AUTH PLAIN ‹redacted›')]);
      await a.release(lease);
      expect(await found(id)).toMatchObject({ state: 'failed', failed: 'interrupted-after-auth' });
      expect(await a.lease(1)).toEqual([]);
    });

    it('gives bound work to its own process only', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1, { boundTo: 'a', order: loginOrder() });
      expect(await b.lease(5)).toEqual([]);
      expect(await a.lease(5)).toMatchObject([{ diagnosisId: id }]);
    });

    it('fails waiting bound work once its process is gone, and leaves that of living ones alone', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const [lost, kept] = [await accept(a, 1, { boundTo: 'a' }), await accept(b, 2, { boundTo: 'b' })];
      await opened.store.beat('a', time.now() - 1);
      expect(await b.recover(time.now())).toEqual({ requeued: 0, failed: 1 });
      expect(await found(lost)).toMatchObject({ state: 'failed', failed: 'secret-lost' });
      expect(await found(kept)).toMatchObject({ state: 'queued' });
    });

    it('takes work bound to a process that was never seen for lost', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1, { boundTo: 'nobody' });
      await a.recover(time.now());
      expect(await found(id)).toMatchObject({ failed: 'secret-lost' });
    });

    it.each([
      ['AUTH PLAIN ‹redacted 48 octets›', 'interrupted-after-auth'],
      ['EHLO client.example', 'secret-lost'],
    ])('ends running bound work whose last words were %s as %s', async (text, failed) => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1, { boundTo: 'a', order: loginOrder() });
      await a.lease(1);
      await opened.store.append(id, [said(text)]);
      await opened.store.beat('a', time.now() - 1);
      expect(await b.recover(time.now())).toEqual({ requeued: 0, failed: 1 });
      expect(await found(id)).toMatchObject({ state: 'failed', failed });
    });

    it('never runs again what has sent its message', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const envelope = { from: 'a@example.net', to: 'b@example.net', size: null };
      const [said_, silent] = [
        await accept(a, 1, { order: order('one.example', { upTo: 'data', envelope }) }),
        await accept(a, 2, { order: order('two.example', { upTo: 'data', envelope }) }),
      ];
      await a.lease(2);
      await opened.store.append(said_, [said('DATA')]);
      await opened.store.beat('a', time.now() - 1);
      expect(await b.recover(time.now())).toEqual({ requeued: 0, failed: 2 });
      expect(await found(said_)).toMatchObject({ failed: 'interrupted-after-auth' });
      // Its log may lack the last lines, so what it had sent is not known
      expect(await found(silent)).toMatchObject({ failed: 'worker-lost' });
    });

    it('does not hand out what was cancelled while it waited', async () => {
      const a = await processNamed('a');
      const [id, other] = [await accept(a, 1), await accept(a, 2)];
      expect(await opened.store.cancel(id, time.now())).toBe('queued');
      expect((await a.lease(5)).map(({ diagnosisId }) => diagnosisId)).toEqual([other]);
      expect(await found(id)).toMatchObject({ state: 'cancelled', finishedAt: START });
      expect((await logOf(id)).at(-1)).toEqual({ type: 'end', reason: 'cancelled' });
    });

    it('ends as cancelled what was cancelled while it ran, when its worker is lost', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const id = await accept(a, 1);
      await a.lease(1);
      expect(await opened.store.cancelsAsked([id])).toEqual([]);
      expect(await opened.store.cancel(id, time.now())).toBe('running');
      expect(await opened.store.cancelsAsked([id])).toEqual([id]);
      await opened.store.beat('a', time.now() - 1);
      await b.recover(time.now());
      expect(await found(id)).toMatchObject({ state: 'cancelled', failed: null });
    });

    it('never hands out what is finished', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1);
      const lease = await leaseOne(a);
      expect(await opened.store.conclude(id, done(time.now()), lease.token)).toBe(true);
      await a.finish(lease);
      time.pass(10 * LEASE_MS);
      expect(await a.recover(time.now())).toEqual({ requeued: 0, failed: 0 });
      expect(await a.lease(1)).toEqual([]);
      expect(await found(id)).toMatchObject({ state: 'done', failed: null });
    });

    it('leaves nothing running that was finished without a conclusion', async () => {
      const a = await processNamed('a');
      const id = await accept(a, 1);
      await a.finish(await leaseOne(a));
      expect(await found(id)).toMatchObject({ state: 'failed', failed: 'internal' });
    });

    it('finds what waits without having been announced', async () => {
      const a = await processNamed('a');
      const made = diagnosis(1);
      await opened.store.accept(made, null, LIMIT);
      time.pass(60_000);
      await opened.store.beat('a', time.now() + ALIVE_MS);
      await a.recover(time.now());
      await a.recover(time.now());
      expect((await a.lease(5)).map(({ diagnosisId }) => diagnosisId)).toEqual([made.id]);
      expect(await a.lease(5)).toEqual([]);
    });

    it('settles each loss once where several processes recover at the same time', async () => {
      const [a, b, c] = [await processNamed('a'), await processNamed('b'), await processNamed('c')];
      for (let n = 0; n < 50; n++) await accept(a, n);
      await a.lease(50);
      await opened.store.beat('a', time.now() - 1);
      const did = await Promise.all([b, c, b, c].map((each) => each.recover(time.now())));
      expect(did.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(50);
      const again = [...(await b.lease(30)), ...(await c.lease(30))];
      expect(new Set(again.map(({ diagnosisId }) => diagnosisId)).size).toBe(50);
      expect(again.every(({ tries }) => tries === 2)).toBe(true);
    });

    it('calls back when there is work', async () => {
      const [a, b] = [await processNamed('a'), await processNamed('b')];
      const heard = new Promise<void>((resolve) => a.onWork(resolve));
      await accept(engine.name === 'postgres' ? b : a, 1);
      await heard;
      expect(await a.lease(1)).toHaveLength(1);
    });

    it('counts what waits and what runs, and how long the oldest has waited', async () => {
      const a = await processNamed('a');
      expect(await a.stats()).toEqual({ queued: 0, running: 0, oldestAgeS: 0 });
      for (const n of [1, 2, 3]) await accept(a, n * 1_000);
      await a.lease(1);
      time.pass(12_000);
      expect(await a.stats()).toEqual({ queued: 2, running: 1, oldestAgeS: 10 });
    });
  });
}
