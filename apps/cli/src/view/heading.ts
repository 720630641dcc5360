import { duration } from '@smtp-triage/core/live';
import { columnsOf } from './rail.ts';
import type { Names, Row } from './rows.ts';
import { spinner } from './signs.ts';
import { type Line, line, lineWidth, span, spread, textWidth } from './text.ts';
import type { Look } from './theme.ts';

/** `v4` and `v6`, or `v4a`, `v4b` … where a family has several addresses. */
export function addressTags({ addresses }: Names): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const family of [4, 6] as const) {
    const own = addresses.filter((each) => each.family === family);
    for (const [index, { address }] of own.entries()) {
      tags.set(address, own.length === 1 ? `v${family}` : `v${family}${String.fromCharCode(97 + (index % 26))}`);
    }
  }
  return tags;
}

/** The line above the ladder: the host, its addresses, and how long it has been. */
export function heading(host: string, names: Names, now: number | null, edge: number, look: Look): readonly Line[] {
  const tags = addressTags(names);
  const time = now === null ? line() : line(span(duration(now), 'dim'));
  const several = [...tags.values()].some((tag) => tag.length > 2);
  const addresses = names.addresses
    .filter(({ address }) => address !== host)
    .map(({ address }) => (several && tags.has(address) ? `${tags.get(address)} ${address}` : address));
  const bold = span(host, 'strong');
  if (names.failure !== null)
    return spread(line(bold, '  ', span(`${look.signs.failed} ${names.failure}`, 'bad')), time, edge);
  if (names.pending && now !== null) {
    return spread(line(bold, '  ', span(`${spinner(now, look)} looking up`, 'accent')), time, edge);
  }
  const one = line(bold, '  ', span(addresses.join(', '), 'dim'));
  if (lineWidth(one) + 2 + lineWidth(time) <= edge) return spread(one, time, edge);
  return [...spread(line(bold), time, edge), ...packed(addresses, ', ', edge)];
}

/** What the signs mean: those that are there to be seen. */
export function legend(rows: readonly Row[], look: Look): readonly Line[] {
  const cells = new Set(rows.flatMap((row) => Object.values(row.rail.cells)));
  const { signs } = look;
  const entries = [
    rows.some((row) => row.yours) ? `${signs.yours} your settings` : '',
    rows.some((row) => row.purpose === 'follow-up') ? `${signs.followUp} second test` : '',
    cells.has('done') ? `${signs.done} done` : '',
    cells.has('failed') ? `${signs.failed} failed` : '',
    cells.has('skipped') || rows.some((row) => row.rail.state === 'skipped') ? `${signs.skipped} left out` : '',
    rows.some((row) => Object.keys(row.rail.cells).length > 1) ? `${signs.cleartext}${signs.cleartext} cleartext` : '',
    rows.some(drawsEncrypted) ? `${signs.encrypted}${signs.encrypted} encrypted` : '',
  ];
  return packed(
    entries.filter((entry) => entry !== ''),
    '   ',
    look.width,
  );
}

/** As many entries on a line as fit, none of them broken. */
function packed(entries: readonly string[], gap: string, width: number): readonly Line[] {
  const rows: string[] = [];
  for (const entry of entries) {
    const next = `${rows.at(-1) ?? ''}${gap}${entry}`;
    if (rows.length === 0 || textWidth(next) + 2 > width) rows.push(entry);
    else rows[rows.length - 1] = next;
  }
  return rows.map((text) => line('  ', span(text, 'dim')));
}

/** Something was reached behind the handshake, so that a double rail leads there. */
const drawsEncrypted = ({ rail, mode }: Row): boolean => {
  const reached = columnsOf(mode).filter(
    (column) => rail.cells[column] !== undefined && rail.cells[column] !== 'skipped',
  );
  return rail.encryptedFrom !== null && reached.at(-1) !== rail.encryptedFrom;
};
