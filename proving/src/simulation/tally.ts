import { CODES } from '@smtp-triage/core';
import { PRESETS } from '@smtp-triage/mock-server';
import { FAULT_KINDS } from './faults.ts';
import type { Simulated } from './simulate.ts';

/** How often each thing came up, by group; plain JSON, so that it can come from another thread. */
export type Counts = Readonly<Record<Group, Record<string, number>>>;

const GROUPS = ['verdict', 'finding', 'fault', 'rule fired at', 'reached', 'ended', 'mechanism', 'preset'] as const;
type Group = (typeof GROUPS)[number];

/** What a number of runs came to. */
export type Tally = { runs: number; sessions: number; connections: number; readonly counts: Counts };

/** Nothing counted yet. */
export const newTally = (): Tally => ({
  runs: 0,
  sessions: 0,
  connections: 0,
  counts: Object.fromEntries(GROUPS.map((group) => [group, {}])) as Counts,
});

/** Counts one run. */
export function count(tally: Tally, { world, report, traces, sessions, connections }: Simulated): void {
  const note = (group: Group, name: string): void => {
    const of = tally.counts[group];
    of[name] = (of[name] ?? 0) + 1;
  };
  tally.runs += 1;
  tally.sessions += sessions.length;
  tally.connections += connections;
  note('verdict', report.verdict);
  for (const { code } of report.findings) note('finding', code);
  for (const { kind } of world.faults) note('fault', kind);
  if (world.preset !== null) note('preset', world.preset.name);
  for (const { reached } of report.routes) note('reached', reached ?? 'nothing');
  for (const { events } of traces) {
    const end = events.at(-1);
    if (end?.type === 'ended') note('ended', end.why);
  }
  for (const { entries, mechanism } of sessions) {
    if (mechanism !== null) note('mechanism', mechanism);
    for (const entry of entries) if (entry.type === 'rules') note('rule fired at', entry.stage);
  }
}

/** Adds what another has counted. */
export function add(tally: Tally, other: Tally): void {
  tally.runs += other.runs;
  tally.sessions += other.sessions;
  tally.connections += other.connections;
  for (const group of GROUPS) {
    const [to, from] = [tally.counts[group], other.counts[group]];
    for (const [name, times] of Object.entries(from)) to[name] = (to[name] ?? 0) + times;
  }
}

/** Findings that no world in memory can show: they come from settings, from a proxy, or from the edge. */
const isElsewhere = (code: string): boolean =>
  code.startsWith('settings-') || code === 'proxy-failed' || code === 'auth-credentials-unusable';

/** What must have come up at least so often in 10 000 sessions, or the simulation has proved nothing about it. */
const FLOORS: Readonly<Partial<Record<Group, Readonly<Record<string, number>>>>> = {
  verdict: { ready: 100, degraded: 50, fixable: 20, unusable: 300, inconclusive: 20 },
  reached: { connect: 300, greeting: 50, ehlo: 300, starttls: 20, tls: 1_000, auth: 130, envelope: 30, data: 15 },
  ended: {
    goal: 1_000,
    told: 500,
    'timed-out': 200,
    closed: 200,
    refused: 200,
    'not-smtp': 20,
    'not-secured': 200,
    'not-verified': 200,
    'injected-bytes': 5,
    sasl: 2,
    limit: 2,
  },
  mechanism: { PLAIN: 200, LOGIN: 20, 'CRAM-MD5': 5, XOAUTH2: 10, OAUTHBEARER: 2 },
};

/** What came up too seldom; empty when the runs went deep enough. */
export function tooSeldom({ sessions, counts }: Tally): readonly string[] {
  const few: string[] = [];
  const want = (group: Group, name: string, floor: number): void => {
    const times = counts[group][name] ?? 0;
    if (times < floor) few.push(`${group} ${name}: ${times} of ${floor}`);
  };
  const share = sessions / 10_000;
  for (const group of GROUPS) {
    for (const [name, floor] of Object.entries(FLOORS[group] ?? {})) want(group, name, Math.floor(floor * share));
  }
  for (const kind of FAULT_KINDS) want('fault', kind, Math.floor(10 * share));
  for (const { name } of PRESETS) want('preset', name, Math.floor(share));
  for (const code of CODES) if (!isElsewhere(code)) want('finding', code, share >= 5 ? 1 : 0);
  return few;
}

/** All counts, as lines for people. */
export function tallyText({ runs, sessions, connections, counts }: Tally): string {
  const lines = GROUPS.map((group) => {
    const names = Object.entries(counts[group]).sort(([, a], [, b]) => b - a);
    return `${group} (${names.length}): ${names.map(([name, times]) => `${name} ${times}`).join(', ')}`;
  });
  return [`${runs} runs, ${connections} connections, ${sessions} sessions`, ...lines].join('\n');
}
