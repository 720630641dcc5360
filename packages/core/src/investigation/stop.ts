import { roleOf } from '../ports.ts';
import { rank } from './login.ts';
import { cutLookups } from './lookup.ts';
import { type Draft, feed, isOpen, type Line, ofTarget } from './state.ts';

/** How long routes that can change nothing any more may still come in, in milliseconds. */
export const ENOUGH_GRACE_MS = 500;

/** Stops waiting for routes whose outcome could not change the advice. */
export function stopWhenEnough(draft: Draft): void {
  if (draft.request.waitForAll || draft.lines.length === 0) return;
  const open = draft.lines.filter(isOpen);
  const telling = open.some((line) => canChangeAdvice(draft, line));
  const lookingUp = draft.lookups.some(({ pending }) => pending.length > 0);
  if (telling || (open.length === 0 && !(lookingUp && draft.lines.some(works)))) {
    draft.enoughAt = null;
    return;
  }
  draft.enoughAt ??= draft.at;
  if (draft.at < draft.enoughAt + ENOUGH_GRACE_MS) return;
  cutLookups(draft);
  for (const { attempt } of open) feed(draft, attempt.spec.route.id, { type: 'told', word: 'abandon', at: draft.at });
}

/** When the waiting for the rest ends. */
export const enoughDeadline = (draft: Draft): number | null =>
  draft.enoughAt === null ? null : draft.enoughAt + ENOUGH_GRACE_MS;

/**
 * A refused login settles everything: no other port repairs it. Else an open route matters if no better one works yet,
 * or if it leads another way (another address) to the port that will be recommended.
 */
function canChangeAdvice(draft: Draft, line: Line): boolean {
  const { route } = line.attempt.spec;
  if (draft.loginRoute !== null && route.id === draft.loginRoute) return true;
  if (isLoginRefused(draft)) return false;
  const working = draft.lines.filter((other) => ofTarget(other) && works(other)).toSorted((a, b) => rank(a) - rank(b));
  const [best] = working;
  if (best === undefined) return true;
  if (best.attempt.spec.route.port === route.port && best.attempt.spec.route.mode === route.mode) return true;
  if (route.purpose === 'settings' || route.purpose === 'control') return true;
  return ofTarget(line) && roleOf(route.port) === 'submission' && rank(line) < rank(best);
}

/** Did what was asked of it; relay ports do not count, since nobody may submit there. */
const works = ({ attempt: { result, spec } }: Line): boolean =>
  result?.outcome === 'ok' && (spec.route.purpose === 'settings' || roleOf(spec.route.port) !== 'relay');

const isLoginRefused = (draft: Draft): boolean =>
  draft.lines.some(
    ({ attempt: { spec, result } }) => spec.route.id === draft.loginRoute && result?.failedAt === 'auth',
  );
