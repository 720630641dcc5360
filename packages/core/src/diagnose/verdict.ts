import { MODE_NAMES } from '../ports.ts';
import type { Facts, RouteFacts } from './facts.ts';
import type { Finding, NextStep, Recommendation, Verdict } from './types.ts';
import { settingsOf } from './words.ts';

/** What the findings and routes come to, in the words of the contract. */
export function verdictOf({ own, best }: Facts, findings: readonly Finding[]): Verdict {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warned = findings.some(({ severity }) => severity === 'warning');
  if (best !== null) {
    const ownFails = own.length > 0 && !own.some(({ ok }) => ok);
    if (
      ownFails ||
      (own.length > 0 &&
        errors.some(({ evidence }) => evidence.some(({ route }) => own.some((o) => o.route.id === route))))
    ) {
      return 'fixable';
    }
    return errors.length > 0 || warned ? 'degraded' : 'ready';
  }
  return errors.some(({ confidence }) => confidence !== 'possible') ? 'unusable' : 'inconclusive';
}

/** The settings to use: the best route that worked, and why that one. */
export function recommend({ usable, own, host, routes }: Facts): Recommendation | null {
  const encrypted = usable.filter(({ route }) => route.mode !== 'cleartext');
  const best = encrypted.find(({ role }) => role !== 'relay') ?? encrypted[0];
  if (best === undefined) return null;
  const { port, mode } = best.route;
  const mechanisms = (best.after ?? best.before)?.auth ?? [];
  return { host, port, mode, authMechanisms: mechanisms, why: reason(best, own, routes) };
}

/** One sentence of at most 25 words for people in a hurry. */
export function headlineOf(facts: Facts, verdict: Verdict, findings: readonly Finding[]): string {
  const { best, host, own } = facts;
  const [first] = findings;
  switch (verdict) {
    case 'ready':
    case 'degraded': {
      const remark = first === undefined || verdict === 'ready' ? '' : ` But: ${lower(first.title)}.`;
      if (best === null) return `${host} works.`;
      return own.length > 0
        ? `These settings work: ${settingsOf(best)} at ${host}.${remark}`
        : `Use ${host} on ${settingsOf(best)}.${remark}`;
    }
    case 'fixable':
      return best === null
        ? `${host}: change the settings.`
        : `Change the settings: use ${host} on ${settingsOf(best)}.`;
    case 'unusable':
      return first === undefined ? `No way to submit mail to ${host} works.` : `${first.title}.`;
    case 'inconclusive':
      return first === undefined ? `Nothing was found out about ${host}.` : `${first.title}; why is not settled yet.`;
  }
}

/** What would settle an open question. */
export function nextSteps(
  { host, controls, routes, best }: Facts,
  verdict: Verdict,
  findings: readonly Finding[],
): readonly NextStep[] {
  if (
    verdict !== 'inconclusive' &&
    !findings.some(({ confidence, severity }) => confidence === 'possible' && severity === 'error')
  )
    return [];
  const codes = new Set(findings.map(({ code }) => code));
  const steps: NextStep[] = [];
  if (codes.has('port-unreachable') && controls.length === 0) {
    steps.push({
      action: 'Ask a server that is known to answer, to tell a blocked network from a dead server.',
      command: `smtp-triage ${host} --control smtp.gmail.com`,
    });
  }
  if (codes.has('port-unreachable'))
    steps.push({ action: 'Run the same test from another network, such as a phone hotspot.' });
  if (codes.has('greeting-missing')) {
    steps.push({ action: 'Give the server more time to speak.', command: `smtp-triage ${host} --patience 60s` });
  }
  if (best === null && steps.length === 0 && routes.some(({ ended }) => ended?.outcome === 'skipped')) {
    steps.push({ action: 'Let the run take its time.', command: `smtp-triage ${host} --all --timeout 60s` });
  }
  return steps;
}

function reason(best: RouteFacts, own: readonly RouteFacts[], routes: readonly RouteFacts[]): string {
  if (own.includes(best)) return 'These are your settings, and they work.';
  const tested =
    best.ended?.reached === 'auth' || best.trace.goal === 'auth' ? 'up to the login' : 'up to the encrypted dialogue';
  if (best.route.port === 587 && best.route.mode === 'starttls')
    return `The standard port for sending mail; it worked ${tested}.`;
  if (best.role === 'fallback') return 'Neither 587 nor 465 works from here; 2525 does.';
  const failed587 = routes.some(({ route, failedAt }) => route.port === 587 && failedAt !== null);
  return `${MODE_NAMES[best.route.mode]} on port ${best.route.port} worked ${tested}${failed587 && best.route.port !== 587 ? '; 587 did not' : ''}.`;
}

const lower = (title: string): string =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
