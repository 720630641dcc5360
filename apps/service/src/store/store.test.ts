import type { LiveEvent } from '@smtp-triage/core/live';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, clock, EMBEDDED, type Ground, openAt, type Place, POSTGRES, START } from '../../test/engines.ts';
import { diagnosis, idOf, loginOrder, order, result } from '../../test/orders.ts';
import type { Opened } from './open.ts';
import type { Accepted, Ending, Idempotency, ListQuery, Store, TokenRecord } from './types.ts';

const HOUR_MS = 3_600_000;
const LIMIT = 1_000;

const line = (text: string): LiveEvent => ({ type: 'line', routeId: '587', who: 'server', text, atMs: 1 });
const ends = (at: number, more: Partial<Ending> = {}): Ending => ({
  state: 'done',
  at,
  failed: null,
  triaged: result(),
  verdict: 'inconclusive',
  events: [{ type: 'end', reason: 'done' }],
  ...more,
});
const key = (n: number, more: Partial<Idempotency> = {}): Idempotency => ({
  owner: 'st_alice',
  key: 'k-1',
  fingerprint: 'f'.repeat(64),
  diagnosisId: idOf(n),
  createdAt: START,
  ...more,
});
const everything: ListQuery = { owner: null, host: null, verdict: null, since: null, before: null, limit: 10 };
const kinds = (answers: readonly Accepted[]): readonly string[] => answers.map(({ kind }) => kind).sort();

describe.each([EMBEDDED, POSTGRES])('the store on $name', (engine) => {
  describe.skipIf(engine.missing !== null)('when it works', () => {
    let ground: Ground;
    let place: Place;
    let time: Clock;
    let opened: Opened;
    let store: Store;

    beforeAll(async () => {
      ground = await engine.start();
    });
    afterAll(() => ground.stop());
    beforeEach(async () => {
      time = clock();
      place = await ground.place();
      opened = await openAt(place, time);
      store = opened.store;
    });
    afterEach(() => store.close());

    const accept = (n: number, more: Parameters<typeof diagnosis>[1] = {}): Promise<Accepted> =>
      store.accept(diagnosis(n, more), null, LIMIT);
    const logOf = async (id: string): Promise<readonly LiveEvent[]> =>
      (await store.events(id, 0, 10_000)).map(({ event }) => event);

    describe('accepting', () => {
      it('remembers everything that was ordered, and its first event', async () => {
        const asked = order('mail.example.net', {
          settings: { port: 465, mode: 'implicit-tls' },
          target: {
            input: 'joe@example.net',
            host: 'example.net',
            kind: 'email',
            ports: [
              { port: 465, mode: 'implicit-tls' },
              { port: 587, mode: 'starttls' },
            ],
            sni: null,
            family: 4,
          },
        });
        expect(await accept(1, { order: asked, boundTo: 'a' })).toEqual({ kind: 'accepted' });
        expect(await store.find(idOf(1))).toEqual({
          id: idOf(1),
          state: 'queued',
          owner: 'st_alice',
          order: asked,
          boundTo: 'a',
          createdAt: START + 1,
          startedAt: null,
          finishedAt: null,
          expiresAt: START + 1 + HOUR_MS,
          tries: 0,
          failed: null,
          triaged: null,
          verdict: null,
          events: 1,
        });
        expect(await logOf(idOf(1))).toEqual([
          {
            type: 'snapshot',
            state: 'queued',
            ladder: [
              { port: 465, mode: 'implicit-tls' },
              { port: 587, mode: 'starttls' },
            ],
          },
        ]);
        expect(await store.find(idOf(2))).toBeNull();
      });

      it('never lets more wait than may, however many come at once', async () => {
        const answers = await Promise.all(Array.from({ length: 250 }, (_, n) => store.accept(diagnosis(n), null, 10)));
        expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(10);
        expect(answers.at(-1)).toEqual({ kind: 'full', retryAfterS: 5 });
        expect(await opened.queue('a').stats()).toMatchObject({ queued: 10 });
      });

      it('says how long a tenth of a full queue takes, as fast as it drained in the last minute', async () => {
        for (let n = 0; n < 30; n++) {
          await accept(n);
          await store.conclude(idOf(n), ends(START), null);
        }
        for (let n = 30; n < 50; n++) await store.accept(diagnosis(n), null, 20);
        expect(await store.accept(diagnosis(50), null, 20)).toEqual({ kind: 'full', retryAfterS: 4 });
        time.pass(61_000);
        expect(await store.accept(diagnosis(50), null, 20)).toEqual({ kind: 'full', retryAfterS: 5 });
      });

      it('takes a result that is known as done, in the words of who asks, even when the queue is full', async () => {
        await store.accept(diagnosis(1), null, 1);
        const asked = order('example.net', {
          target: {
            input: 'amy@example.net',
            host: 'example.net',
            kind: 'email',
            ports: null,
            sni: null,
            family: null,
          },
        });
        const known = diagnosis(2, { order: asked, result: result('example.net', 'joe@example.net') });
        expect(await store.accept(known, null, 1)).toEqual({ kind: 'accepted' });
        const record = await store.find(idOf(2));
        expect(record).toMatchObject({ state: 'done', startedAt: START + 2, finishedAt: START + 2, events: 3 });
        expect(record?.triaged).toEqual(result('example.net', 'amy@example.net'));
        expect((await logOf(idOf(2))).map(({ type }) => type)).toEqual(['snapshot', 'verdict.final', 'end']);
      });

      it('makes one diagnosis of fifty requests with the same key', async () => {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, n) => store.accept(diagnosis(n), key(n), LIMIT)),
        );
        expect(kinds(answers).filter((kind) => kind === 'accepted')).toHaveLength(1);
        const first = answers.findIndex(({ kind }) => kind === 'accepted');
        for (const answer of answers) {
          if (answer.kind === 'known') expect(answer.earlier).toEqual(key(first));
        }
        expect((await store.list(everything)).items.map(({ id }) => id)).toEqual([idOf(first)]);
      });

      it('knows a key from an earlier request before it looks at the queue', async () => {
        await store.accept(diagnosis(1), key(1), 1);
        expect(await store.accept(diagnosis(2), key(2), 1)).toEqual({ kind: 'known', earlier: key(1) });
        expect(await store.accept(diagnosis(3), key(3, { owner: 'st_bob' }), 1)).toMatchObject({ kind: 'full' });
        expect(await store.findIdempotency('st_bob', 'k-1', 0)).toBeNull();
      });

      it('takes a key anew after a day', async () => {
        await store.accept(diagnosis(1), key(1), LIMIT);
        const late = START + 24 * HOUR_MS;
        expect(await store.accept(diagnosis(2), key(2, { createdAt: late }), LIMIT)).toMatchObject({ kind: 'known' });
        expect(await store.accept(diagnosis(3), key(3, { createdAt: late + 1 }), LIMIT)).toEqual({ kind: 'accepted' });
        expect(await store.findIdempotency('st_alice', 'k-1', late)).toEqual(key(3, { createdAt: late + 1 }));
        expect(await store.findIdempotency('st_alice', 'k-1', late + 2)).toBeNull();
      });
    });

    describe('the log', () => {
      it('numbers events from 1 without gaps, for many diagnoses and appends at once', async () => {
        for (const n of [1, 2, 3]) await accept(n);
        await Promise.all(
          Array.from({ length: 300 }, (_, n) => store.append(idOf(1 + (n % 3)), [line(`${n} a`), line(`${n} b`)])),
        );
        for (const n of [1, 2, 3]) {
          const events = await store.events(idOf(n), 0, 10_000);
          expect(events.map((each) => each.n)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
          const mine = Array.from({ length: 100 }, (_, index) => n - 1 + index * 3);
          expect(events.slice(1).map(({ event }) => (event.type === 'line' ? event.text : ''))).toEqual(
            mine.flatMap((each) => [`${each} a`, `${each} b`]),
          );
          expect(await store.find(idOf(n))).toMatchObject({ events: 201 });
        }
      });

      it('shows no gap and no duplicate to who reads while it is written', { timeout: 20_000 }, async () => {
        await accept(1);
        const other = engine.name === 'postgres' ? await openAt(place, time) : opened;
        const writing = (async () => {
          for (let n = 0; n < 60; n++) {
            await Promise.all([
              store.append(idOf(1), [line('x')]),
              other.store.append(idOf(1), [line('y'), line('z')]),
            ]);
          }
        })();
        const read: number[] = [];
        while (read.length < 1 + 60 * 3) {
          const page = await other.store.events(idOf(1), read.at(-1) ?? 0, 7);
          read.push(...page.map(({ n }) => n));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        await writing;
        expect(read).toEqual(Array.from({ length: 181 }, (_, index) => index + 1));
        if (other !== opened) await other.store.close();
      });

      it('gives pages after a number', async () => {
        await accept(1);
        await store.append(idOf(1), ['a', 'b', 'c'].map(line));
        expect(await store.events(idOf(1), 1, 2)).toEqual([
          { n: 2, event: line('a') },
          { n: 3, event: line('b') },
        ]);
        expect(await store.events(idOf(1), 4, 2)).toEqual([]);
      });

      it('drops what is said of a diagnosis that is not there', async () => {
        await accept(1);
        await Promise.all([store.append(idOf(9), [line('lost')]), store.append(idOf(1), [line('kept')])]);
        expect(await store.events(idOf(9), 0, 10)).toEqual([]);
        expect(await logOf(idOf(1))).toHaveLength(2);
      });

      it('tells who watches, after the commit', async () => {
        const heard: Promise<number>[] = [];
        const stop = opened.watch((id) => heard.push(store.events(id, 0, 10).then(({ length }) => length)));
        await accept(1);
        await store.append(idOf(1), [line('a')]);
        await store.conclude(idOf(1), ends(START), null);
        stop();
        await store.append(idOf(1), [line('unheard')]);
        expect(await Promise.all(heard)).toEqual([1, 2, 3]);
      });
    });

    describe('ending', () => {
      it('writes result and last events together, after all that was appended', async () => {
        await accept(1);
        void store.append(idOf(1), [line('a')]);
        void store.append(idOf(1), [line('b')]);
        expect(await store.conclude(idOf(1), ends(START + 50), null)).toBe(true);
        expect(await store.find(idOf(1))).toMatchObject({
          state: 'done',
          finishedAt: START + 50,
          triaged: result(),
          verdict: 'inconclusive',
          events: 4,
        });
        expect((await logOf(idOf(1))).slice(1)).toEqual([line('a'), line('b'), { type: 'end', reason: 'done' }]);
      });

      it('ends once', async () => {
        await accept(1);
        const cancelled = ends(START, { state: 'cancelled', triaged: null, verdict: null });
        const both = await Promise.all([
          store.conclude(idOf(1), ends(START), null),
          store.conclude(idOf(1), cancelled, null),
        ]);
        expect(both.filter(Boolean)).toHaveLength(1);
        expect((await logOf(idOf(1))).filter(({ type }) => type === 'end')).toHaveLength(1);
        expect(await store.conclude(idOf(7), ends(START), null)).toBe(false);
      });

      it('says what a cancelled diagnosis was before', async () => {
        await accept(1);
        expect(await store.cancel(idOf(1), START)).toBe('queued');
        expect(await store.cancel(idOf(1), START)).toBe('cancelled');
        expect(await store.cancel(idOf(2), START)).toBeNull();
        expect((await logOf(idOf(1))).filter(({ type }) => type === 'end')).toHaveLength(1);
      });

      it('removes a diagnosis with its events and its key', async () => {
        await store.accept(diagnosis(1), key(1), LIMIT);
        await accept(2);
        expect(await store.remove(idOf(1))).toBe(true);
        expect(await store.remove(idOf(1))).toBe(false);
        expect(await store.find(idOf(1))).toBeNull();
        expect(await logOf(idOf(1))).toEqual([]);
        expect(await store.findIdempotency('st_alice', 'k-1', 0)).toBeNull();
        expect(await logOf(idOf(2))).toHaveLength(1);
      });
    });

    describe('finding', () => {
      it('counts what is not final of an owner', async () => {
        for (const n of [1, 2, 3]) await accept(n);
        await accept(4, { owner: 'st_bob' });
        await store.cancel(idOf(1), START);
        await opened.queue('a').lease(1);
        expect(await store.inFlight('st_alice')).toBe(2);
      });

      it('finds the youngest result of the same question, however it was written', async () => {
        const written = (input: string) => order('Mail.example.net', { target: { ...order().target, input } });
        for (const n of [1, 2]) {
          await accept(n, { order: written(`spelling ${n}`) });
          await store.conclude(idOf(n), ends(START + n * 1_000), null);
        }
        const asked = written('another');
        expect(await store.findSame(asked, START)).toMatchObject({ id: idOf(2), triaged: result() });
        expect(await store.findSame(asked, START + 2_000)).toMatchObject({ id: idOf(2) });
        expect(await store.findSame(asked, START + 2_001)).toBeNull();
        expect(await store.findSame({ ...asked, upTo: 'rcpt' }, START)).toBeNull();
        expect(await store.findSame({ ...asked, target: { ...asked.target, family: 6 } }, START)).toBeNull();
      });

      it('shares no result of a login, none that is not done, and none that was taken over', async () => {
        await accept(1, { order: loginOrder('a.example') });
        await store.conclude(idOf(1), ends(START), null);
        expect(await store.findSame(loginOrder('a.example'), 0)).toBeNull();
        await accept(2, { order: order('b.example') });
        await store.conclude(idOf(2), ends(START, { state: 'cancelled' }), null);
        expect(await store.findSame(order('b.example'), 0)).toBeNull();
        await accept(3, { order: order('c.example'), result: result('c.example') });
        expect(await store.findSame(order('c.example'), 0)).toBeNull();
      });

      it('lists the youngest first, in pages that miss and repeat nothing', async () => {
        for (let n = 0; n < 25; n++) await accept(n, { createdAt: START + Math.floor(n / 4) });
        const seen: string[] = [];
        let before: string | null = null;
        do {
          const page = await store.list({ ...everything, before, limit: 6 });
          expect(page.items.length).toBeLessThanOrEqual(6);
          seen.push(...page.items.map(({ id }) => id));
          before = page.next;
        } while (before !== null);
        expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => idOf(24 - n)));
        expect(await store.list({ ...everything, before: 'not a cursor' })).toEqual({ items: [], next: null });
      });

      it('narrows a list', async () => {
        await accept(1, { order: order('a.example') });
        await accept(2, { order: order('b.example'), owner: 'st_bob' });
        await accept(3, { order: order('a.example'), owner: 'st_bob' });
        await store.conclude(idOf(3), ends(START, { verdict: 'fixable' }), null);
        const ids = async (query: Partial<ListQuery>) =>
          (await store.list({ ...everything, ...query })).items.map(({ id }) => id);
        expect(await ids({ owner: 'st_bob' })).toEqual([idOf(3), idOf(2)]);
        expect(await ids({ host: 'a.example' })).toEqual([idOf(3), idOf(1)]);
        expect(await ids({ verdict: 'fixable' })).toEqual([idOf(3)]);
        expect(await ids({ since: START + 2 })).toEqual([idOf(3), idOf(2)]);
        expect(await ids({ owner: 'st_bob', host: 'a.example', verdict: 'ready' })).toEqual([]);
      });
    });

    describe('forgetting', () => {
      it('leaves of the expired only that they were there, for a day', async () => {
        await store.accept(diagnosis(1, { order: loginOrder() }), key(1), LIMIT);
        await accept(2);
        await store.conclude(idOf(1), ends(START), null);
        time.pass(HOUR_MS + 10);
        expect(await store.forget(time.now(), 100)).toBe(1);
        const ghost = await store.find(idOf(1));
        expect(ghost).toMatchObject({ state: 'expired', owner: 'st_alice', triaged: null, events: 0 });
        expect(JSON.stringify(ghost)).not.toMatch(/joe|example/);
        expect(await logOf(idOf(1))).toEqual([]);
        expect((await store.list(everything)).items.map(({ id }) => id)).toEqual([idOf(2)]);
        expect(await store.find(idOf(2))).toMatchObject({ state: 'queued' });
        expect(await store.forget(time.now() + 24 * HOUR_MS, 100)).toBe(0);
        expect(await store.find(idOf(1))).toBeNull();
        expect(await store.findIdempotency('st_alice', 'k-1', 0)).toBeNull();
      });

      it('keeps as many as it may, the youngest, and all that have not ended', async () => {
        for (let n = 0; n < 130; n++) {
          await accept(n);
          if (n > 0) await store.conclude(idOf(n), ends(START), null);
        }
        expect(await store.forget(START, 5)).toBe(124);
        const kept = (await store.list({ ...everything, limit: 100 })).items.map(({ id }) => id);
        expect(kept).toEqual([129, 128, 127, 126, 125, 0].map(idOf));
        expect(await logOf(idOf(124))).toEqual([]);
      });
    });

    it('keeps tokens', async () => {
      const token: TokenRecord = {
        id: 'abc',
        name: 'monitoring',
        hash: '0'.repeat(64),
        scopes: ['diagnose', 'metrics'],
        createdAt: START,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      };
      await store.tokens.add(token);
      await store.tokens.add({ ...token, id: 'def', createdAt: START + 1, expiresAt: START + 5 });
      expect(await store.tokens.find('abc')).toEqual(token);
      await store.tokens.used('abc', START + 9);
      expect(await store.tokens.revoke('abc', START + 10)).toBe(true);
      expect(await store.tokens.revoke('abc', START + 11)).toBe(false);
      expect(await store.tokens.revoke('xyz', START)).toBe(false);
      expect(await store.tokens.list()).toEqual([
        { ...token, lastUsedAt: START + 9, revokedAt: START + 10 },
        { ...token, id: 'def', createdAt: START + 1, expiresAt: START + 5 },
      ]);
    });

    it('is there again after it was closed, with the same key', async () => {
      await accept(1);
      void store.append(idOf(1), [line('written at the last moment')]);
      await store.close();
      const again = await openAt(place, time);
      opened = { ...opened, store: again.store };
      store = again.store;
      expect(await store.find(idOf(1))).toMatchObject({ state: 'queued', events: 2 });
      expect(again.macKey).toEqual(opened.macKey);
      expect(again.macKey).toHaveLength(32);
    });

    it('is tested for writing once a second at most', async () => {
      const answers = [store.writable(), store.writable()];
      expect(answers[0]).toBe(answers[1]);
      time.pass(1_000);
      answers.push(store.writable());
      expect(answers[2]).not.toBe(answers[0]);
      expect(await Promise.all(answers)).toEqual([true, true, true]);
    });

    it('knows that it can be written to, and its size', async () => {
      expect(await store.writable()).toBe(true);
      const before = await store.size();
      expect(before).toBeGreaterThan(10_000);
      await accept(1);
      await store.append(
        idOf(1),
        Array.from({ length: 500 }, () => line('x'.repeat(1_000))),
      );
      expect(await store.size()).toBeGreaterThan(before + 400_000);
    });

    it('has a key of its own in every store', async () => {
      const other = await openAt(await ground.place(), time);
      expect(other.macKey).not.toEqual(opened.macKey);
      await other.store.close();
    });
  });
});
