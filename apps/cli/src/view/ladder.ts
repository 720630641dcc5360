import { duration, modeName } from '@smtp-triage/core/live';
import { type Grid, gridOf, HEADINGS, headings, type Left, leftWidths } from './grid.ts';
import { addressTags, heading, legend } from './heading.ts';
import { type Column, columnsOf, type LiveTrace } from './rail.ts';
import { namesOf, type Row, rowsOf, type Settings, sameGroup } from './rows.ts';
import { railSpans } from './signs.ts';
import {
  BLANK,
  indent,
  type Line,
  line,
  lineWidth,
  padLine,
  type Span,
  type Style,
  span,
  spread,
  textWidth,
  wrap,
} from './text.ts';
import type { Look } from './theme.ts';

/** Everything the ladder shows: the routes so far, and what time it is. */
export type LadderState = {
  readonly host: string;
  readonly settings: Settings;
  readonly traces: readonly LiveTrace[];
  /** Columns that were asked for, shown even before a route gets there. */
  readonly asked: readonly Column[];
  /** Milliseconds since the run began while it is live, null when it is over. */
  readonly now: number | null;
};

/** The time of a row ends at most here: on a wide terminal the eye need not travel, and at 80 columns nothing touches the edge. */
const RIGHT_EDGE = 79;

/** The ladder, port by port and stage by stage: the picture of a whole investigation. */
export function ladder(state: LadderState, look: Look): readonly Line[] {
  const rows = rowsOf(state.traces, state.settings).map((row) => withSkipped(row, state.asked));
  const names = namesOf(state.traces);
  const tags = addressTags(names);
  const left = leftWidths(rows, tags);
  const full = gridOf(rows, state.asked, false);
  const edge = Math.min(look.width, RIGHT_EDGE);
  const grid = left.all + full.width + 8 <= edge ? full : gridOf(rows, state.asked, true);
  const wide = grid === full;
  const out: Line[] = [...heading(state.host, names, state.now, edge, look), BLANK];
  if (rows.length === 0) return out.slice(0, -1);
  if (wide) out.push(line(' '.repeat(left.all), ...headings(grid)));
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const first = before === undefined || !sameGroup(before, row) || before.yours !== row.yours;
    const tag = tags.get(row.address ?? '') ?? (row.family === null ? '' : `v${row.family}`);
    out.push(...rowLines({ row, first, tag, left, grid, wide, edge, now: state.now }, look));
  }
  return [...out, BLANK, ...legend(rows, look)];
}

/** What was asked for but tried on another route is left out on this one, and shown so. */
function withSkipped(row: Row, asked: readonly Column[]): Row {
  const missing = asked.filter((column) => row.rail.cells[column] === undefined);
  if (row.rail.state !== 'ok' || row.purpose === 'control' || missing.length === 0) return row;
  const skipped = Object.fromEntries(missing.map((column) => [column, 'skipped' as const]));
  return { ...row, rail: { ...row.rail, cells: { ...row.rail.cells, ...skipped } } };
}

type Place = {
  readonly row: Row;
  readonly first: boolean;
  readonly tag: string;
  readonly left: Left;
  readonly grid: Grid;
  readonly wide: boolean;
  readonly edge: number;
  readonly now: number | null;
};

function rowLines(place: Place, look: Look): readonly Line[] {
  const { row, left, grid, wide, edge, now } = place;
  const name = row.purpose === 'control' ? 'control' : modeName(row.mode);
  const mark = row.purpose === 'follow-up' ? look.signs.followUp : row.yours ? look.signs.yours : ' ';
  const group = (text: string, style: Style): Span => span(place.first ? text : ' '.repeat(textWidth(text)), style);
  const title = [
    group(mark, 'accent'),
    group(`${String(row.port).padStart(left.port)} `, 'strong'),
    group(name.padEnd(left.mode + 1), 'plain'),
  ];
  const tag = span(place.tag.padEnd(left.tag + 1), 'dim');
  const start = wide ? [...title, tag] : [span('   '), tag];
  const aligned = wide && row.rail.state === 'ok' && row.purpose !== 'control';
  const picture = padLine([...start, ...railSpans(row, grid, now, look)], aligned ? left.all + grid.width : 0);
  const words = span(wide ? row.words : narrowWords(row), wordStyle(row));
  const time = timeOf(row, now);
  const whole = [...picture, span(aligned ? ' ' : '  '), words];
  const fits = lineWidth(whole) + 1 + lineWidth(time) <= edge;
  const more = `+${row.alike} more ${row.alike === 1 ? 'address' : 'addresses'} alike`;
  return [
    ...(!wide && place.first ? [title] : []),
    ...spread(fits ? whole : picture, time, edge),
    ...(fits ? [] : indent(wrap(words.text, edge - 6, 0, words.style), 6)),
    ...(row.alike === 0 ? [] : [line(' '.repeat(wide ? left.all : 3), span(more, 'dim'))]),
  ];
}

function timeOf(row: Row, now: number | null): Line {
  const until = row.rail.endedAt ?? now;
  if (row.rail.beganAt === null || until === null) return [];
  return line(span(duration(Math.max(0, until - row.rail.beganAt)), 'dim'));
}

const wordStyle = (row: Row): Style =>
  row.rail.state === 'ok'
    ? 'good'
    : row.rail.state === 'failed'
      ? row.purpose === 'control'
        ? 'plain'
        : 'bad'
      : 'dim';

/** Without headings the words must say where it ended. */
function narrowWords(row: Row): string {
  const failed = columnsOf(row.mode).find((column) => row.rail.cells[column] === 'failed');
  return failed === undefined || failed === 'connect' ? row.words : `${HEADINGS[failed]}: ${row.words}`;
}
