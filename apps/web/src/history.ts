import type { Verdict } from '@smtp-triage/core';

/** One test of this browser. Never a user name, never a secret. */
export type Past = { readonly id: string; readonly host: string; readonly verdict: Verdict; readonly at: string };

const KEY = 'smtp-triage.history';
const MOST = 20;

/** The tests that this browser made, the newest first. */
export function history(): readonly Past[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(all)
      ? all.filter((each) => typeof each?.id === 'string' && typeof each.host === 'string')
      : [];
  } catch {
    return [];
  }
}

/** Keeps a test in this browser, and nowhere else. */
export function remember(past: Past): void {
  store([past, ...history().filter(({ id }) => id !== past.id)].slice(0, MOST));
}

/** Forgets all of them. */
export const forgetAll = (): void => store([]);

function store(all: readonly Past[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // No storage here: nothing is remembered
  }
}
