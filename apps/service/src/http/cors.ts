import type { Request, Response } from 'express';

const METHODS = 'GET, HEAD, POST, DELETE';
const ASKED = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer';
const SHOWN =
  'Location, RateLimit, RateLimit-Policy, Retry-After, X-Diagnosis-Cost, X-Request-Id, Idempotency-Replayed, Preference-Applied';
/** How long a browser may remember the answer to a preflight, in seconds. */
const MAX_AGE_S = 600;

/**
 * Lets pages of the listed origins read answers (API-40); without a list there is no CORS at all. Credentials are never
 * allowed: the service has no cookies, and tokens travel in a header. True if this was a preflight and has been answered.
 */
export function cors(request: Request, response: Response, origins: readonly string[]): boolean {
  if (origins.length === 0) return false;
  response.vary('Origin');
  const origin = request.get('origin');
  if (origin === undefined || !origins.includes(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', SHOWN);
  if (request.method !== 'OPTIONS' || request.get('access-control-request-method') === undefined) return false;
  response.setHeader('Access-Control-Allow-Methods', METHODS);
  response.setHeader('Access-Control-Allow-Headers', ASKED);
  response.setHeader('Access-Control-Max-Age', String(MAX_AGE_S));
  response.status(204).end();
  return true;
}
