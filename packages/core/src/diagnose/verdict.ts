import { isGlobalUnicast } from '../address.ts';
import { CONTROL_HOSTS } from '../investigation/types.ts';
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
  // What comes first is what is said: a guess does not become a cause because something certain stands behind it
  const [first] = errors;
  return first !== undefined && first.confidence !== 'possible' ? 'unusable' : 'inconclusive';
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

/** What would settle an open question, as commands that repeat what the user asked. */
export function nextSteps(facts: Facts, verdict: Verdict, findings: readonly Finding[]): readonly NextStep[] {
  const { controls, routes, best, lookups } = facts;
  const isOpen = findings.some(({ confidence, severity }) => confidence === 'possible' && severity === 'error');
  const codes = new Set(findings.map(({ code, severity }) => (severity === 'error' ? code : null)));
  // Silence is never so sure that more patience could not tell otherwise
  if (verdict !== 'inconclusive' && !isOpen && !codes.has('greeting-missing')) return [];
  const again = commandOf(facts);
  const steps: NextStep[] = [];
  if (codes.has('port-unreachable') && controls.length === 0) {
    const isPublic = routes.some(({ route }) => isGlobalUnicast(route.address));
    steps.push({
      action: 'Name another mail server that is known to answer: it tells a blocked network from a dead server.',
      command: `${again} --control ${isPublic ? CONTROL_HOSTS[0]?.host : 'OTHER-HOST'}`,
    });
  }
  if (codes.has('port-unreachable')) {
    steps.push({ action: 'Run the same test from another network, such as a phone hotspot.', command: again });
  }
  if (codes.has('greeting-missing')) {
    steps.push({ action: 'Give the server more time to speak.', command: `${again} --patience 60s` });
  }
  const cut = routes.some(({ ended }) => ended?.outcome === 'skipped') || (routes.length === 0 && lookups.length > 0);
  if (best === null && steps.length === 0 && cut) {
    steps.push({ action: 'Let the run take its time.', command: `${again} --all --timeout 60s` });
  }
  return steps;
}

/** The command that asks the same again; never with a login in it. */
function commandOf({ host, own }: Facts): string {
  const [first] = own;
  return `smtp-triage ${host}${first === undefined ? '' : ` -p ${first.route.port} --mode ${first.route.mode}`}`;
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
