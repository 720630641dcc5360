import type { ProblemSlug } from './problem.ts';

/** What each kind of problem means, and what to do about it. */
export const PROBLEM_WORDS: Readonly<Record<ProblemSlug, string>> = {
  malformed:
    'The request is no HTTP, URL or JSON that can be read, or its body is nested too deep or has too many keys. Correct it; sending it again as it is will not help.',
  'token-in-query':
    'Addresses end up in logs and histories, so a token in one is never taken. Send it as "Authorization: Bearer st_…", and make a new one: this one may have been seen.',
  'unknown-module':
    'The detail names the probe modules there are. A module with a login needs one in the configuration of the service.',
  unauthorized:
    'Send a token as "Authorization: Bearer st_…". One that is wrong, expired or revoked is never taken for none. Whoever runs the service can make one.',
  'target-not-allowed':
    'Only hosts on the public internet may be tested from here, by name or address, and all addresses of a name must be public. To test inside your own network use the command line, or a service of your own that allows it.',
  'port-not-allowed':
    'Only mail submission and relay ports may be tested: 25, 465, 587 and 2525, and those that whoever runs the service added.',
  'step-not-allowed':
    'How far a test may go depends on who asks: a login, an envelope and a message each take more trust. See "steps" in /api/v1/info.',
  forbidden:
    'The token is valid but was made for other things. Whoever runs the service can make one with the scope that is needed.',
  'foreign-origin':
    'A web page of another origin asked. If that page is yours, whoever runs the service can list its origin.',
  'not-found': 'There is nothing at this address, or it belongs to somebody else; which of the two is not told.',
  'method-not-allowed': 'The header Allow names the methods of this address.',
  'not-acceptable': 'The detail names the formats there are; ask with ?format= or the header Accept.',
  'not-finished': 'There is no report before the end. Wait, or watch the events.',
  'already-final': 'It has ended, so there is nothing left to cancel.',
  'idempotency-in-progress':
    'The first request with this Idempotency-Key has not been answered yet. Ask again in a moment.',
  expired: 'Results are kept for a while only; the time is over, or it was deleted.',
  'too-large': 'Bodies may have 64 KiB, traces 1 MiB.',
  'unsupported-media-type': 'Bodies must be application/json without compression.',
  misdirected:
    'The header Host names something that this service is not known by. Whoever runs it can add the name (allowHosts).',
  'invalid-field': 'The member "errors" names each field by JSON Pointer, and what is wrong with it.',
  'secret-needs-tls': 'Every route of the request is without encryption, and a login is never sent over such a route.',
  'idempotency-mismatch': 'An Idempotency-Key stands for one request. Use another key for another request.',
  'unsupported-trace-version': 'The detail names the formats that are known here. A newer service may know yours.',
  'rate-limited':
    'You, or all who test this target together, have asked too often. Retry-After says when to ask again; /api/v1/limits says what is left.',
  'too-many-streams': 'Close a stream, or poll the diagnosis instead.',
  internal: 'This is our mistake. The request id in "instance" finds it in the log of the service.',
  overloaded: 'Too much is going on at the moment. Retry-After says when to ask again.',
  'shutting-down': 'This process takes no new work; another one may. Ask again in a moment.',
  'store-unavailable':
    'The disk or the database of the service does not take anything now, so nothing new is accepted. What is there can still be read.',
};
