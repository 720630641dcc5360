import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clock, openAt, type Place } from '../../test/engines.ts';
import { diagnosis, idOf } from '../../test/orders.ts';
import { POSTGRES_MISSING, type Postgres, startPostgres, withClient } from '../../test/postgres.ts';
import type { Opened } from './open.ts';
import { StoreFailure } from './types.ts';

const LIMIT = 1_000;

describe.skipIf(POSTGRES_MISSING !== null)('several processes on one PostgreSQL', () => {
  let server: Postgres;
  const time = clock();
  const opens: Opened[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    for (const { store } of opens) await store.close();
    await server.stop();
  });

  const newPlace = async (): Promise<Place> => ({ dataDir: '', databaseUrl: await server.database() });
  async function open(place: Place): Promise<Opened> {
    const opened = await openAt(place, time);
    opens.push(opened);
    return opened;
  }

  it('may all start on an empty database at the same moment', async () => {
    const place = await newPlace();
    const all = await Promise.all(Array.from({ length: 8 }, () => open(place)));
    expect(new Set(all.map(({ macKey }) => Buffer.from(macKey).toString('hex'))).size).toBe(1);
    const queues = all.map((each, n) => each.queue(`p${n}`));
    await Promise.all(queues.map((queue) => queue.lease(1)));
    const [first, second] = [all[0] as Opened, queues[1]];
    await first.store.accept(diagnosis(1), null, LIMIT);
    await queues[0]?.enqueue(idOf(1), null);
    expect(await second?.lease(1)).toMatchObject([{ diagnosisId: idOf(1) }]);
  });

  it('share one queue limit and one set of keys', async () => {
    const place = await newPlace();
    const [a, b] = [await open(place), await open(place)];
    const limited = await Promise.all(
      Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? a : b).store.accept(diagnosis(n), null, 10)),
    );
    expect(limited.filter(({ kind }) => kind === 'accepted')).toHaveLength(10);
    const keyed = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const made = diagnosis(100 + n);
        const key = { owner: 'o', key: 'k', fingerprint: 'f', diagnosisId: made.id, createdAt: time.now() };
        return (n % 2 === 0 ? a : b).store.accept(made, key, LIMIT);
      }),
    );
    expect(keyed.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
  });

  it('hear of each other, many names at once too', async () => {
    const place = await newPlace();
    const [a, b] = [await open(place), await open(place)];
    const names = Array.from({ length: 700 }, (_, n) => idOf(n));
    const heard = new Set<string>();
    await new Promise<void>((resolve) => {
      b.channel?.subscribe((name) => heard.add(name).size === names.length && resolve());
      for (const name of names) a.channel?.publish(name);
    });
    expect([...heard].sort()).toEqual(names);
  });

  it('keep their tables out of the way of others', async () => {
    const place = await newPlace();
    const opened = await open(place);
    await opened.queue('a').lease(1);
    const schemas = await withClient(place.databaseUrl ?? '', (client) =>
      client.query(
        "select distinct table_schema as name from information_schema.tables where table_schema !~ '^(pg_|information)' order by 1",
      ),
    );
    expect(schemas.rows).toEqual([{ name: 'smtp_triage' }, { name: 'smtp_triage_queue' }]);
  });

  it('say so while the server is away, and go on when it is back', { timeout: 60_000 }, async () => {
    const place = await newPlace();
    const opened = await open(place);
    const queue = opened.queue('a');
    await opened.store.accept(diagnosis(1), null, LIMIT);
    await queue.lease(0);
    const missed = new Promise<void>((resolve) => opened.channel?.subscribe(() => {}, resolve));
    await server.halt();
    await expect(opened.store.accept(diagnosis(2), null, LIMIT)).rejects.toBeInstanceOf(StoreFailure);
    await expect(opened.store.find(idOf(1))).rejects.toBeInstanceOf(StoreFailure);
    await expect(queue.lease(1)).rejects.toBeInstanceOf(StoreFailure);
    await expect(queue.enqueue(idOf(1), null)).rejects.toBeInstanceOf(StoreFailure);
    expect(await opened.store.writable()).toBe(false);
    await server.restart();
    await missed;
    time.pass(1_000);
    expect(await opened.store.writable()).toBe(true);
    expect(await opened.store.accept(diagnosis(3), null, LIMIT)).toEqual({ kind: 'accepted' });
    await queue.enqueue(idOf(1), null);
    expect(await queue.lease(1)).toMatchObject([{ diagnosisId: idOf(1) }]);
    const heard = new Promise<string>((resolve) => opened.channel?.subscribe(resolve));
    opened.channel?.publish('again');
    expect(await heard).toBe('again');
  });

  it('say in one sentence that there is no server', async () => {
    const nowhere = { dataDir: '', databaseUrl: 'postgres://nobody@127.0.0.1:1/none' };
    await expect(openAt(nowhere, time)).rejects.toThrow(/^The store cannot be used now \(ECONNREFUSED\)\.$/);
  });
});
