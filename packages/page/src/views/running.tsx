import type { Verdict } from '@smtp-triage/core';
import { type Ladder, progressOf } from '../ladder.ts';
import { LadderTable } from './ladder.tsx';
import { VerdictCard } from './verdict.tsx';

export type RunningProps = {
  readonly host: string;
  readonly ladder: Ladder;
  /** What it looks like so far. */
  readonly partial: { readonly verdict: Verdict; readonly headline: string } | null;
  readonly own: { readonly port: number; readonly mode: string } | null;
  readonly onCancel?: () => void;
  /** Where to look again without a script. */
  readonly refresh?: string;
};

/** A diagnosis under way: what is known so far, and the ladder as it lights up. */
export function Running({ host, ladder, partial, own, onCancel, refresh }: RunningProps) {
  const { done, all } = progressOf(ladder);
  return (
    <>
      {partial === null ? (
        <section class="verdict open" aria-labelledby="headline">
          <p class="word">Testing</p>
          <h1 id="headline">Every way into {host} at once</h1>
        </section>
      ) : (
        <VerdictCard {...partial} final={false} />
      )}
      <p class="progress">
        <span>
          {done} of {all} ways tried
        </span>
        {onCancel === undefined ? null : (
          <button type="button" onClick={onCancel}>
            Stop
          </button>
        )}
        {refresh === undefined ? null : <a href={refresh}>Refresh</a>}
      </p>
      <LadderTable ladder={ladder} own={own} />
    </>
  );
}
