/** Every kind of problem the service answers with (RFC 9457): status and fixed title by slug. The slug ends its `type` address and its page. */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request cannot be read' },
  'token-in-query': { status: 400, title: 'Tokens belong in the Authorization header, not in the address' },
  'unknown-module': { status: 400, title: 'No such probe module' },
  unauthorized: { status: 401, title: 'A valid token is needed' },
  'target-not-allowed': { status: 403, title: 'This target may not be tested from here' },
  'port-not-allowed': { status: 403, title: 'This port may not be tested from here' },
  'step-not-allowed': { status: 403, title: 'This step needs more trust than the caller has' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'foreign-origin': { status: 403, title: 'Requests from other web pages are not served' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address takes other methods' },
  'not-acceptable': { status: 406, title: 'None of the formats asked for can be made' },
  'not-finished': { status: 409, title: 'The diagnosis has not finished yet' },
  'already-final': { status: 409, title: 'The diagnosis has already ended' },
  'idempotency-in-progress': { status: 409, title: 'The first request with this key is still being accepted' },
  expired: { status: 410, title: 'This was here and has been forgotten' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be plain application/json' },
  misdirected: { status: 421, title: 'This service does not answer for that host name' },
  'invalid-field': { status: 422, title: 'Something in the request is not as it must be' },
  'secret-needs-tls': { status: 422, title: 'A login is only tried over TLS' },
  'idempotency-mismatch': { status: 422, title: 'This key was used for another request' },
  'unsupported-trace-version': { status: 422, title: 'This trace format is not known here' },
  'rate-limited': { status: 429, title: 'Your budget is used up for now' },
  'too-many-streams': { status: 429, title: 'Too many event streams are open' },
  internal: { status: 500, title: 'A fault of this service' },
  overloaded: { status: 503, title: 'The service has too much to do right now' },
  'shutting-down': { status: 503, title: 'The service is shutting down' },
  'store-unavailable': { status: 503, title: 'The service cannot remember anything right now' },
} as const;

/** The slug of a problem. */
export type ProblemSlug = keyof typeof PROBLEMS;

/** One wrong field, by JSON Pointer (RFC 6901). */
export type FieldError = { readonly pointer: string; readonly code: string; readonly detail: string };

/** More on one occurrence. `detail` is written by us: never a server's words, never an address we resolved. */
export type ProblemMore = {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Thrown by a handler, printed by the error middleware; nothing else makes error bodies. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: ProblemSlug;
  readonly more: ProblemMore;

  constructor(slug: ProblemSlug, more: ProblemMore = {}) {
    super(more.detail ?? PROBLEMS[slug].title);
    this.slug = slug;
    this.more = more;
  }
}

/** The body of a problem (RFC 9457 §3.1). */
export const problemBody = (
  { slug, more }: Problem,
  requestId: string,
  docs: string,
): Readonly<Record<string, unknown>> => ({
  type: `${docs}/problems/${slug}`,
  title: PROBLEMS[slug].title,
  status: PROBLEMS[slug].status,
  ...(more.detail === undefined ? {} : { detail: more.detail }),
  instance: `/problems/${requestId}`,
  ...(more.errors === undefined ? {} : { errors: more.errors }),
});
