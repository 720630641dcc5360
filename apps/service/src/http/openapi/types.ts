import type { z } from 'zod';
import type { ProblemSlug } from '../problem.ts';

/** One answer that is no problem: its body by schema, or only its media types; neither: no body. */
export type Answer = {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly types?: readonly string[];
  readonly headers?: readonly HeaderName[];
};

/** Headers that answers carry besides those of every answer. */
export type HeaderName =
  | 'Location'
  | 'ETag'
  | 'Retry-After'
  | 'RateLimit'
  | 'RateLimit-Policy'
  | 'X-Diagnosis-Cost'
  | 'Preference-Applied'
  | 'Idempotency-Replayed'
  | 'Content-Disposition';

/** Headers that requests may carry. */
export type RequestHeader =
  | 'Idempotency-Key'
  | 'Prefer'
  | 'If-None-Match'
  | 'Last-Event-ID'
  | 'Accept'
  | 'X-Prometheus-Scrape-Timeout-Seconds';

/** One method of one address: what it takes, what it answers, and which problems are its own besides those of all. */
export type Operation = {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it; a word in braces is one segment. */
  readonly path: string;
  readonly tag: 'diagnoses' | 'without network' | 'catalogue' | 'service' | 'pages';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly headers?: readonly RequestHeader[];
  /** What the body must be; absent: there is none. */
  readonly body?: z.ZodType;
  /** Its media type, where it is not JSON. */
  readonly bodyType?: 'application/x-www-form-urlencoded';
  readonly answers: Readonly<Record<number, Answer>>;
  readonly problems: readonly ProblemSlug[];
};

/** What If-None-Match is answered with. */
export const KNOWN: Answer = { description: 'Nothing has changed.', headers: ['ETag'] };
