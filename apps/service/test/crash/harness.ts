import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestEngine } from '../engines.ts';
import { follow } from '../event-stream.ts';
import { bundleChild, type Child, startChild } from './child.ts';
import { startLoginCounter } from './login-counter.ts';
import type { ChildSetting } from './setting.ts';

/** What a row of kills came to. */
export type Aftermath = {
  /** Diagnoses that were answered with 202, and what was found of each after the last start: state and reason, or the status of the answer. */
  readonly accepted: ReadonlyMap<string, string>;
  /** AUTH commands by diagnosis that came with a login. */
  readonly logins: ReadonlyMap<string, number>;
  /** Logs that do not number their events from 1 without gaps, or do not end with `end`. */
  readonly brokenLogs: readonly string[];
};

/** Requests under way at a time, and in one life of the child. */
const AT_ONCE = 3;
const PER_LIFE = 8;
/** How long a login is left unanswered at most, in milliseconds. */
const ANSWER_MS = 60;
/** Nothing is waited for longer than this before a kill, in milliseconds. */
const PATIENCE_MS = 3_000;

/** Everything must be final this long after the last start (REL-03). */
const FINAL_MS = 90_000;
/** Logs that are read to the end. */
const LOGS = 60;

/**
 * Kills a service with SIGKILL again and again at random moments while it is asked for diagnoses, half of them with a
 * login, starts it again on the same store each time, and looks what has become of everything it accepted.
 */
export async function killAgainAndAgain(engine: TestEngine, kills: number, seed: number): Promise<Aftermath> {
  const random = randomFrom(seed);
  // Where the child finds its dependencies
  const folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.crash-', import.meta.url)));
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const program = await bundleChild(folder);
    const ground = await engine.start();
    undo.push(() => ground.stop());
    const counter = await startLoginCounter(() => random() * ANSWER_MS);
    undo.push(() => counter.close());
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, counter.caPem);
    const setting: ChildSetting = { place: await ground.place(), smtpPort: counter.port, caFile };
    const ids: string[] = [];
    let posted = 0;
    for (let life = 0; life < kills; life++) {
      const begun = startChild(program, setting);
      const moment = momentOf(random);
      if (moment.after === 'birth') {
        await sleep(moment.ms);
        await begun.kill();
        continue;
      }
      const child = await begun.ready;
      const before = ids.length;
      const posting = postUntilGone(child, () => orderOf(++posted, counter.port), ids);
      const happened: Readonly<Record<typeof moment.after, () => boolean>> = {
        request: () => true,
        accepted: () => ids.length > before,
        login: counter.next(),
      };
      await until(happened[moment.after]);
      await sleep(moment.ms);
      await child.kill();
      await posting;
    }
    const last = await startChild(program, setting).ready;
    const accepted = await untilFinal(last, ids);
    const brokenLogs = await readLogs(
      last,
      ids.filter(() => random() < LOGS / ids.length),
    );
    await last.kill();
    return { accepted, brokenLogs, logins: counter.logins };
  } finally {
    for (const each of undo.reverse()) await each();
  }
}

/** When a life ends: so long after something has happened. */
type Moment = { readonly after: 'birth' | 'request' | 'accepted' | 'login'; readonly ms: number };

/** The longest times after each, so that every stage of every diagnosis is met, on fast machines and on slow ones. */
const LONGEST_MS: readonly Moment[] = [
  { after: 'birth', ms: 400 },
  { after: 'request', ms: 60 },
  { after: 'accepted', ms: 150 },
  { after: 'accepted', ms: 150 },
  { after: 'login', ms: ANSWER_MS },
  { after: 'login', ms: ANSWER_MS },
];

function momentOf(random: () => number): Moment {
  const { after, ms } = LONGEST_MS[Math.floor(random() * LONGEST_MS.length)] ?? { after: 'request', ms: 0 };
  return { after, ms: random() * ms };
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isTrue() && performance.now() < deadline) await sleep(1);
}

/** The n-th request; every other one with a login of its own. */
const orderOf = (n: number, port: number): unknown => ({
  target: { host: '127.0.0.1', sni: 'localhost', ports: [{ port, mode: 'implicit-tls' }] },
  ...(n % 2 === 0 ? {} : { auth: { username: `user-${n}`, secret: 'correct horse' } }),
});

/** Posts at full speed and notes what was accepted; a request that is cut off was not. */
async function postUntilGone({ url }: Child, next: () => unknown, ids: string[]): Promise<void> {
  let left = PER_LIFE;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(next()) };
      const response = await fetch(`${url}/api/v1/diagnoses`, init).catch(() => null);
      if (response === null) return;
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      // The status is the promise, the id only its name: it stands in a header, which came with it
      const id = response.headers.get('location')?.split('/').at(-1);
      if (id !== undefined) ids.push(id);
      await response.text().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function untilFinal({ url }: Child, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const deadline = performance.now() + FINAL_MS;
  const fateOf = async (id: string): Promise<string> => {
    for (;;) {
      const response = await fetch(`${url}/api/v1/diagnoses/${id}`);
      const { status, failed } = (await response.json()) as { readonly status?: string; readonly failed?: string };
      // 429: asked for too often, see API-32
      const open = response.status === 429 || status === 'queued' || status === 'running';
      if (open && performance.now() < deadline) await sleep(500);
      else return response.status === 200 ? [status, failed].filter(Boolean).join(' ') : `${response.status}`;
    }
  };
  const found = new Map<string, string>();
  for (const id of ids) found.set(id, await fateOf(id));
  return found;
}

async function readLogs({ url }: Child, ids: readonly string[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const id of ids) {
    const { events } = await follow(await fetch(`${url}/api/v1/diagnoses/${id}/events`));
    const whole = events.every(({ n }, index) => n === index + 1) && events.at(-1)?.name === 'end';
    if (!whole) broken.push(`${id}: ${events.map(({ n, name }) => `${n} ${name}`).join(', ')}`);
  }
  return broken;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
