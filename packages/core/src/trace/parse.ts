import type { Parsed } from '../ports.ts';
import { type Check, fields, flag, list, number, oneOf, optional, orNull, text } from './check.ts';
import { type ConnectFailure, type LookupFailure, STAGES, TRACE_SCHEMA, type Trace, type TraceEvent } from './types.ts';

const stage = oneOf(...STAGES);
const family = oneOf(4, 6);
const mode = oneOf('implicit-tls', 'starttls', 'cleartext');
const bytes = fields({ length: number, text: optional(text), base64: optional(text) });
const speaker = oneOf('smtp', 'tls-handshake', 'tls-alert', 'http', 'ssh', 'imap', 'pop3', 'unknown');

// The diagnosis looks words up by these
const LOOKUP_FAILURES: readonly LookupFailure[] = ['not-found', 'no-address', 'server-failure', 'timed-out'];
const CONNECT_FAILURES: readonly ConnectFailure[] = [
  'refused',
  'reset',
  'timed-out',
  'host-unreachable',
  'network-unreachable',
  'prohibited',
  'no-local-address',
  'proxy-failed',
  'failed',
];

const certificate = fields({
  subject: text,
  issuer: text,
  names: list(text),
  validFrom: text,
  validTo: text,
  key: fields({ type: text, bits: orNull(number) }),
  signature: orNull(text),
  fingerprint256: text,
  serialNumber: text,
  selfSigned: flag,
  namesIssuerLocation: flag,
});

const tls = fields({
  protocol: text,
  cipher: text,
  keyExchange: orNull(fields({ type: text, name: orNull(text), bits: orNull(number) })),
  authorized: flag,
  authorizationError: orNull(text),
  nameMatches: flag,
  certificate: orNull(certificate),
  chain: list(fields({ subject: text, issuer: text, validTo: text }), 100),
});

const failure = fields({
  why: oneOf('not-tls', 'alert', 'closed', 'reset', 'protocol'),
  alert: orNull(number),
  code: orNull(text),
  reason: text,
  firstBytes: orNull(bytes),
  speaker: orNull(speaker),
  messages: optional(list(number, 100)),
});

const offers = fields({
  lines: list(text),
  starttls: flag,
  auth: list(text),
  size: orNull(number),
  pipelining: flag,
  smtputf8: flag,
  masked: list(text),
});

/** What each kind of event must hold. An event of a kind that is not here comes from a newer version and is let through. */
const EVENTS: Readonly<Record<TraceEvent['type'], Check>> = {
  lookup: fields({ name: text }),
  resolved: fields({ family, addresses: list(text) }),
  'not-resolved': fields({ family, why: oneOf(...LOOKUP_FAILURES), code: orNull(text) }),
  connecting: fields({ address: text, port: number }),
  connected: fields({}),
  'not-connected': fields({ why: oneOf(...CONNECT_FAILURES), code: orNull(text) }),
  sent: fields({ verb: text, line: text }),
  reply: fields({
    to: orNull(text),
    code: number,
    enhanced: orNull(text),
    lines: list(text),
    quirks: optional(list(text)),
  }),
  offers: fields({ offers }),
  received: fields({ speaker, bytes }),
  securing: fields({ servername: orNull(text) }),
  secured: fields({ tls }),
  'not-secured': fields({ failure }),
  quiet: fields({ stage, waitedMs: number }),
  'timed-out': fields({ stage, waitedMs: number }),
  closed: fields({ by: oneOf('peer', 'us'), how: text, code: orNull(text) }),
  'limit-hit': fields({ limit: text }),
  violation: fields({
    violation: fields({
      kind: text,
      by: oneOf('client', 'server'),
      got: text,
      expected: list(text),
      ref: orNull(text),
    }),
  }),
  held: fields({}),
  told: fields({ word: text }),
  'sasl-aborted': fields({ reason: text }),
  ended: fields({
    outcome: oneOf('ok', 'failed', 'skipped'),
    reached: orNull(stage),
    failedAt: orNull(stage),
    why: text,
  }),
};

const timed = fields({ at: number, type: text });

const event: Check = (value) => {
  const problem = timed(value);
  if (problem !== null) return problem;
  const { type } = value as { readonly type: string };
  if (!Object.hasOwn(EVENTS, type)) return null;
  const inner = EVENTS[type as TraceEvent['type']](value);
  return inner === null ? null : ` (${type})${inner}`;
};

const ours = fields({ schema: oneOf(TRACE_SCHEMA) });
const whole = fields({
  route: fields({
    id: text,
    purpose: oneOf('lookup', 'settings', 'ladder', 'follow-up', 'size-test', 'injection-test', 'control'),
    host: text,
    port: orNull(number),
    mode: orNull(mode),
    family: orNull(family),
    address: orNull(text),
  }),
  goal: stage,
  startedAt: text,
  events: list(event),
});

/** The check of one trace; exported for the documents that carry traces. */
export const trace: Check = (value) => (ours(value) === null ? whole(value) : ` is no ${TRACE_SCHEMA} document`);

const traceList = list(trace, 200);

/** Reads one trace or a list of traces from parsed JSON; nothing behind this looks at their shape again. */
export function parseTraces(value: unknown): Parsed<readonly Trace[]> {
  const traces = Array.isArray(value) ? value : [value];
  if (traces.length === 0) return { ok: false, problem: 'an empty list of traces' };
  const problem = traceList(traces);
  return problem === null ? { ok: true, value: traces as readonly Trace[] } : { ok: false, problem: `trace${problem}` };
}
