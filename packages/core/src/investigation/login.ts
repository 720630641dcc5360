import { PORTS } from '../ports.ts';
import { type Draft, feed, isOpen, type Line } from './state.ts';

/** How long routes that are ready for the login wait for a better one, in milliseconds. */
export const LOGIN_GRACE_MS = 1_500;

/**
 * Decides who gets the login, once: the user's own route if it comes to that, else the best one that is ready. The
 * others are sent home. Without credentials the same goes for the envelope.
 */
export function decideLogin(draft: Draft): void {
  const ready = draft.lines.filter(({ attempt }) => attempt.status === 'held');
  if (ready.length === 0) return;
  draft.firstHeldAt ??= draft.at;
  if (draft.loginRoute === null) {
    const [best] = ready.toSorted((a, b) => rank(a) - rank(b));
    if (best === undefined) return;
    const hopeful = draft.lines.some(
      (line) => isOpen(line) && line.attempt.status !== 'held' && canHold(line) && rank(line) < rank(best),
    );
    if (hopeful && draft.at < draft.firstHeldAt + LOGIN_GRACE_MS) return;
    const { credentials, nonce } = draft.request;
    draft.loginRoute = best.attempt.spec.route.id;
    const login = credentials === null ? null : { credentials, nonce };
    feed(draft, draft.loginRoute, { type: 'told', word: 'proceed', login, at: draft.at });
  }
  for (const { attempt } of draft.lines) {
    if (attempt.status === 'held') feed(draft, attempt.spec.route.id, { type: 'told', word: 'finish', at: draft.at });
  }
}

/** When the waiting for a better route ends; null where nobody waits any more. */
export const loginDeadline = ({ loginRoute, firstHeldAt, lines }: Draft): number | null =>
  loginRoute === null && firstHeldAt !== null && lines.some(({ attempt }) => attempt.status === 'held')
    ? firstHeldAt + LOGIN_GRACE_MS
    : null;

const canHold = ({ attempt }: Line): boolean => !['connect', 'greeting', 'ehlo', 'tls'].includes(attempt.spec.goal);

/** The user's own route first, then the ladder's order. */
export function rank({ attempt }: Line): number {
  const { purpose, port } = attempt.spec.route;
  if (purpose === 'settings') return -1;
  const place = PORTS.findIndex((fact) => fact.port === port);
  return place < 0 ? PORTS.length : place;
}
