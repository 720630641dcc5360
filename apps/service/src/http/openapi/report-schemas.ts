import { CASE_SCHEMA, CODES, REPORT_SCHEMA, STAGES, TRACE_SCHEMA } from '@smtp-triage/core';
import { z } from 'zod';

/** Lists and objects of answers may gain fields within one version of the API (API-38), so none of these is strict. */
export const TEXTS = z.array(z.string());
export const MODE = z.enum(['starttls', 'implicit-tls', 'cleartext']);
export const PORT_MODE = z.object({ port: z.int(), mode: MODE });
const STAGE = z.enum(STAGES);
const FAMILY = z.union([z.literal(4), z.literal(6)]);
const OUTCOME = z.enum(['ok', 'failed', 'skipped']);
const MS = z.number().nullable().describe('Milliseconds; null where it was not reached.');
export const CODE = z.enum(CODES as [string, ...string[]]).describe('A finding code: never renamed.');
export const LAYER = z.enum(['connection', 'encryption', 'authentication', 'policy', 'protocol']);
export const SEVERITY = z.enum(['error', 'warning', 'info']);
export const CONFIDENCE = z.enum(['certain', 'likely', 'possible']);
export const BLAME = z.enum(['client', 'network', 'server', 'provider', 'account']);
export const VERDICT = z.enum(['ready', 'degraded', 'fixable', 'unusable', 'inconclusive']);
export const REFERENCE = z.object({ title: z.string(), url: z.string() });
export const NEXT_STEP = z.object({ action: z.string(), command: z.string().optional() });

const CERTIFICATE = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: TEXTS,
  validFrom: z.string(),
  validTo: z.string(),
  key: z.object({ type: z.string(), bits: z.number().nullable() }),
  signature: z.string().nullable(),
  fingerprint256: z.string(),
  serialNumber: z.string(),
  selfSigned: z.boolean(),
  namesIssuerLocation: z.boolean(),
});

const TLS = z.object({
  protocol: z.string(),
  cipher: z.string(),
  keyExchange: z.object({ type: z.string(), name: z.string().nullable(), bits: z.number().nullable() }).nullable(),
  authorized: z.boolean(),
  authorizationError: z.string().nullable(),
  nameMatches: z.boolean(),
  certificate: CERTIFICATE.nullable(),
  chain: z.array(z.object({ subject: z.string(), issuer: z.string(), validTo: z.string() })),
});

const OFFERS = z.object({
  lines: TEXTS.describe('EHLO keywords as the server sent them.'),
  starttls: z.boolean(),
  auth: TEXTS,
  size: z.number().nullable(),
  pipelining: z.boolean(),
  smtputf8: z.boolean(),
  masked: TEXTS,
});

/** What came of one port × mode × address. */
export const ROUTE_OUTCOME = z.object({
  id: z.string(),
  port: z.int(),
  mode: MODE,
  role: z.enum(['submission', 'relay', 'fallback']),
  family: FAMILY.nullable(),
  address: z.string(),
  outcome: OUTCOME,
  reached: STAGE.nullable(),
  failedAt: STAGE.nullable(),
  timings: z.object({
    dns: MS,
    connect: MS,
    greeting: MS,
    ehlo: MS,
    starttls: MS,
    tls: MS,
    auth: MS,
    total: z.number(),
  }),
  offers: OFFERS.nullable(),
  tls: TLS.nullable(),
  findings: z.array(CODE),
});

/** One cause with its evidence. */
export const FINDING = z.object({
  code: CODE,
  layer: LAYER,
  stage: STAGE,
  severity: SEVERITY,
  confidence: CONFIDENCE,
  blame: BLAME,
  title: z.string(),
  cause: z.string(),
  fix: TEXTS,
  evidence: z
    .array(z.object({ route: z.string(), event: z.int(), quote: z.string().optional() }))
    .min(1)
    .describe('Pointers into the traces: route id and index of the event.'),
  references: z.array(REFERENCE),
});

/** One attempt with everything that went to and fro; events may be of kinds that are not known yet. */
export const TRACE = z.object({
  schema: z.literal(TRACE_SCHEMA),
  route: z.object({
    id: z.string(),
    purpose: z.enum(['lookup', 'settings', 'ladder', 'follow-up', 'size-test', 'injection-test', 'control']),
    host: z.string(),
    port: z.int().nullable(),
    mode: MODE.nullable(),
    family: FAMILY.nullable(),
    address: z.string().nullable(),
  }),
  goal: STAGE,
  startedAt: z.string(),
  events: z.array(z.looseObject({ at: z.number(), type: z.string() })),
});

/** The fields of a report; the parts that other documents carry, too. */
export const REPORT_FIELDS = {
  schema: z.literal(REPORT_SCHEMA),
  tool: z.object({ name: z.string(), version: z.string() }),
  target: z.object({
    input: z.string(),
    host: z.string(),
    provider: z.string().nullable(),
    source: z.enum(['given', 'srv', 'autoconfig', 'mx-provider', 'guess']),
    foundBy: z.string().optional(),
  }),
  vantage: z.object({ label: z.string(), startedAt: z.string(), durationMs: z.number() }),
  settings: PORT_MODE.extend({ works: z.boolean() }).nullable().describe("What the user's client is set to."),
  interrupted: z.literal(true).optional(),
  verdict: VERDICT,
  headline: z.string(),
  recommendation: PORT_MODE.extend({ host: z.string(), authMechanisms: TEXTS, why: z.string() }).nullable(),
  routes: z.array(ROUTE_OUTCOME),
  findings: z.array(FINDING).describe('Most important first.'),
  next: z.array(NEXT_STEP).describe('What would settle an open question.'),
  traces: z.array(TRACE).optional().describe('Only where asked for.'),
};

/** The diagnosis contract: what `smtp-triage --json` prints, byte for byte. */
export const REPORT = z.object(REPORT_FIELDS);

/** A whole investigation as data: what `smtp-triage --save-trace` writes. */
export const CASE = z.object({
  schema: z.literal(CASE_SCHEMA),
  tool: REPORT_FIELDS.tool,
  target: REPORT_FIELDS.target,
  vantage: REPORT_FIELDS.vantage,
  settings: PORT_MODE.nullable(),
  interrupted: z.literal(true).optional(),
  traces: z.array(TRACE),
});

/** What can be diagnosed again. */
export const SAVED = z.union([CASE, TRACE, z.array(TRACE), REPORT]);
