import { Router } from 'express';
import type { Caller, Scope } from '../../caller.ts';
import type { Deps } from '../../deps.ts';
import { clientKey } from '../../limits/charges.ts';
import { STEPS, type Step } from '../../order.ts';
import { BODY_LIMIT, TRACE_BODY_LIMIT } from '../body.ts';
import { callerOf, ownerOf } from '../caller-of.ts';
import { sendJson } from '../json.ts';
import { MAX_ATTEMPTS } from '../saved.ts';
import { TRACE_VERSIONS, versionsOf } from '../versions.ts';
import { LONGEST_WAIT_S } from '../wait.ts';

/** The ports that every profile may test (SEC-11). */
const USUAL_PORTS = [25, 465, 587, 2525] as const;
const HOUR_S = 3_600;

/** What each step takes (ABU-06). */
const SCOPE_OF: Readonly<Record<Step, Scope>> = {
  tls: 'diagnose',
  auth: 'auth-step',
  rcpt: 'diagnose',
  data: 'data-step',
};

/** What this service is and allows (API-10), and what is left of the caller's budgets (API-12). Neither counts. */
export function infoRouter(deps: Deps): Router {
  const router = Router();
  const { config, version } = deps;

  router.get('/api/v1/info', (_request, response) => {
    const caller = callerOf(response);
    sendJson(response, {
      name: 'smtp-triage-service',
      version,
      engineVersion: version,
      rulesetVersion: versionsOf(version).rulesetVersion,
      traceVersions: TRACE_VERSIONS,
      profile: config.profile,
      ports: [...new Set([...USUAL_PORTS, ...(config.profile === 'private' ? config.allowPorts : [])])],
      modes: ['starttls', 'implicit-tls', 'cleartext'],
      steps: stepsOf(caller, config.profile),
      // This process and its peers on the same database test from one place
      vantages: 1,
      coolDownS: config.budgets.coolDownS,
      limits: {
        bodyBytes: BODY_LIMIT,
        traceBodyBytes: TRACE_BODY_LIMIT,
        attempts: MAX_ATTEMPTS,
        waitS: LONGEST_WAIT_S,
        budgetMs: config.budgetMs,
        retentionS: config.retentionHours * HOUR_S,
      },
    });
  });

  router.get('/api/v1/limits', async (_request, response) => {
    const caller = callerOf(response);
    const limit = caller.kind === 'token' ? config.budgets.tokenInFlight : config.budgets.anonymousInFlight;
    const [left, inFlight] = await Promise.all([
      deps.budgets.peek('client', clientKey(caller)),
      deps.store.inFlight(ownerOf(caller)),
    ]);
    sendJson(response, {
      diagnoses: { limit: left.limit, remaining: left.remaining, resetS: Math.ceil(left.resetS) },
      inFlight: { limit, remaining: Math.max(0, limit - inFlight) },
    });
  });

  return router;
}

const stepsOf = ({ scopes }: Caller, profile: 'public' | 'private'): readonly Step[] =>
  STEPS.filter((step) => scopes.has(SCOPE_OF[step]) && !(step === 'data' && profile === 'public'));
