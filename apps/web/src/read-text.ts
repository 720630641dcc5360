import type { Report, Trace } from '@smtp-triage/core';
import { mayBeSettings, type ReadAs, savedJson } from '@smtp-triage/page';
import type { ReadResult } from './state.ts';

/** A saved test that was diagnosed here, or what the box for texts shows. */
export type ReadOutcome =
  | { readonly kind: 'case'; readonly report: Report; readonly traces: readonly Trace[] }
  | ReadResult;

/**
 * Reads a saved test, settings, or an error message, whichever it is, with the same core that the service has. The
 * catalogue is loaded when it is needed; the text itself stays in the browser.
 */
export async function readText(text: string, as: ReadAs): Promise<ReadOutcome> {
  const json = as === 'any' ? savedJson(text) : undefined;
  if (json !== undefined) {
    const { readCase } = await import('./catalogue.ts');
    const read = readCase(json);
    return read.ok
      ? { kind: 'case', ...read.value }
      : { kind: 'unreadable', says: `This saved test cannot be read: ${read.problem}` };
  }
  if (as !== 'error' && (as === 'settings' || mayBeSettings(text))) {
    const { linted, isPlainlySettings } = await import('./catalogue.ts');
    const read = linted(text);
    if (read.ok && (as === 'settings' || isPlainlySettings(read.value)))
      return { kind: 'settings', report: read.value };
    if (as === 'settings') {
      return {
        kind: 'unreadable',
        says: `These are no settings that can be read: ${read.ok ? 'nothing in them is known' : read.problem}`,
      };
    }
  }
  const { explained } = await import('./catalogue.ts');
  return { kind: 'error', all: explained(text) };
}
