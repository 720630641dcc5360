import { z } from 'zod';
import {
  BLAME,
  CODE,
  CONFIDENCE,
  LAYER,
  MODE,
  NEXT_STEP,
  PORT_MODE,
  REFERENCE,
  SEVERITY,
  TEXTS,
} from './report-schemas.ts';

const CAUSE = {
  layer: LAYER,
  stage: z.string(),
  severity: SEVERITY,
  blame: BLAME,
  title: z.string(),
  cause: z.string(),
  fix: TEXTS,
  references: z.array(REFERENCE),
};

/** One code with its words; what stands in <> is filled in from what was seen. */
export const CODE_ENTRY = z.object({ code: CODE, ...CAUSE });
/** GET /api/v1/codes. */
export const CODES_LIST = z.object({ schema: z.literal('smtp-triage/codes@1'), codes: z.array(CODE_ENTRY) });

const EXPLANATION = z.object({
  code: CODE,
  layer: LAYER,
  confidence: CONFIDENCE,
  blame: BLAME,
  title: z.string(),
  cause: z.string(),
  fix: TEXTS,
  because: z.string(),
  confirm: NEXT_STEP,
  references: z.array(REFERENCE),
});
/** What an error text may mean. */
export const EXPLANATIONS = z.object({
  schema: z.literal('smtp-triage/explanation@1'),
  explanations: z.array(EXPLANATION).describe('Most probable first; none where nothing is known.'),
});

const LINT_FINDING = z.object({
  code: CODE,
  layer: LAYER,
  severity: SEVERITY,
  title: z.string(),
  cause: z.string(),
  fix: TEXTS,
  references: z.array(REFERENCE),
  line: z.int().min(1).nullable(),
  key: z.string().nullable(),
  what: z.string(),
  quote: z.string().nullable(),
  corrected: z.string().nullable(),
});
/** What is wrong in settings. */
export const LINT_REPORT = z.object({
  schema: z.literal('smtp-triage/lint@1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  client: z.string().nullable(),
  settings: z.object({
    host: z.string().nullable(),
    port: z.number().nullable(),
    mode: MODE.nullable(),
    user: z.boolean(),
  }),
  provider: z.string().nullable(),
  findings: z.array(LINT_FINDING),
});

const ROW = PORT_MODE.extend({ sources: TEXTS });
const PROVIDER_FIELDS = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(['mailbox', 'service', 'hoster', 'test']),
  domains: TEXTS,
  mxPatterns: TEXTS,
  submission: z.array(ROW.extend({ host: z.string() })),
  aliases: TEXTS,
  altPorts: z.array(ROW),
  lacks: z.array(z.int()),
  auth: TEXTS,
  usernameForm: z.union([z.string(), z.object({ literal: z.string() })]),
  needs: TEXTS,
  offByDefault: z.boolean(),
  notes: z.string().nullable(),
  docs: z.string().nullable(),
  sources: TEXTS,
  gathered: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
};
/** GET /api/v1/providers. */
export const PROVIDERS_LIST = z.object({
  schema: z.literal('smtp-triage/providers@1'),
  gathered: z.string(),
  providers: z.array(z.object(PROVIDER_FIELDS)),
});
const LABEL = z.object({ client: z.string(), name: z.string(), mode: MODE, label: z.string() });
/** One provider. */
export const PROVIDER = z.object({
  ...PROVIDER_FIELDS,
  labels: z.array(LABEL).describe('What mail programs call the modes of this provider.'),
});
