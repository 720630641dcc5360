import { SASL_MECHANISMS, type SaslMechanism } from '@smtp-triage/core/sasl';
import { z } from 'zod';
import { STEPS } from '../order.ts';

/** Longest texts that are taken, in characters. */
const HOST_LENGTH = 320;
const SHORT = 256;
const SECRET_LENGTH = 4_096;
const TEXT_LENGTH = 32_768;

const MODE = z.enum(['starttls', 'implicit-tls', 'cleartext']).describe('How the connection gets its encryption.');
const PORT = z.number().int().min(1).max(65_535);
const MECHANISM = z.enum(SASL_MECHANISMS.map(({ name }) => name) as [SaslMechanism, ...SaslMechanism[]]);
const PORT_MODE = z.strictObject({ port: PORT, mode: MODE });

/** What POST /api/v1/diagnoses takes (API-01). */
export const DIAGNOSIS_REQUEST = z.strictObject({
  target: z.strictObject({
    host: z
      .string()
      .min(1)
      .max(HOST_LENGTH)
      .describe('Host, host:port, e-mail address, or smtp://, smtps://, smtp+starttls:// URL without a password.'),
    ports: z.array(PORT_MODE).min(1).max(8).optional().describe('The ladder; the usual four ports if left out.'),
    sni: z.string().min(1).max(SHORT).optional().describe('Name to ask for and to check, where it is not the host.'),
    addressFamily: z.union([z.literal(4), z.literal(6)]).optional(),
  }),
  settings: PORT_MODE.optional().describe("What the user's client is set to: tried exactly so and reported first."),
  steps: z.strictObject({ upTo: z.enum(STEPS) }).optional(),
  auth: z
    .strictObject({
      mechanism: MECHANISM.optional(),
      username: z.string().min(1).max(SHORT),
      secret: z.string().min(1).max(SECRET_LENGTH).describe('Kept in memory until the run ends, never stored.'),
      kind: z.enum(['password', 'token']).optional().describe('A password, or an OAuth access token.'),
    })
    .optional(),
  envelope: z
    .strictObject({
      from: z.string().max(SHORT),
      to: z.string().min(1).max(SHORT),
      size: z.number().int().min(1).optional(),
    })
    .optional(),
  freshness: z.strictObject({ maxAgeS: z.number().int().min(0).max(86_400) }).optional(),
  store: z.strictObject({ ttlS: z.number().int().min(60).max(31_536_000) }).optional(),
});

/** A checked body of POST /api/v1/diagnoses. */
export type DiagnosisRequest = z.infer<typeof DIAGNOSIS_REQUEST>;

/** What POST /api/v1/explain takes: any error text or error object, and what is known beside it. */
export const EXPLAIN_REQUEST = z.strictObject({
  error: z.union([z.string().min(1).max(TEXT_LENGTH), z.record(z.string(), z.unknown())]),
  host: z.string().min(1).max(HOST_LENGTH).optional(),
  port: PORT.optional(),
  mode: MODE.optional(),
});

/** What POST /api/v1/lint takes. */
export const LINT_REQUEST = z.strictObject({
  text: z.string().min(1).max(TEXT_LENGTH),
  client: z.string().min(1).max(64).optional(),
});

/** Query of GET /api/v1/diagnoses. */
export const LIST_QUERY = z.strictObject({
  host: z.string().min(1).max(HOST_LENGTH).optional(),
  verdict: z.enum(['ready', 'degraded', 'fixable', 'unusable', 'inconclusive']).optional(),
  since: z.iso.datetime().optional(),
  cursor: z.string().max(SHORT).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** The formats of a report. */
export const REPORT_FORMATS = ['json', 'md', 'txt', 'html', 'csv', 'junit'] as const;
/** One of the formats. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Query of GET /api/v1/diagnoses/{id}/report; which formats there are is a matter of 406, not of 422. */
export const REPORT_QUERY = z.strictObject({
  format: z
    .string()
    .max(64)
    .optional()
    .describe(`One of ${REPORT_FORMATS.join(', ')}; else Accept decides.`),
});

/** Query of POST /api/v1/classify. */
export const CLASSIFY_QUERY = z.strictObject({
  ruleset: z
    .string()
    .max(64)
    .optional()
    .describe('"current" or the version of the rules here: the answer then also says what these rules see otherwise.'),
});

/** Query of GET /api/v1/providers. */
export const PROVIDERS_QUERY = z.strictObject({
  domain: z.string().min(1).max(HOST_LENGTH).optional().describe('A mail domain or an e-mail address.'),
});

/** What the form of the page sends where there is no script. Everything is text; what is empty was left out. */
export const FORM_REQUEST = z.strictObject({
  host: z.string().max(HOST_LENGTH).optional(),
  port: z.string().max(8).optional(),
  mode: z.string().max(16).optional(),
  sni: z.string().max(SHORT).optional(),
  family: z.string().max(1).optional(),
  user: z.string().max(SHORT).optional(),
  secret: z.string().max(SECRET_LENGTH).optional(),
});

/** Query of GET /d/{id}. */
export const RESULT_QUERY = z.strictObject({
  client: z.string().max(64).optional().describe('The client whose settings are shown.'),
});

/** Query of an address that takes none. */
export const NO_QUERY = z.strictObject({});

/** Query of GET /api/v1/diagnoses/{id}. */
export const READ_QUERY = z.strictObject({ include: z.string().max(SHORT).optional() }).meta({ id: 'ReadQuery' });
