import type { Report, Trace } from '@smtp-triage/core';
import { printable } from '@smtp-triage/core/live';
import { ownCommands, placeOf } from '../own-computer.ts';
import { ladderOf } from '../replay.ts';
import { endingsOf, routeNames } from '../routes.ts';
import { waterfallOf } from '../spans.ts';
import { CertificateCards } from './certificate.tsx';
import { Commands } from './commands.tsx';
import { FindingCard } from './finding.tsx';
import { LadderTable } from './ladder.tsx';
import { SettingsCard, type SettingsProps } from './settings.tsx';
import { Transcript } from './transcript.tsx';
import { VerdictCard } from './verdict.tsx';
import { WaterfallChart } from './waterfall.tsx';

/** Where a report can be had in other forms. */
export type Export = { readonly label: string; readonly href: string; readonly download?: string };

export type ResultProps = {
  readonly report: Report;
  readonly traces: readonly Trace[];
  readonly settings: Omit<SettingsProps, 'recommendation' | 'copy'> | null;
  readonly exports: readonly Export[];
  readonly copy?: (text: () => string, label: string) => preact.VNode;
  readonly shownLines?: number;
  readonly onMoreLines?: () => void;
};

/** A whole diagnosis, the most important first: verdict, ladder, causes and settings, then what they rest on. */
export function Result({ report, traces, settings, exports, copy, shownLines, onMoreLines }: ResultProps) {
  const nameOf = routeNames(traces);
  const inTheWay = report.findings.filter(({ severity }) => severity !== 'info');
  const notes = report.findings.filter(({ severity }) => severity === 'info');
  const props = { traces, nameOf };
  return (
    <>
      <VerdictCard verdict={report.verdict} headline={report.headline} final report={report} />
      <LadderTable ladder={ladderOf(traces)} endings={endingsOf(report, traces)} own={report.settings} />
      <div class="columns">
        <section class="findings" aria-labelledby="findings-title">
          <h2 id="findings-title">{inTheWay.length === 0 ? 'Nothing is in the way' : 'What was found'}</h2>
          {inTheWay.length === 0 ? <p>Everything that was asked of the server worked.</p> : null}
          {inTheWay.map((finding) => (
            <FindingCard key={finding.code} finding={finding} {...props} />
          ))}
          {notes.length === 0 ? null : (
            <details>
              <summary>Also seen: {notes.length === 1 ? 'one note' : `${notes.length} notes`}</summary>
              {notes.map((finding) => (
                <FindingCard key={finding.code} finding={finding} {...props} />
              ))}
            </details>
          )}
          <Next report={report} />
        </section>
        <div class="aside">
          {report.recommendation === null || settings === null ? null : (
            <SettingsCard
              recommendation={report.recommendation}
              {...settings}
              {...(copy === undefined ? {} : { copy })}
            />
          )}
          <CertificateCards report={report} nameOf={nameOf} />
        </div>
      </div>
      <NotTested report={report} />
      <WaterfallChart waterfall={waterfallOf(traces, nameOf)} />
      <Transcript
        {...props}
        {...(shownLines === undefined ? {} : { shown: shownLines })}
        {...(onMoreLines === undefined ? {} : { onMore: onMoreLines })}
        {...(copy === undefined ? {} : { copy })}
      />
      <Commands lines={ownCommands(report.target, placeOf(report))} copy={copy} />
      <p class="exports">
        {exports.map(({ label, href, download }) => (
          <a key={label} href={href} {...(download === undefined ? {} : { download })}>
            {label}
          </a>
        ))}
        <span class="soft">
          {report.target.host}, tested {printable(report.vantage.startedAt)} by {report.tool.name} {report.tool.version}
        </span>
      </p>
    </>
  );
}

/** What would settle an open question. */
const Next = ({ report: { next } }: { readonly report: Report }) =>
  next.length === 0 ? null : (
    <section class="next" aria-labelledby="next-title">
      <h3 id="next-title">What to try next</h3>
      <ul>
        {next.map(({ action, command }) => (
          <li key={action}>
            {printable(action)}
            {command === undefined ? null : (
              <>
                <br />
                <code>{printable(command)}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );

/** What nobody looked at, and why: silence about it would read as "fine". */
function NotTested({ report }: { readonly report: Report }) {
  const loggedIn = report.routes.some(({ timings }) => timings.auth !== null);
  const skipped = report.routes.filter(({ outcome }) => outcome === 'skipped');
  const parts = [
    ...(loggedIn ? [] : ['the login (no password was given)']),
    'the message itself (no mail is ever sent)',
    ...(skipped.length === 0
      ? []
      : [
          `${skipped
            .map(({ port }) => port)
            .filter((port, at, all) => all.indexOf(port) === at)
            .join(', ')} to its end (the answer was known before)`,
        ]),
  ];
  return (
    <p class="not-tested soft">
      <b>Not tested:</b> {parts.join('; ')}.
    </p>
  );
}
