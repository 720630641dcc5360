import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Deps } from '../deps.ts';
import { StoreFailure } from '../store/types.ts';
import { baseUrlOf } from './base-url.ts';
import { PROBLEMS, Problem, problemBody } from './problem.ts';

/** Seconds after which trying again makes sense when nothing better is known. */
const RETRY_AFTER_S = 5;

/** Turns whatever went wrong into problem+json, and what nobody answered into `not-found`. The only maker of error bodies. */
export function failures(deps: Deps): readonly (RequestHandler | ErrorRequestHandler)[] {
  const nobody: RequestHandler = () => {
    throw new Problem('not-found');
  };
  const answer: ErrorRequestHandler = (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (problem.slug === 'internal')
      deps.log.error({ err: error, requestId: response.locals['requestId'] }, 'a fault of ours');
    if (problem.slug === 'store-unavailable') deps.metrics.storeWriteError();
    if (response.headersSent) return next(error);
    send(response, problem, baseUrlOf(request, deps.config));
  };
  return [nobody, answer];
}

function send(response: Response, problem: Problem, docs: string): void {
  const { status } = PROBLEMS[problem.slug];
  const retryAfterS = problem.more.retryAfterS ?? (status === 503 ? RETRY_AFTER_S : null);
  if (retryAfterS !== null) response.setHeader('Retry-After', String(Math.ceil(retryAfterS)));
  for (const [name, value] of Object.entries(problem.more.headers ?? {})) response.setHeader(name, value);
  if (problem.slug === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer realm="smtp-triage"');
  response.setHeader('Cache-Control', 'no-store');
  const requestId = String(response.locals['requestId'] ?? 'unknown');
  response.status(status).setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify(problemBody(problem, requestId, docs)));
}

/** What express and its body reader throw, in our words: theirs may quote the body. */
const BY_TYPE: Readonly<Record<string, Problem['slug']>> = {
  'entity.parse.failed': 'malformed',
  'entity.too.large': 'too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.aborted': 'malformed',
  'request.size.invalid': 'malformed',
};

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreFailure) return new Problem('store-unavailable');
  if (error instanceof URIError) return new Problem('malformed');
  const { type, status } = Object(error) as { readonly type?: unknown; readonly status?: unknown };
  const known = BY_TYPE[String(type)];
  if (known !== undefined) return new Problem(known);
  // Whatever else express blames on the request
  return new Problem(typeof status === 'number' && status >= 400 && status < 500 ? 'malformed' : 'internal');
}
