import { transcript } from '../transcript.ts';
import { type Outcome, outcome, sessionsOf } from './outcome.ts';

/** Stands for any lines, also none. */
const ANY: ReadonlySet<string> = new Set(['…', '...']);

/**
 * Passes when the transcript, with what differs from run to run replaced, is this text. Indentation is ignored, and a line that
 * is only `…` stands for any lines.
 */
export function toMatchTranscript(received: unknown, expected: string): Outcome {
  const got = linesOf(transcript(sessionsOf(received, 'toMatchTranscript')));
  const wanted = linesOf(expected);
  const missing = firstMissing(wanted, got);
  return outcome(
    missing === null,
    () =>
      wanted.some((line) => ANY.has(line))
        ? [`Expected another transcript: ${missing} is not where it should be.`, '', ...got]
        : ['Expected another transcript.', '', ...compared(wanted, got)],
    () => ['Expected any transcript but this:', '', ...got],
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What does not fit first, or null. Greedy from gap to gap: where a part fits first is as good as anywhere later. */
function firstMissing(wanted: readonly string[], got: readonly string[]): string | null {
  let at = 0;
  let gap = false;
  for (let i = 0; i < wanted.length; ) {
    if (ANY.has(wanted[i] ?? '')) {
      gap = true;
      i++;
      continue;
    }
    const end = wanted.findIndex((line, index) => index > i && ANY.has(line));
    const part = wanted.slice(i, end < 0 ? undefined : end);
    const place = end < 0 && gap ? got.length - part.length : find(part, got, at, gap);
    const wrong = part.findIndex((line, index) => got[place + index] !== line);
    if (place < at || wrong >= 0) return `"${part[Math.max(0, wrong)]}"`;
    at = place + part.length;
    i += part.length;
    gap = false;
  }
  return gap || at === got.length ? null : 'the end';
}

function find(part: readonly string[], got: readonly string[], from: number, gap: boolean): number {
  if (!gap) return from;
  for (let place = from; place + part.length <= got.length; place++) {
    if (part.every((line, index) => got[place + index] === line)) return place;
  }
  return -1;
}

/** The transcript, with a mark from the first line on that differs. */
function compared(wanted: readonly string[], got: readonly string[]): readonly string[] {
  const same = wanted.findIndex((line, index) => ANY.has(line) || line !== got[index]);
  const from = same < 0 ? wanted.length : same;
  return [
    ...got.slice(0, from).map((line) => `    ${line}`),
    ...wanted.slice(from).map((line) => `  - ${line}`),
    ...got.slice(from).map((line) => `  + ${line}`),
  ];
}
