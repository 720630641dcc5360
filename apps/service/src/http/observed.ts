import type { RequestHandler } from 'express';
import type { Deps } from '../deps.ts';

/** How a request is known from outside, if somebody in front of us named it. */
const GIVEN_ID = /^[\w.-]{8,64}$/;

/** Gives every request an id, counts it by route, and writes one line of log when it is answered. */
export function observed({ metrics, log, randomId }: Deps): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && GIVEN_ID.test(given) ? given : `rq_${randomId()}`;
    response.locals['requestId'] = requestId;
    response.setHeader('X-Request-Id', requestId);
    const began = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      const route = routeOf(request.route);
      const method = METHODS.has(request.method) ? request.method : 'other';
      metrics.httpRequest(route, method, response.statusCode, seconds);
      // The path stays out: it may hold an id, which is all that is needed to read a diagnosis
      log.info({ requestId, method, route, status: response.statusCode, ms: Math.round(seconds * 1e3) }, 'answered');
    });
    next();
  };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);

/** The template of the route that answered; `none` for what has none, so that series stay bounded. */
const routeOf = (route: unknown): string =>
  typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : 'none';
