import type { Finding, Trace } from '@smtp-triage/core';
import { printable } from '@smtp-triage/core/live';
import type { CellState } from '../ladder.ts';
import { transcriptOf } from '../replay.ts';
import { BLAME_WORDS, CONFIDENCE_WORDS, SEVERITY_WORDS } from '../words.ts';
import { Icon } from './icon.tsx';
import { lineId } from './transcript.tsx';

const STATE: Readonly<Record<Finding['severity'], CellState>> = { error: 'fail', warning: 'warn', info: 'skipped' };
/** More fixes are no help. */
const MOST_FIXES = 5;

type FindingProps = {
  readonly finding: Finding;
  readonly traces: readonly Trace[];
  readonly nameOf: (routeId: string) => string;
};

/** A cause in full: what it is, what to change, and why we think so. */
export const FindingCard = ({ finding, traces, nameOf }: FindingProps) => (
  <article class={`finding ${finding.severity}`} id={`finding-${finding.code}`}>
    <h3>
      <Icon state={STATE[finding.severity]} /> {printable(finding.title)}
    </h3>
    <p class="soft">
      {SEVERITY_WORDS[finding.severity]} · {BLAME_WORDS[finding.blame]} · {CONFIDENCE_WORDS[finding.confidence][0]} ·{' '}
      <a href={`/codes/${finding.code}`}>{finding.code}</a>
    </p>
    <p>{printable(finding.cause)}</p>
    {finding.fix.length === 0 ? null : (
      <>
        <h4>What to change</h4>
        <ol class="fix">
          {finding.fix.slice(0, MOST_FIXES).map((line) => (
            <li key={line}>{printable(line)}</li>
          ))}
        </ol>
      </>
    )}
    <h4>Why we think so</h4>
    <ul class="evidence">
      {finding.evidence.map((evidence) => (
        <EvidenceLine key={`${evidence.route} ${evidence.event}`} evidence={evidence} traces={traces} nameOf={nameOf} />
      ))}
    </ul>
    {finding.references.length === 0 ? null : (
      <p class="soft">
        Read on:{' '}
        {finding.references.map(({ title, url }, index) => (
          <span key={url}>
            {index === 0 ? '' : ', '}
            <a href={url} rel="noreferrer">
              {title}
            </a>
          </span>
        ))}
      </p>
    )}
  </article>
);

type EvidenceProps = Omit<FindingProps, 'finding'> & { readonly evidence: Finding['evidence'][number] };

/** What cannot be seen is made visible, but a line break stays one. */
const visible = (text: string): string => text.trimEnd().split(/\r?\n/).map(printable).join('\n');

/** A pointer into the transcript, with what stands there. What others said is quoted as such. */
function EvidenceLine({ evidence: { route, event, quote }, traces, nameOf }: EvidenceProps) {
  const trace = traces.find((each) => each.route.id === route);
  const line = trace === undefined ? undefined : transcriptOf(trace).find((each) => each.event === event);
  const said = quote ?? line?.text;
  return (
    <li>
      {line === undefined ? nameOf(route) : <a href={`#${lineId(route, event)}`}>{nameOf(route)}</a>}
      {said === undefined ? null : (
        <q class={line?.who === 'note' && quote === undefined ? 'seen' : 'said'}>{visible(said)}</q>
      )}
    </li>
  );
}
