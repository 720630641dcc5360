import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** The largest request body in octets: traces are larger than questions (API-39). */
export const BODY_LIMIT = 64 * 1024;
export const TRACE_BODY_LIMIT = 1024 * 1024;
/** How deep and how wide a JSON body may be. */
const MAX_DEPTH = 16;
const MAX_KEYS = 512;
/** A trace has some twenty keys to an event. */
export const MAX_TRACE_KEYS = 100_000;
const MAGIC_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Addresses that take traces. */
const TAKES_TRACES: ReadonlySet<string> = new Set(['/api/v1/classify']);

/** The one address that takes a form: a page without a script sends it (UI-13). The gate has seen where it comes from. */
const TAKES_FORM = '/';

/** Reads JSON bodies, and one form: no compression, nothing else, no magic keys (API-39, SEC-32, SEC-36). */
export function bodies(): readonly RequestHandler[] {
  const small = express.json({ limit: BODY_LIMIT, strict: true, inflate: false, type: 'application/json' });
  const large = express.json({ limit: TRACE_BODY_LIMIT, strict: true, inflate: false, type: 'application/json' });
  const form = express.urlencoded({ limit: BODY_LIMIT, extended: false, inflate: false, parameterLimit: 32 });
  return [
    (request, response, next) => (takesForm(request) ? form(request, response, next) : next()),
    (request, _response, next) => {
      if (takesForm(request)) {
        if (request.is('application/x-www-form-urlencoded') !== false) return next();
        throw new Problem('unsupported-media-type', { headers: { Accept: 'application/x-www-form-urlencoded' } });
      }
      // Also without a body: a form that is empty is still a form, and comes from another page (SEC-34)
      const isForm = request.headers['content-type'] !== undefined && request.method !== 'GET';
      if (!hasBody(request) && !isForm) return next();
      if (request.headers['content-encoding'] !== undefined) {
        throw new Problem('unsupported-media-type', { detail: 'Compressed bodies are not taken.' });
      }
      if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        throw new Problem('unsupported-media-type', { headers: { Accept: 'application/json' } });
      }
      next();
    },
    (request, response, next) => (TAKES_TRACES.has(request.path) ? large : small)(request, response, next),
    // To parse a body of a megabyte is enough for one turn of the loop (REL-07)
    (request, _response, next) => (TAKES_TRACES.has(request.path) ? void setImmediate(next) : next()),
    (request, _response, next) => {
      assertShallow(request.body, TAKES_TRACES.has(request.path) ? MAX_TRACE_KEYS : MAX_KEYS);
      next();
    },
  ];
}

const takesForm = ({ method, path }: Request): boolean => method === 'POST' && path === TAKES_FORM;

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Without a list of keys or a stack of its own: the largest body has a hundred thousand of them. */
export function assertShallow(body: unknown, maxKeys: number): void {
  let keys = 0;
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > MAX_DEPTH) throw new Problem('malformed', { detail: `The body is nested deeper than ${MAX_DEPTH}.` });
    if (Array.isArray(value)) {
      for (const inner of value) look(inner, depth + 1);
      return;
    }
    // What JSON.parse makes has no other properties than its own
    for (const key in value) {
      keys += 1;
      if (keys > maxKeys) throw new Problem('malformed', { detail: `The body has more than ${maxKeys} keys.` });
      if (MAGIC_KEYS.has(key)) throw new Problem('malformed', { detail: 'The body has a key that is never taken.' });
      look((value as Record<string, unknown>)[key], depth + 1);
    }
  };
  look(body, 1);
}
