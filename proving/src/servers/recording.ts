import { reverse } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Case, parseCase, reportOf, type Trace, type TraceEvent } from '@smtp-triage/core';
import type { CaseName } from './cases.ts';
import type { RunningServer, ServerKind } from './types.ts';

/** Where a recorded case came from. */
export type Provenance = { readonly server: ServerKind; readonly version: string; readonly recorded: string };

/** A case as `--save-trace` keeps it, and where it came from. */
export type Recording = Case & { readonly provenance: Provenance };

/** The folder of recorded cases. */
export const RECORDINGS = fileURLToPath(new URL('../../../testdata/traces', import.meta.url));

/** The file of a case. */
export const recordingOf = (server: ServerKind, name: CaseName): string => `${RECORDINGS}/${server}-${name}.json`;

/** Reads a recorded case; throws when it is missing or no case. */
export function readRecording(path: string): Recording {
  if (!existsSync(path)) throw new Error(`${path} is missing: record it with RECORD=1 (see proving/README.md)`);
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const parsed = parseCase(value);
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem}`);
  return parsed.value as Recording;
}

/**
 * A saved case as text to keep: one event a line, the real ports replaced by those they stand for, the clock evened out, the
 * name of this machine taken out. Throws if any of that changes the diagnosis.
 */
export async function textOf(saved: Case, { kind, version }: RunningServer, recorded: string): Promise<string> {
  const provenance: Provenance = { server: kind, version, recorded };
  const even = evenClock(saved.traces);
  const traces = saved.traces.map((trace) => ({
    ...trace,
    startedAt: `${recorded}T12:00:00.000Z`,
    events: trace.events.map((event) => neutral(event, trace, even)),
  }));
  const { schema, tool, target, settings } = saved;
  const durationMs = Math.max(0, ...traces.map(({ events }) => events.at(-1)?.at ?? 0));
  const vantage = { label: 'proving', startedAt: `${recorded}T12:00:00.000Z`, durationMs };
  const kept: Recording = { schema, provenance, tool, target, vantage, settings, traces };
  const nameless = await withoutNames();
  const before = nameless(JSON.stringify(reportOf(saved).findings));
  const text = nameless(linesOf(kept));
  const after = JSON.stringify(reportOf(JSON.parse(text) as Case).findings);
  if (before !== after) throw new Error(`evening out changes the diagnosis:\n${before}\n${after}`);
  return text;
}

/** Short waits become 1 ms and longer ones whole tenths of a second, in the order of all that happened. */
function evenClock(traces: readonly Trace[]): (at: number) => number {
  const moments = [...new Set(traces.flatMap(({ events }) => events.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const even = new Map<number, number>();
  let [before, now] = [0, 0];
  for (const at of moments) {
    const gap = at - before;
    now += gap >= 100 ? Math.round(gap / 100) * 100 : Math.ceil(gap / 100);
    before = at;
    even.set(at, now);
  }
  return (at) => even.get(at) ?? at;
}

/** Servers greet us by the name that this machine has for its loopback address. */
async function withoutNames(): Promise<(text: string) => string> {
  const names = [hostname(), ...(await reverse('127.0.0.1').catch(() => []))];
  const words = new RegExp(`\\b(?:${names.map((name) => name.replace(/\W/g, '\\$&')).join('|')})\\b`, 'g');
  return (text) => text.replace(words, 'localhost');
}

function neutral(event: TraceEvent, { route }: Trace, even: (at: number) => number): TraceEvent {
  const at = even(event.at);
  switch (event.type) {
    case 'connecting':
      return { ...event, at, port: route.port ?? event.port };
    case 'quiet':
    case 'timed-out':
      return { ...event, at, waitedMs: Math.round(event.waitedMs / 100) * 100 };
    default:
      return { ...event, at };
  }
}

/** JSON with a line for each event, so that a change of a recording can be read. */
function linesOf({ traces, ...rest }: Recording): string {
  const lists = traces.map(({ events, ...trace }) => {
    const lines = events.map((event) => `  ${JSON.stringify(event)}`);
    return `${JSON.stringify(trace).slice(0, -1)},"events":[\n${lines.join(',\n')}\n]}`;
  });
  return `${JSON.stringify(rest).slice(0, -1)},\n"traces":[\n${lists.join(',\n')}\n]}\n`;
}
