import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, reportOf, Secret } from '@smtp-triage/core';
import { NotPermitted } from '@smtp-triage/probe';
import { Router } from 'express';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { FoundServer } from '../../jobs/runner-types.ts';
import { clientKey, foundCharges, giveBackAll, scrapeCharges } from '../../limits/charges.ts';
import { settleLogin } from '../../limits/login.ts';
import { moduleOf, PROBE_MODULES, type ProbeModule } from '../../metrics/modules.ts';
import { probeText } from '../../metrics/probe-text.ts';
import { untilBucketEnds } from '../../operation/guard.ts';
import type { Order } from '../../order.ts';
import { withScope } from '../caller-of.ts';
import { orderOf } from '../order-of.ts';
import { Problem } from '../problem.ts';
import { spendAll } from '../rate.ts';

/** Of the time that a scrape has, this much is left for the answer, in seconds (as blackbox_exporter does). */
const SCRAPE_MARGIN_S = 0.5;
const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8';

const QUERY = z.strictObject({
  target: z.string().min(1).max(320),
  module: z.string().max(64).optional(),
  hostname: z.string().min(1).max(256).optional(),
  debug: z.enum(['true', 'false']).optional(),
});

/** Prometheus: `/probe` as blackbox_exporter has it, and `/metrics` of the service itself (API-18, API-19). */
export function probeRouter(deps: Deps): Router {
  const router = Router();
  let running = 0;

  router.get('/probe', async (request, response) => {
    const caller = withScope(response, 'metrics');
    const query = QUERY.safeParse(request.query);
    if (!query.success) throw new Problem('malformed', { detail: 'target is missing or something else is not known.' });
    const module = moduleOf(query.data.module ?? 'smtp_ladder');
    if (module === null) {
      throw new Problem('unknown-module', { detail: `Known: ${PROBE_MODULES.map(({ name }) => name).join(', ')}.` });
    }
    const timeoutS = timeoutOf(request.get('x-prometheus-scrape-timeout-seconds'), deps.config.budgetMs);
    const { order, secret, ladder } = await orderFor(query.data, module, deps);
    await spendAll(deps, [{ bucket: 'scrapes', key: clientKey(caller), cost: 1 }]);
    let addresses: readonly string[] = [];
    const refusal = await deps.guard(order, caller, (heard) => {
      addresses = heard;
    });
    if (refusal !== null) {
      deps.metrics.targetDenied(refusal.reason);
      throw new Problem(refusal.problem);
    }
    if (running >= deps.config.probeConcurrency) throw new Problem('overloaded', { retryAfterS: timeoutS });
    running += 1;
    try {
      const began = deps.now();
      const triaged = await scraped(deps, order, secret, { addresses, budgetMs: timeoutS * 1_000 });
      const durationS = (deps.now() - began) / 1_000;
      const debug = query.data.debug === 'true';
      response.type(EXPOSITION).send(
        probeText(triaged, reportOf(triaged), {
          module: { ...module, ladder },
          durationS,
          timeoutS,
          debug,
        }),
      );
    } finally {
      running -= 1;
    }
  });

  if (deps.config.metricsListen === null) {
    router.get('/metrics', async (_request, response) => {
      withScope(response, 'metrics');
      response.type(EXPOSITION).send(await deps.metrics.text());
    });
  }
  return router;
}

/** Runs it against everybody's budgets; what was taken for a run that never began is given back. */
async function scraped(
  deps: Deps,
  order: Order,
  secret: Secret | null,
  { addresses, budgetMs }: { readonly addresses: readonly string[]; readonly budgetMs: number },
): Promise<Case> {
  const charges = scrapeCharges(order, addresses);
  await spendAll(deps, charges);
  const began = performance.now();
  try {
    const admit = (server: FoundServer): Promise<void> => spendAll(deps, foundCharges(order, server));
    const triaged = await deps.diagnoser(order, secret, { budgetMs, admit });
    await settleLogin(deps.budgets, order, triaged);
    return triaged;
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error;
    // DNS says something else than it said to the guard, or the server of an e-mail address is inside
    await giveBackAll(deps.budgets, charges);
    deps.metrics.targetDenied(error.reason);
    await sleep(untilBucketEnds(performance.now() - began));
    throw new Problem('target-not-allowed');
  }
}

/** What the scraper gives us, less a margin for the answer; never more than a diagnosis may take. */
function timeoutOf(header: string | undefined, budgetMs: number): number {
  const given = Number(header);
  const scrapeS = header !== undefined && Number.isFinite(given) && given > 0 ? given - SCRAPE_MARGIN_S : Infinity;
  return Math.max(SCRAPE_MARGIN_S, Math.min(scrapeS, budgetMs / 1_000));
}

/** `target` is a host or `host:port`; a port of its own takes the place of the module's, in the module's mode. */
async function orderFor(
  query: z.infer<typeof QUERY>,
  module: ProbeModule,
  { config }: Deps,
): Promise<{ readonly order: Order; readonly secret: Secret | null; readonly ladder: ProbeModule['ladder'] }> {
  const { order } = orderOf({
    target: { host: query.target, ...(query.hostname === undefined ? {} : { sni: query.hostname }) },
  });
  const own = order.settings?.port;
  const first = module.ladder[0];
  const ladder = own === undefined || first === undefined ? module.ladder : [{ port: own, mode: first.mode }];
  const probing: Order = { ...order, settings: null, target: { ...order.target, ports: ladder } };
  if (!module.login) return { order: probing, secret: null, ladder };
  if (config.probeLogin === null)
    throw new Problem('unknown-module', { detail: 'No login is configured for this module.' });
  const { host, username, passwordFile } = config.probeLogin;
  // The operator's password goes to the operator's server, whatever a scraper names (SEC-21)
  const { target } = order;
  if (target.host !== host || (target.sni !== null && target.sni !== host) || target.kind === 'email')
    throw new Problem('target-not-allowed', { detail: 'The configured login is for another host.' });
  const [password = ''] = (await readFile(passwordFile, 'utf8')).split(/\r?\n/, 1);
  return {
    order: { ...probing, upTo: 'auth', login: { username, mechanism: null, kind: 'password' } },
    secret: new Secret(password),
    ladder,
  };
}
