import { type Fields, fieldOf } from '@smtp-triage/page';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Deps } from '../deps.ts';
import { StoreFailure } from '../store/types.ts';
import { baseUrlOf } from './base-url.ts';
import { frameOf } from './page/frame.ts';
import { homePage, refusedPage } from './page/pages.tsx';
import { sendHtml } from './page/send.ts';
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
    prepare(response, problem);
    if (isForPeople(request)) sendPage(deps, request, response, problem);
    else sendProblem(response, problem, baseUrlOf(request, deps.config));
  };
  return [nobody, answer];
}

const retryAfterOf = ({ slug, more }: Problem): number | null =>
  more.retryAfterS ?? (PROBLEMS[slug].status === 503 ? RETRY_AFTER_S : null);

/** Status and headers, whatever the body. */
function prepare(response: Response, problem: Problem): void {
  const retryAfterS = retryAfterOf(problem);
  if (retryAfterS !== null) response.setHeader('Retry-After', String(Math.ceil(retryAfterS)));
  for (const [name, value] of Object.entries(problem.more.headers ?? {})) response.setHeader(name, value);
  if (problem.slug === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer realm="smtp-triage"');
  response.setHeader('Cache-Control', 'no-store');
  response.status(PROBLEMS[problem.slug].status);
}

/** A browser that opens an address or sends the form; scripts ask for JSON, or for anything. */
const isForPeople = (request: Request): boolean =>
  !request.path.startsWith('/api/') && request.accepts(['application/problem+json', 'text/html']) === 'text/html';

function sendPage(deps: Deps, request: Request, response: Response, problem: Problem): void {
  const { slug, more } = problem;
  const fields: Fields = response.locals['fields'] ?? {};
  const frame = frameOf(deps, response);
  const [wrong] = more.errors ?? [];
  if (wrong !== undefined && fields['host'] !== undefined) {
    // The form is there again, with the field that is wrong marked; the password has to be typed again
    const marked = { field: fieldOf(wrong.pointer), says: wrong.detail.replace(/\.$/, '') };
    return sendHtml(request, response, homePage(frame, fields, marked));
  }
  const facts = { slug, title: PROBLEMS[slug].title, detail: more.detail ?? null, retryAfterS: retryAfterOf(problem) };
  sendHtml(request, response, refusedPage(frame, facts, fields));
}

function sendProblem(response: Response, problem: Problem, docs: string): void {
  const requestId = String(response.locals['requestId'] ?? 'unknown');
  response.setHeader('Content-Type', 'application/problem+json');
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
