import type { Request, RequestHandler } from 'express';
import type { Deps } from '../deps.ts';
import { shedWhileLate } from './busy.ts';
import { cors } from './cors.ts';
import { isForeign, isOwnHost } from './foreign.ts';
import { shedWhileFull } from './full.ts';
import { Problem } from './problem.ts';

/** Methods that change nothing and whose answers another page cannot read. */
const HARMLESS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * The first gate (SEC-34): whose name the request is for, whose page it comes from, and whether there is room for new work.
 * It looks at headers alone, so nothing is parsed for those who are turned away.
 */
export function gate(deps: Deps): RequestHandler {
  const { config, draining } = deps;
  return (request, response, next) => {
    if (!isOwnHost(request, config)) throw new Problem('misdirected');
    if (cors(request, response, config.allowOrigins)) return;
    if ((!HARMLESS.has(request.method) || isStream(request)) && isForeign(request, config)) {
      throw new Problem('foreign-origin');
    }
    if (draining() && isNewWork(request)) throw new Problem('shutting-down');
    if (isNewDiagnosis(request)) {
      shedWhileFull(deps);
      shedWhileLate(deps);
    }
    next();
  };
}

const isStream = (request: Request): boolean =>
  /\/events\/?$/.test(request.path) || (request.get('accept') ?? '').includes('text/event-stream');

/** What goes into the queue: a request of the API, or the form of the page. */
const isNewDiagnosis = ({ method, path }: Request): boolean =>
  method === 'POST' && (path === '/' || /^\/api\/v1\/diagnoses\/?$/i.test(path));

/** What would open connections to a mail server. */
const isNewWork = (request: Request): boolean => isNewDiagnosis(request) || /^\/probe\/?$/i.test(request.path);
