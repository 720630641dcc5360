import type { RequestHandler } from 'express';
import { OPERATIONS } from './openapi/operations/index.ts';
import { Problem } from './problem.ts';

/** An address with the methods that it takes. */
type Known = { readonly pattern: RegExp; readonly methods: readonly string[] };

/** HEAD is answered wherever there is a GET (RFC 9110 §9.3.2). */
const KNOWN: readonly Known[] = [...new Set(OPERATIONS.map(({ path }) => path))].map((path) => {
  const methods = OPERATIONS.filter((each) => each.path === path).map(({ method }) => method.toUpperCase());
  return {
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    methods: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'],
  };
});

/** An address that is known, but not with this method (RFC 9110 §15.5.6); OPTIONS is told which methods there are. */
export function otherMethods(): RequestHandler {
  return (request, response, next) => {
    const known = KNOWN.find(({ pattern }) => pattern.test(request.path));
    if (known === undefined) return next();
    const allow = known.methods.join(', ');
    if (!known.methods.includes(request.method)) throw new Problem('method-not-allowed', { headers: { Allow: allow } });
    if (request.method !== 'OPTIONS') return next();
    response.setHeader('Allow', allow);
    response.status(204).end();
  };
}
