import type { HeaderName, RequestHeader } from './types.ts';

type Described = { readonly description: string; readonly schema: Readonly<Record<string, unknown>> };

const text = (description: string): Described => ({ description, schema: { type: 'string' } });
const whole = (description: string): Described => ({ description, schema: { type: 'integer', minimum: 0 } });

/** Headers of answers. */
export const ANSWER_HEADERS: Readonly<Record<HeaderName | 'X-Request-Id' | 'WWW-Authenticate' | 'Allow', Described>> = {
  'X-Request-Id': text('The id of this request, as it stands in the log.'),
  Location: text('The address of the diagnosis.'),
  ETag: text('Changes whenever the body does.'),
  'Retry-After': whole('Seconds to wait before asking again.'),
  RateLimit: text('What is left of your budget (draft-ietf-httpapi-ratelimit-headers).'),
  'RateLimit-Policy': text('Your budget and its window.'),
  'X-Diagnosis-Cost': whole('What the diagnosis takes of your budget.'),
  'Preference-Applied': text('The wait that was granted (RFC 7240).'),
  'Idempotency-Replayed': text('"true" where an earlier request with this key is answered again.'),
  'Content-Disposition': text('A file name, for formats that are meant for saving.'),
  'WWW-Authenticate': text('How to authenticate.'),
  Allow: text('The methods of this address.'),
};

/** Headers of requests. */
export const REQUEST_HEADERS: Readonly<Record<RequestHeader, Described>> = {
  'Idempotency-Key': {
    description: 'The same key with the same body makes one diagnosis, for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  Prefer: text('wait=N: wait up to N seconds (at most 25) for the end.'),
  'If-None-Match': text('ETags you have.'),
  'Last-Event-ID': text('The number of the last event you have.'),
  Accept: text('The media type you want.'),
  'X-Prometheus-Scrape-Timeout-Seconds': text('How long the scraper waits.'),
};
