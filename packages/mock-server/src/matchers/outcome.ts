import type { Captured } from '../captured.ts';
import type { SessionRecord } from '../session-log.ts';

/** What a matcher returns to `expect` (the same in Vitest and Jest). */
export type Outcome = { readonly pass: boolean; readonly message: () => string };

/** What a matcher sees of `expect`. */
export type Expecting = { readonly isNot?: boolean | undefined };

/** What has sessions and messages: a mock server, or what looks like one. */
export type Observed = { readonly sessions: readonly SessionRecord[]; readonly messages: readonly Captured[] };

/** An outcome with the words for both ways of failing: `lines` for what should have been, `negated` after `.not`. */
export const outcome = (pass: boolean, lines: () => readonly string[], negated: () => readonly string[]): Outcome => ({
  pass,
  message: () => (pass ? negated() : lines()).join('\n'),
});

/** Fails with and without `.not`: there was nothing to look at, so neither is shown. */
export const nothingToSee = (expecting: Expecting, what: string): Outcome => ({
  pass: expecting.isNot === true,
  message: () => what,
});

/** The messages of a server, or the list that was given. */
export function messagesOf(received: unknown, matcher: string): readonly Captured[] {
  const list = isObserved(received) ? received.messages : received;
  if (Array.isArray(list) && list.every(isCaptured)) return list;
  throw new TypeError(`${matcher} wants a mock server or its messages`);
}

/** The sessions of a server, the list or the one session that was given. */
export function sessionsOf(received: unknown, matcher: string): readonly SessionRecord[] {
  const list = isObserved(received) ? received.sessions : Array.isArray(received) ? received : [received];
  if (list.every(isSession)) return list;
  throw new TypeError(`${matcher} wants a mock server, its sessions or one of them`);
}

/** Whether this is a message of a mock server. */
export const isCaptured = (value: unknown): value is Captured =>
  typeof value === 'object' && value !== null && 'raw' in value && 'envelope' in value;

const isObserved = (value: unknown): value is Observed =>
  typeof value === 'object' &&
  value !== null &&
  'sessions' in value &&
  'messages' in value &&
  Array.isArray(value.sessions) &&
  Array.isArray(value.messages);

const isSession = (value: unknown): value is SessionRecord =>
  typeof value === 'object' && value !== null && 'entries' in value && 'listener' in value;
