import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from './types.ts';

/** What is read at the moment of a scrape. */
export type Readings = {
  readonly jobs: () => Promise<{ readonly queued: number; readonly running: number; readonly oldestAgeS: number }>;
  readonly storeBytes: () => Promise<number>;
  readonly queueCapacity: number;
  readonly profile: string;
  readonly version: string;
};

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];
const PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);

/** The metrics of one service on prom-client, with a registry of its own so that several can live in one process. */
export function makeMetrics(readings: Readings, options: { readonly runtime: boolean } = { runtime: true }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const name = (tail: string): string => `smtp_triage_${tail}`;
  const counter = <L extends string>(tail: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name: name(tail), help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(tail: string, help: string, labelNames: readonly L[]): Histogram<L> =>
    new Histogram({ name: name(tail), help, labelNames: [...labelNames], buckets: SECONDS, registers });
  const gauge = <L extends string>(
    tail: string,
    help: string,
    labelNames: readonly L[],
    collect: (self: Gauge<L>) => Promise<void> | void,
  ): Gauge<L> =>
    new Gauge({
      name: name(tail),
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        return collect(this);
      },
    });

  const requests = counter('http_requests_total', 'Requests answered.', ['route', 'method', 'status']);
  const requestSeconds = histogram('http_request_duration_seconds', 'Time to answer.', ['route', 'method']);
  const diagnoses = counter('diagnoses_total', 'Diagnoses that ended.', ['outcome', 'profile']);
  const attempts = counter('attempts_total', 'Connections made.', ['mode', 'port', 'stage']);
  const attemptSeconds = histogram('attempt_duration_seconds', 'Time of a connection.', ['mode', 'port']);
  const redeliveries = counter('job_redeliveries_total', 'Diagnoses queued again.', ['reason']);
  const dead = counter('job_dead_total', 'Diagnoses given up.', ['reason']);
  const sseDropped = counter('sse_dropped_total', 'Event streams closed by us.', ['reason']);
  const denied = counter('target_denied_total', 'Targets refused.', ['reason', 'profile']);
  const limited = counter('rate_limited_total', 'Requests refused for want of budget.', ['bucket']);
  const logins = counter('auth_attempts_total', 'Logins tried.', ['result']);
  const limitHits = counter('limit_hits_total', 'Caps on what a peer sends that were reached.', ['limit']);
  const redactions = counter('redactions_total', 'Secrets masked.', ['where']);
  const writeErrors = counter('store_write_errors_total', 'Failures of the store.');
  const streams = new Gauge({ name: name('sse_connections'), help: 'Open event streams.', registers });

  gauge('jobs', 'Diagnoses by state.', ['state'], async (self) => {
    const { queued, running } = await readings.jobs();
    self.set({ state: 'queued' }, queued);
    self.set({ state: 'running' }, running);
  });
  gauge('job_oldest_age_seconds', 'How long the oldest diagnosis has waited.', [], async (self) =>
    self.set((await readings.jobs()).oldestAgeS),
  );
  gauge('job_queue_capacity', 'Diagnoses that may wait.', [], (self) => self.set(readings.queueCapacity));
  gauge('store_bytes', 'Size of the store.', [], async (self) => self.set(await readings.storeBytes()));
  gauge('build_info', 'The version that runs.', ['version'], (self) => self.set({ version: readings.version }, 1));
  if (options.runtime) collectDefaultMetrics({ register: registry });

  return {
    httpRequest: (route, method, status, seconds) => {
      requests.inc({ route, method, status: String(status) });
      requestSeconds.observe({ route, method }, seconds);
    },
    diagnosis: (outcome) => diagnoses.inc({ outcome, profile: readings.profile }),
    attempt: (mode, port, stage, seconds) => {
      // The operator's own ports count together: series stay bounded
      const shown = PORTS.has(port) ? String(port) : 'other';
      attempts.inc({ mode, port: shown, stage });
      attemptSeconds.observe({ mode, port: shown }, seconds);
    },
    redelivery: (reason) => redeliveries.inc({ reason }),
    dead: (reason) => dead.inc({ reason }),
    sse: (delta) => streams.inc(delta),
    sseDropped: (reason) => sseDropped.inc({ reason }),
    targetDenied: (reason) => denied.inc({ reason, profile: readings.profile }),
    rateLimited: (bucket) => limited.inc({ bucket }),
    authAttempt: (result) => logins.inc({ result }),
    limitHit: (limit) => limitHits.inc({ limit }),
    redaction: (where) => redactions.inc({ where }),
    storeWriteError: () => writeErrors.inc(),
    text: () => registry.metrics(),
  };
}
