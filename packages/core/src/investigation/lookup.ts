import type { Route, TraceEvent } from '../trace/types.ts';
import type { Draft, LookupState } from './state.ts';
import type { LookupAnswer } from './types.ts';

/** Begins a name look-up, once per name. */
export function lookUp(draft: Draft, name: string): void {
  if (draft.lookups.some(({ route }) => route.host === name)) return;
  const { families, lookupMs } = draft.request;
  const id = draft.lookups.length === 0 ? 'dns' : `dns-${name}`;
  const route: Route = { id, purpose: 'lookup', host: name, port: null, mode: null, family: null, address: null };
  draft.lookups = [...draft.lookups, { route, pending: families, deadline: draft.at + lookupMs, events: [] }];
  draft.actions.push({ type: 'lookup', name, families });
  note(draft, name, (lookup) => lookup, { at: draft.at, type: 'lookup', name });
}

/** Takes an answer. False: it came too late, or nobody asked. */
export function answered(draft: Draft, name: string, answer: LookupAnswer): boolean {
  const lookup = draft.lookups.find(({ route }) => route.host === name);
  if (lookup === undefined || !lookup.pending.includes(answer.family)) return false;
  const { family } = answer;
  const pending = lookup.pending.filter((each) => each !== family);
  note(draft, name, (before) => ({ ...before, pending }), {
    at: draft.at,
    ...(answer.ok
      ? { type: 'resolved', family, addresses: answer.addresses }
      : { type: 'not-resolved', family, why: answer.why, code: answer.code }),
  });
  if (pending.length === 0) close(draft, name);
  return true;
}

/** Ends the look-ups whose time is up. */
export function expireLookups(draft: Draft): void {
  for (const { route, pending, deadline } of draft.lookups) {
    if (draft.at < deadline) continue;
    for (const family of pending) answered(draft, route.host, { family, ok: false, why: 'timed-out', code: null });
  }
}

/** Ends every look-up that is still open. */
export function cutLookups(draft: Draft): void {
  draft.lookups = draft.lookups.map((lookup) => ({ ...lookup, deadline: Math.min(lookup.deadline, draft.at) }));
  expireLookups(draft);
}

function close(draft: Draft, name: string): void {
  const found = draft.lookups.some(
    ({ route, events }) => route.host === name && events.some(({ type }) => type === 'resolved'),
  );
  note(draft, name, (lookup) => lookup, {
    at: draft.at,
    type: 'ended',
    outcome: found ? 'ok' : 'failed',
    reached: found ? 'dns' : null,
    failedAt: found ? null : 'dns',
    why: found ? 'goal' : 'not-connected',
  });
}

function note(draft: Draft, name: string, change: (lookup: LookupState) => LookupState, event: TraceEvent): void {
  draft.lookups = draft.lookups.map((lookup) =>
    lookup.route.host === name ? { ...change(lookup), events: [...lookup.events, event] } : lookup,
  );
  const lookup = draft.lookups.find(({ route }) => route.host === name);
  if (lookup !== undefined) draft.actions.push({ type: 'event', route: lookup.route.id, event });
}
