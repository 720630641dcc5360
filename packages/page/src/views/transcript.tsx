import type { Trace } from '@smtp-triage/core';
import { transcriptOf } from '../replay.ts';

/** Lines shown at once; the rest comes when it is asked for. */
export const FIRST_LINES = 500;

/** Where a line of a transcript stands on the page. */
export const lineId = (routeId: string, event: number): string => `line-${routeId.replace(/[^\w-]/g, '_')}-${event}`;

export type TranscriptProps = {
  readonly traces: readonly Trace[];
  readonly nameOf: (routeId: string) => string;
  readonly shown?: number;
  readonly onMore?: () => void;
  /** A button that copies a text; absent where there is no script. */
  readonly copy?: (text: () => string, label: string) => preact.VNode;
};

const WHO = { client: 'C:', server: 'S:', note: '' } as const;

/** Everything that was said, route by route, masked where it was made, with the place where encryption begins drawn in. */
export function Transcript({ traces, nameOf, shown = FIRST_LINES, onMore, copy }: TranscriptProps) {
  let left = shown;
  const all = traces
    .map((trace) => ({ id: trace.route.id, lines: transcriptOf(trace) }))
    .filter(({ lines }) => lines.length > 0);
  const total = all.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <section class="transcript" aria-labelledby="transcript-title">
      <h2 id="transcript-title">What was said</h2>
      <p class="soft">
        C: is this test, S: is the server. Secrets are masked where the line is made; what cannot be seen is made
        visible.
      </p>
      {all.map(({ id, lines }) => {
        const visible = lines.slice(0, Math.max(0, left));
        left -= visible.length;
        if (visible.length === 0) return null;
        return (
          <details key={id} open={all.length === 1}>
            <summary>
              {nameOf(id)} <span class="soft">· {lines.length === 1 ? 'one line' : `${lines.length} lines`}</span>
            </summary>
            {copy?.(() => textOf(lines), 'Copy this dialogue')}
            <ol class="lines">
              {visible.map(({ who, text, at, event, securing }, index) => (
                <li
                  key={index}
                  id={visible[index - 1]?.event === event ? undefined : lineId(id, event)}
                  class={`${who}${securing ? ' securing' : ''}`}
                  tabIndex={-1}
                >
                  <span class="time">{at.toFixed(1)}</span>
                  <span class="who">{WHO[who]}</span>
                  <span class="text">{text}</span>
                </li>
              ))}
            </ol>
          </details>
        );
      })}
      {total > shown ? (
        <p>
          {onMore === undefined ? (
            `${total - shown} more lines are in the report.`
          ) : (
            <button type="button" onClick={onMore}>
              Show {Math.min(FIRST_LINES, total - shown)} more of {total} lines
            </button>
          )}
        </p>
      ) : null}
    </section>
  );
}

const textOf = (lines: ReturnType<typeof transcriptOf>): string =>
  lines.map(({ who, text, at }) => `${at.toFixed(1).padStart(9)}  ${WHO[who].padEnd(2)} ${text}`).join('\n');
