/** @jsxImportSource preact */
import type { Trace, TraceEvent } from '@smtp-triage/core';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { ladderOf } from './replay.ts';
import { LadderTable } from './views/ladder.tsx';
import { FIRST_LINES, Transcript } from './views/transcript.tsx';

const traceOf = (events: readonly TraceEvent[]): Trace => ({
  schema: 'smtp-triage/trace@1',
  route: {
    id: '587-starttls-192.0.2.1',
    purpose: 'ladder',
    host: 'h.example',
    port: 587,
    mode: 'starttls',
    family: 4,
    address: '192.0.2.1',
  },
  goal: 'tls',
  startedAt: '2026-11-29T12:00:00.000Z',
  events,
});
const replyOf = (at: number, code: number, text: string): TraceEvent => ({
  at,
  type: 'reply',
  to: 'CONNECT',
  code,
  enhanced: null,
  lines: [text],
});

describe('the views', () => {
  it('show a server that says "not now" as put off, not as failed', () => {
    const trace = traceOf([
      { at: 0, type: 'connecting', address: '192.0.2.1', port: 587 },
      { at: 1, type: 'connected' },
      replyOf(2, 421, 'try again later'),
      { at: 3, type: 'ended', outcome: 'failed', reached: 'connect', failedAt: 'greeting', why: 'refused' },
    ]);
    const html = renderToString(<LadderTable ladder={ladderOf([trace])} />);
    expect(html).toContain('rung failed put-off');
    expect(html).toMatch(/class="station clear warn"[^>]*data-stage="greeting"/);
  });

  it('show a long transcript in parts, and say how much is left', () => {
    const trace = traceOf(Array.from({ length: FIRST_LINES + 40 }, (_, at) => replyOf(at, 220, `line ${at}`)));
    const html = renderToString(<Transcript traces={[trace]} nameOf={() => 'r'} />);
    expect(html.match(/<li /g)).toHaveLength(FIRST_LINES);
    expect(html).toContain('40 more lines');
    expect(
      renderToString(<Transcript traces={[trace]} nameOf={() => 'r'} shown={FIRST_LINES * 2} />).match(/<li /g),
    ).toHaveLength(FIRST_LINES + 40);
  });

  it('draw the line where the encryption begins', () => {
    const trace = traceOf([
      { at: 0, type: 'sent', verb: 'STARTTLS', line: 'STARTTLS' },
      {
        at: 1,
        type: 'secured',
        tls: {
          ...{ protocol: 'TLSv1.3', cipher: 'X', keyExchange: null, authorized: true, authorizationError: null },
          ...{ nameMatches: true, certificate: null, chain: [] },
        },
      },
    ]);
    expect(renderToString(<Transcript traces={[trace]} nameOf={() => 'r'} />).match(/securing/g)).toHaveLength(1);
  });
});
