import pg, { type Pool } from 'pg';
import { connectionTo } from './pool.ts';

/** Tells all processes on one database that something with this name has changed. A message may get lost; it carries nothing else. */
export type Channel = {
  /** Says so, within {@link GATHER_MS}; this process hears it too. */
  publish(name: string): void;
  /** Calls back until the returned function is called. `missed`: messages may have got lost, so look again at everything. */
  subscribe(heard: (name: string) => void, missed?: () => void): () => void;
};

/** How long names are gathered before they are sent, in milliseconds: every notification takes a lock on the whole database. */
const GATHER_MS = 10;
/** PostgreSQL takes less than 8,000 octets. */
const PAYLOAD = 7_900;
/** How long to wait before connecting again, in milliseconds: at first and at most. */
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

/** What listens on one dedicated connection, for as long as it is open. */
export type Channels<Name extends string> = {
  readonly of: Readonly<Record<Name, Channel>>;
  /** Resolves once it listens, or with the first failure. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
};

type Subscriber = { readonly heard: (name: string) => void; readonly missed: () => void };

/**
 * Opens channels over LISTEN and NOTIFY. The listening connection is made again by itself when it breaks; then whoever
 * subscribed is told that messages may have got lost.
 */
export function openChannels<Name extends string>(
  pool: Pool,
  connectionString: string,
  names: readonly Name[],
): Channels<Name> {
  const subscribers = new Map<string, Set<Subscriber>>(names.map((name) => [name, new Set()]));
  const closers: (() => Promise<void>)[] = [];
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let waitMs = RETRY_MS;

  async function connect(): Promise<void> {
    const next = new pg.Client(connectionTo(connectionString));
    next.on('error', () => {});
    next.on('end', () => {
      if (client === next) again();
    });
    next.on('notification', ({ channel, payload }) => {
      for (const name of (payload ?? '').split(',')) {
        for (const { heard } of subscribers.get(channel) ?? []) heard(name);
      }
    });
    await next.connect();
    for (const name of names) await next.query(`listen ${name}`);
    if (closed) return next.end();
    client = next;
    waitMs = RETRY_MS;
  }

  function again(): void {
    client = null;
    if (closed || timer !== null) return;
    timer = setTimeout(async () => {
      timer = null;
      try {
        await connect();
        for (const each of subscribers.values()) for (const { missed } of each) missed();
      } catch {
        waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS);
        again();
      }
    }, waitMs);
    timer.unref();
  }

  const of = Object.fromEntries(
    names.map((channel) => {
      const sender = senderOn(pool, channel);
      closers.push(sender.close);
      const all = subscribers.get(channel) ?? new Set();
      const subscribe: Channel['subscribe'] = (heard, missed = () => {}) => {
        const subscriber = { heard, missed };
        all.add(subscriber);
        return () => void all.delete(subscriber);
      };
      return [channel, { publish: sender.publish, subscribe }];
    }),
  ) as Record<Name, Channel>;

  return {
    of,
    ready: connect(),
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      for (const close of closers) await close();
      await client?.end();
    },
  };
}

/** Gathers names and sends them, as few notifications as possible. Whoever misses one finds the change by looking, so failures are not told. */
function senderOn(
  pool: Pool,
  channel: string,
): { readonly publish: (name: string) => void; readonly close: () => Promise<void> } {
  const names = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<unknown> = Promise.resolve();

  function send(): void {
    timer = null;
    for (const payload of packed([...names])) {
      sending = pool.query('select pg_notify($1, $2)', [channel, payload]).catch(() => {});
    }
    names.clear();
  }

  return {
    publish(name) {
      names.add(name);
      timer ??= setTimeout(send, GATHER_MS);
    },
    async close() {
      if (timer !== null) {
        clearTimeout(timer);
        send();
      }
      await sending;
    },
  };
}

/** Names joined by commas into as few payloads as will do. */
function packed(names: readonly string[]): readonly string[] {
  const payloads: string[] = [];
  for (const name of names) {
    const last = payloads.at(-1);
    if (last === undefined || last.length + 1 + name.length > PAYLOAD) payloads.push(name);
    else payloads[payloads.length - 1] = `${last},${name}`;
  }
  return payloads;
}
