import { z } from 'zod';
import { STEPS } from '../../order.ts';
import { FAIL_REASONS } from '../../store/types.ts';
import { CODE, MODE, REPORT, REPORT_FIELDS, TEXTS, VERDICT } from './report-schemas.ts';

const TIME = z.iso.datetime().nullable();
const STATE = z.enum(['queued', 'running', 'done', 'cancelled', 'failed', 'expired']);
const LINKS = z.object({ self: z.string(), events: z.string(), report: z.string() });
const WHOLE = z.int().min(0);

/** RFC 9457. */
export const PROBLEM = z.object({
  type: z.url().describe('Where this kind of problem is explained.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().describe('Ends in the id of the request.'),
  errors: z
    .array(z.object({ pointer: z.string().describe('RFC 6901.'), code: z.string(), detail: z.string() }))
    .optional(),
});

/** What accepting, cancelling and waiting in vain answer with. */
export const ACCEPTED = z.object({ id: z.string(), status: STATE, links: LINKS });

const DIAGNOSIS_FIELDS = {
  id: z.string(),
  status: STATE,
  failed: z.enum(FAIL_REASONS).optional(),
  cached: z.literal(true).optional().describe('An earlier run of the same question answered this one.'),
  ageS: WHOLE.optional().describe('How old that run was, in seconds.'),
  progress: z.object({ rungsDone: WHOLE, rungsTotal: WHOLE }),
  createdAt: TIME,
  startedAt: TIME,
  finishedAt: TIME,
  traceVersion: z.string(),
  rulesetVersion: z.string(),
  links: LINKS,
};

/** A diagnosis: where it stands, and once there is one, every field of the report. */
export const DIAGNOSIS = z.object({ ...DIAGNOSIS_FIELDS, ...z.object(REPORT_FIELDS).partial().shape });

/** A page of the list. */
export const DIAGNOSES = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      status: STATE,
      host: z.string(),
      createdAt: TIME,
      finishedAt: TIME,
      verdict: VERDICT.nullable(),
      links: LINKS,
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** What other rules see in traces that were diagnosed before. */
export const RECLASSIFIED = z.object({
  rulesetVersion: z.string(),
  traceVersion: z.string(),
  report: REPORT,
  diff: z
    .object({
      verdict: z.object({ before: VERDICT, after: VERDICT }),
      findings: z.object({ added: z.array(CODE), removed: TEXTS }),
    })
    .nullable()
    .describe('Null where no earlier report was given.'),
});

/** What traces that are diagnosed again come to. */
export const CLASSIFIED = z.union([REPORT, RECLASSIFIED]);

/** What is left of a budget. */
const LEFT = z.object({ limit: WHOLE, remaining: WHOLE, resetS: z.number() });
/** GET /api/v1/limits. */
export const LIMITS = z.object({
  diagnoses: LEFT,
  inFlight: z.object({ limit: WHOLE, remaining: WHOLE }),
});

/** GET /api/v1/info. */
export const INFO = z.object({
  name: z.string(),
  version: z.string(),
  engineVersion: z.string(),
  rulesetVersion: z.string(),
  traceVersions: TEXTS,
  profile: z.enum(['public', 'private']),
  ports: z.array(z.int()),
  modes: z.array(MODE),
  steps: z.array(z.enum(STEPS)).describe('How far this caller may go.'),
  vantages: WHOLE,
  coolDownS: WHOLE,
  limits: z.object({
    bodyBytes: WHOLE,
    traceBodyBytes: WHOLE,
    attempts: WHOLE,
    waitS: WHOLE,
    budgetMs: WHOLE,
    retentionS: WHOLE,
  }),
});

/** A ticket for one stream. */
export const TICKET = z.object({ ticket: z.string(), expiresInS: WHOLE });
