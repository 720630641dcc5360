import { Router } from 'express';
import type { Deps } from '../../deps.ts';
import { Problem } from '../problem.ts';

/** For whoever starts and stops the service (API-19): whether it answers at all, and whether it can take work. */
export function healthRouter({ store, draining }: Deps): Router {
  const router = Router();

  router.get('/livez', (_request, response) => {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end('alive\n');
  });

  router.get('/readyz', async (_request, response) => {
    if (draining()) throw new Problem('shutting-down');
    if (!(await store.writable())) throw new Problem('store-unavailable');
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end('ready\n');
  });

  return router;
}
