import { readdirSync } from 'node:fs';
import { reportOf, type Trace, type TraceEvent } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { CASE_NAMES } from '../src/servers/cases.ts';
import { EXPECTED, outcomeOf } from '../src/servers/expected.ts';
import { violationsIn } from '../src/servers/law.ts';
import { RECORDINGS, readRecording, recordingOf } from '../src/servers/recording.ts';
import { SERVER_NAMES } from '../src/servers/types.ts';

const RECORDED = EXPECTED.flatMap(({ server, name, expected }) =>
  expected === null ? [] : [{ server, name, expected, file: `${server}-${name}` }],
);

it('the table has one row for each server and case', () => {
  const pairs = SERVER_NAMES.flatMap((server) => CASE_NAMES.map((name) => `${server} ${name}`));
  expect(EXPECTED.map(({ server, name }) => `${server} ${name}`).toSorted()).toEqual(pairs.toSorted());
});

it('every recording belongs to a row of the table, and every row that can be asked has one', () => {
  const there = readdirSync(RECORDINGS).filter((file) => file.endsWith('.json'));
  expect(there.toSorted()).toEqual(RECORDED.map(({ file }) => `${file}.json`).toSorted());
});

it('the replay finds a command of ours and a reply of theirs that the table does not allow', () => {
  const [trace] = readRecording(recordingOf('exim', 'relay-denied')).traces;
  if (trace === undefined) throw new Error('no trace');
  const edited = (change: (event: TraceEvent) => readonly TraceEvent[]): Trace => ({
    ...trace,
    events: trace.events.flatMap(change),
  });
  const unoffered = edited((event) => (event.type === 'offers' ? [] : [event]));
  expect(violationsIn(unoffered)).toMatchObject([{ by: 'client', got: 'STARTTLS', kind: 'guard-not-met' }, {}, {}]);
  const odd = edited((event) => [event.type === 'reply' && event.to === 'MAIL' ? { ...event, code: 354 } : event]);
  expect(violationsIn(odd)[0]).toMatchObject({ by: 'server', got: '354', kind: 'reply-not-expected' });
});

describe.each(RECORDED)('recorded: $file', ({ server, name, expected }) => {
  const recording = () => readRecording(recordingOf(server, name));

  it('is diagnosed today as it must be', () => {
    expect(outcomeOf(reportOf(recording()))).toEqual(expected);
  });

  it('says where it came from', () => {
    const { provenance } = recording();
    expect(provenance.server).toBe(server);
    expect(provenance.version).toMatch(/^\d+\.\d/);
    expect(provenance.recorded).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('is a dialogue that the table allows, on our side and on theirs', () => {
    const broken = recording().traces.flatMap((trace) =>
      violationsIn(trace).map((violation) => ({ route: trace.route.id, ...violation })),
    );
    expect(broken).toEqual([]);
  });
});
