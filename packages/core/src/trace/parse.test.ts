import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUTHENTICATION_CASES } from '../../test/cases/authentication.ts';
import { CONNECTION_CASES } from '../../test/cases/connection.ts';
import { ENCRYPTION_CASES } from '../../test/cases/encryption.ts';
import { mutated, mutations } from '../../test/mutate.ts';
import { request, run } from '../../test/world.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { reportOf } from '../report/report.ts';
import { parseTraces } from './parse.ts';
import { TRACE_SCHEMA } from './types.ts';

const RUNS = [...CONNECTION_CASES, ...ENCRYPTION_CASES, ...AUTHENTICATION_CASES].map(({ name, world, asked }) => ({
  name,
  ...run(world, request(asked)),
}));

const TRACE = {
  schema: TRACE_SCHEMA,
  route: { id: 'r', purpose: 'settings', host: 'h', port: 587, mode: 'starttls', family: 4, address: '192.0.2.1' },
  goal: 'auth',
  startedAt: '2026-11-23T12:00:00.000Z',
  events: [{ at: 0, type: 'connected' }],
};

describe('parseTraces', () => {
  it.each(RUNS)('takes back what an attempt wrote, and the same diagnosis comes of it: $name', ({ traces }) => {
    const read = parseTraces(JSON.parse(JSON.stringify(traces)));
    if (!read.ok) throw new Error(read.problem);
    expect(read.value).toEqual(traces);
    expect(diagnose(read.value)).toEqual(diagnose(traces));
  });

  it('takes one trace as well as a list', () => {
    expect(parseTraces(TRACE)).toEqual({ ok: true, value: [TRACE] });
    expect(parseTraces([TRACE, TRACE])).toMatchObject({ ok: true, value: { length: 2 } });
  });

  it('lets events of kinds and fields through that a newer version may write', () => {
    const newer = {
      ...TRACE,
      added: 1,
      events: [{ at: 0, type: 'teleported', where: { to: 'mars' } }, ...TRACE.events],
    };
    expect(parseTraces(newer)).toMatchObject({ ok: true });
    expect(() => diagnose([newer as never])).not.toThrow();
  });

  it.each<[string, unknown]>([
    ['an empty list of traces', []],
    ['trace[0] is no smtp-triage/trace@1 document', null],
    ['trace[0] is no smtp-triage/trace@1 document', 'text'],
    ['trace[0] is no smtp-triage/trace@1 document', { ...TRACE, schema: 'smtp-triage/trace@2' }],
    ['trace[0] is no smtp-triage/trace@1 document', {}],
    ['trace[0].goal is none of', { ...TRACE, goal: 'victory' }],
    ['trace[0].route.mode is none of', { ...TRACE, route: { ...TRACE.route, mode: 'ssl' } }],
    ['trace[0].events is no list', { ...TRACE, events: {} }],
    ['trace[0].events has more than 5000 items', { ...TRACE, events: Array(5_001).fill(TRACE.events[0]) }],
    ['trace[0].events[0].at is no number', { ...TRACE, events: [{ at: '0', type: 'connected' }] }],
    ['trace[0].events[0].at is no number', { ...TRACE, events: [{ at: Number.NaN, type: 'connected' }] }],
    [
      'trace[0].events[0] (reply).lines[1] is no text',
      { ...TRACE, events: [{ at: 0, type: 'reply', to: null, code: 1, enhanced: null, lines: ['', 0] }] },
    ],
    [
      'trace[0].events[0] (not-secured).failure.messages[0] is no number',
      {
        ...TRACE,
        events: [
          {
            at: 0,
            type: 'not-secured',
            failure: {
              why: 'alert',
              alert: 40,
              code: null,
              reason: '',
              firstBytes: null,
              speaker: null,
              messages: ['2'],
            },
          },
        ],
      },
    ],
    ['trace has more than 200 items', Array(201).fill(TRACE)],
  ])('says where and what is wrong: %s', (problem, value) => {
    const read = parseTraces(value);
    expect(read.ok ? 'ok' : read.problem).toContain(problem);
  });

  it('reads no field from a prototype', () => {
    const inherited = Object.create({ schema: TRACE_SCHEMA }) as object;
    expect(parseTraces(Object.assign(inherited, { ...TRACE, schema: undefined }))).toMatchObject({ ok: false });
    expect(parseTraces(JSON.parse(`{"__proto__":${JSON.stringify(TRACE)}}`))).toMatchObject({ ok: false });
  });

  it('takes any JSON without a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseTraces(value)));
  });

  it('lets nothing through that a diagnosis or a report would throw at', () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...RUNS), mutations, ({ traces, triaged }, changes) => {
        const read = parseTraces(mutated(traces, changes));
        if (!read.ok) return;
        passed += 1;
        reportToMarkdown(reportOf({ ...triaged, traces: read.value }, { traces: true }));
      }),
      { numRuns: 10_000 },
    );
    expect(passed).toBeGreaterThan(3_000);
  }, 60_000);
});
