import type { Report, Verdict } from '@smtp-triage/core';
import { printable } from '@smtp-triage/core/live';
import type { CellState } from '../ladder.ts';
import { BLAME_WORDS, CONFIDENCE_WORDS, VERDICT_WORDS } from '../words.ts';
import { Icon } from './icon.tsx';

const STATE: Readonly<Record<Verdict, CellState>> = {
  ready: 'ok',
  degraded: 'warn',
  fixable: 'warn',
  unusable: 'fail',
  inconclusive: 'skipped',
};

/** What a verdict needs; one that is not final yet has no more. */
export type VerdictProps = {
  readonly verdict: Verdict;
  readonly headline: string;
  readonly final: boolean;
  readonly report?: Report;
};

/** The one sentence people came for, whose move it is, and how sure that is. */
export function VerdictCard({ verdict, headline, final, report }: VerdictProps) {
  const primary = report?.findings.find(({ severity }) => severity !== 'info');
  return (
    <section class={`verdict ${verdict}${final ? '' : ' partial'}`} aria-labelledby="headline">
      <p class="word">
        <Icon state={STATE[verdict]} />
        {VERDICT_WORDS[verdict]}
        {final ? null : <span class="soft"> · so far</span>}
      </p>
      <h1 id="headline">{printable(headline)}</h1>
      {primary === undefined ? null : (
        <dl class="facts">
          <div>
            <dt>Whose move</dt>
            <dd>{BLAME_WORDS[primary.blame]}</dd>
          </div>
          <div>
            <dt>How sure</dt>
            <dd>
              {CONFIDENCE_WORDS[primary.confidence][0]}
              <span class="soft"> · {CONFIDENCE_WORDS[primary.confidence][1]}</span>
            </dd>
          </div>
        </dl>
      )}
      {report?.target.foundBy === undefined ? null : (
        <p class="soft">How the server was found: {printable(report.target.foundBy)}</p>
      )}
      {report?.interrupted === true ? <p class="soft">Stopped early: what was not tried yet is missing here.</p> : null}
    </section>
  );
}
