import type { Parsed } from '../ports.ts';
import { fields, list, number, oneOf, optional, orNull, text } from '../trace/check.ts';
import { trace } from '../trace/parse.ts';
import { STAGES } from '../trace/types.ts';
import { REPORT_SCHEMA, type Report } from './types.ts';

const mode = oneOf('implicit-tls', 'starttls', 'cleartext');
const stage = orNull(oneOf(...STAGES));

const route = fields({
  id: text,
  port: number,
  mode,
  address: text,
  outcome: oneOf('ok', 'failed', 'skipped'),
  reached: stage,
  failedAt: stage,
  timings: fields({ total: number }),
  findings: list(text, 200),
});

const finding = fields({
  code: text,
  severity: oneOf('error', 'warning', 'info'),
  confidence: oneOf('certain', 'likely', 'possible'),
  blame: oneOf('client', 'network', 'server', 'provider', 'account'),
  title: text,
  cause: text,
  fix: list(text, 200),
});

const document = fields({
  schema: oneOf(REPORT_SCHEMA),
  target: fields({ input: text, host: text, provider: orNull(text) }),
  vantage: fields({ label: text, startedAt: text, durationMs: number }),
  verdict: oneOf('ready', 'degraded', 'fixable', 'unusable', 'inconclusive'),
  headline: text,
  recommendation: orNull(fields({ host: text, port: number, mode })),
  routes: list(route, 200),
  findings: list(finding, 200),
  traces: optional(list(trace, 200)),
});

/** Reads a saved report from parsed JSON: what `--json` prints. Fields that are not known are let through. */
export function parseReport(value: unknown): Parsed<Report> {
  const problem = document(value);
  return problem === null ? { ok: true, value: value as Report } : { ok: false, problem: `report${problem}` };
}
