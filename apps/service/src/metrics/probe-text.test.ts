import { reportOf } from '@smtp-triage/core';
import { PRESETS, preset } from '@smtp-triage/mock-server';
import { askedOf, netOf } from '@smtp-triage/mock-server/virtual-net';
import { describe, expect, it } from 'vitest';
import { scrapeProblems } from '../../test/prometheus.ts';
import { moduleOf, PROBE_MODULES, type ProbeModule } from './modules.ts';
import { probeText } from './probe-text.ts';

/** MET-04. */
const MOST_SERIES = 80;

const module = (name: string): ProbeModule => {
  const found = moduleOf(name);
  if (found === null) throw new Error(name);
  return found;
};
const SCRAPE = { module: module('smtp_ladder'), durationS: 0.4, timeoutS: 9.5, debug: false };
const textOf = (name: Parameters<typeof preset>[0], scrape = SCRAPE): string => {
  const chosen = preset(name);
  const { case: triaged } = netOf(chosen).triage(askedOf(chosen));
  return probeText(triaged, reportOf(triaged), scrape);
};
const series = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('a scrape', () => {
  it.each(PRESETS.map(({ name }) => name))('of %s can be parsed and is bounded', (name) => {
    const text = textOf(name);
    expect(scrapeProblems(text)).toEqual([]);
    expect(series(text).length).toBeLessThanOrEqual(MOST_SERIES);
  });

  it('of a healthy server is a success with a verified certificate, and says which reply came when', () => {
    const text = textOf('healthy');
    expect(text).toContain('probe_success 1\n');
    expect(text).toContain('probe_smtp_tls_verified 1\n');
    expect(text).toContain('probe_smtp_reply_code{phase="greeting"} 220\n');
    expect(text).toContain('probe_smtp_capability{keyword="SIZE"} 1\n');
    expect(text).toMatch(/probe_ssl_earliest_cert_expiry \d{10}\n/);
    expect(text).toMatch(/probe_smtp_phase_duration_seconds\{phase="ehlo2"\} /);
  });

  it('of an expired certificate is no success, and names it', () => {
    const text = textOf('cert-expired');
    expect(text).toContain('probe_success 0\n');
    expect(text).toContain('probe_smtp_tls_verified 0\n');
    expect(text).toMatch(/probe_smtp_diagnosis_info\{code="tls-certificate-expired",stage="tls",blame="server"\} 1\n/);
  });

  it('of a port that the module does not try says nothing of the others', () => {
    const chosen = preset('healthy');
    const { case: triaged } = netOf(chosen).triage({
      ...askedOf(chosen),
      ladder: [{ port: 465, mode: 'implicit-tls' }],
    });
    const text = probeText(triaged, reportOf(triaged), { ...SCRAPE, module: module('smtp_587_starttls') });
    expect(text).toContain('probe_success 0\n');
    expect(text).toContain('probe_smtp_stage_reached 0\n');
  });

  it('makes no series of what the server calls its extensions', () => {
    const chosen = preset('healthy');
    const { case: triaged } = netOf(chosen).triage(askedOf(chosen));
    const made = Array.from({ length: 10_000 }, (_, n) => `X-MADE-UP-${n}`);
    const hostile = {
      ...triaged,
      traces: triaged.traces.map((trace) => ({
        ...trace,
        events: trace.events.map((event) =>
          event.type === 'offers' ? { ...event, offers: { ...event.offers, lines: made, auth: made } } : event,
        ),
      })),
    };
    const text = probeText(hostile, reportOf(hostile), SCRAPE);
    expect(series(text).length).toBeLessThanOrEqual(MOST_SERIES);
    expect(text).not.toContain('MADE-UP');
  });

  it('says its headline as a comment for whoever debugs', () => {
    expect(
      textOf('healthy', { ...SCRAPE, debug: true })
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toMatch(/^# .*587/);
  });

  it('has modules with names of their own', () => {
    expect(new Set(PROBE_MODULES.map(({ name }) => name)).size).toBe(PROBE_MODULES.length);
  });
});
