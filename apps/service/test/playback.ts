import type { Case, TraceEvent } from '@smtp-triage/core';
import type { LiveEvent, TraceHead } from '@smtp-triage/core/live';
import { type PresetName, preset } from '@smtp-triage/mock-server';
import { askedOf, netOf } from '@smtp-triage/mock-server/virtual-net';
import { advanceLive, finalEvents, NEW_LIVE } from '../src/live/events.ts';

/** A trace event with what is known of its route. */
export type Heard = { readonly head: TraceHead; readonly event: TraceEvent };

/** The events of a case in the order of time, as a watcher of the run would have heard them. */
export const heardOf = ({ traces }: Case): readonly Heard[] =>
  traces
    .flatMap(({ events, ...head }) => events.map((event): Heard => ({ head, event })))
    .sort((a, b) => a.event.at - b.event.at);

/** The case of a preset's world, without any network. */
export const caseOf = (name: PresetName): Case => netOf(preset(name)).triage(askedOf(preset(name))).case;

/** What watchers are told of a list of events, without what the store says first. */
export function told(heard: readonly Heard[]): readonly LiveEvent[] {
  let live = NEW_LIVE;
  return heard.flatMap(({ head, event }) => {
    const next = advanceLive(live, head, event);
    live = next.live;
    return next.events;
  });
}

/** The whole log of a preset's world but its first event. */
export function logOf(name: PresetName): readonly LiveEvent[] {
  const triaged = caseOf(name);
  return [...told(heardOf(triaged)), ...finalEvents(triaged).events];
}
