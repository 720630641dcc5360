import express, { type Express, type Router } from 'express';
import type { Deps } from './deps.ts';
import { bodies } from './http/body.ts';
import { callers } from './http/callers.ts';
import { failures } from './http/failures.ts';
import { gate } from './http/gate.ts';
import { headers } from './http/headers.ts';
import { observed } from './http/observed.ts';
import { otherMethods } from './http/other-methods.ts';
import { codesRouter } from './http/routes/codes.ts';
import { diagnosesRouter } from './http/routes/diagnoses.ts';
import { eventsRouter } from './http/routes/events.ts';
import { healthRouter } from './http/routes/health.ts';
import { infoRouter } from './http/routes/info.ts';
import { openapiRouter } from './http/routes/openapi.ts';
import { pageRouter } from './http/routes/page.ts';
import { probeRouter } from './http/routes/probe.ts';
import { providersRouter } from './http/routes/providers.ts';
import { pureRouter } from './http/routes/pure.ts';

/** What the service answers, in this order; nothing here listens. */
const ROUTERS: readonly ((deps: Deps) => Router)[] = [
  healthRouter,
  probeRouter,
  eventsRouter,
  diagnosesRouter,
  pureRouter,
  codesRouter,
  providersRouter,
  infoRouter,
  openapiRouter,
  pageRouter,
];

/**
 * The service as an express application that does not listen yet. Every request passes the same gates in the same order:
 * observed (id, metrics, log), headers, gate (Host, Origin, draining), caller, methods, body; then the routers; then
 * failures, which is the only place that makes error bodies.
 *
 * @example
 * const app = createApp(deps);
 * app.listen(8025, '127.0.0.1');
 */
export function createApp(deps: Deps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.config.trustProxy.length === 0 ? false : deps.config.trustProxy);
  app.use(observed(deps), headers(deps), gate(deps), callers(deps), otherMethods(), ...bodies());
  for (const router of ROUTERS) app.use(router(deps));
  app.use(...failures(deps));
  return app;
}
