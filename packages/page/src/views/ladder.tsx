import type { Purpose, Stage } from '@smtp-triage/core';
import { type Column, columnsOf, type Station, stationsOf } from '../columns.ts';
import type { Ladder, Row } from '../ladder.ts';
import { duration, MODE_LABELS, STAGE_WORDS, STATE_WORDS } from '../words.ts';
import { Icon } from './icon.tsx';

/** What came of each route in a few words, by its id: known at the end. `beside`: it does not stand in the way of mail. */
export type Endings = Readonly<Record<string, { readonly says: string; readonly beside: boolean }>>;

export type LadderProps = {
  readonly ladder: Ladder;
  readonly endings?: Endings;
  /** The route that the user's program is set to. */
  readonly own?: { readonly port: number; readonly mode: string } | null;
};

/** Tests that no client would make: shown apart. */
const BESIDE: Readonly<Partial<Record<Purpose, string>>> = {
  'follow-up': 'A further test, because the first left a question open',
  'size-test': 'Whether large packets get through',
  'injection-test': 'Whether the server believes what was said before TLS',
  control: 'A well-known host, to tell your network from the server',
};

/** Ports × stages. The line is single where everything can be read on the way, and double where it is encrypted. */
export function LadderTable({ ladder, endings = {}, own = null }: LadderProps) {
  const columns = columnsOf(ladder);
  return (
    <div class="ladder-box">
      <table class="ladder">
        <caption class="unseen">Every way into the server, and how far each one led</caption>
        <thead>
          <tr>
            <th scope="col">Port</th>
            {columns.map(({ key, title }) => (
              <th key={key} scope="col" class="stage">
                {title}
              </th>
            ))}
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {ladder.rows.map((row) => (
            <Rung
              key={row.id}
              row={row}
              stations={stationsOf(row, ladder, columns)}
              ending={endings[row.id]?.says ?? endingOf(row, ladder.ended)}
              isBeside={endings[row.id]?.beside ?? false}
              isOwn={own !== null && own.port === row.port && own.mode === row.mode && row.purpose !== 'control'}
            />
          ))}
        </tbody>
      </table>
      <p class="legend" aria-hidden="true">
        <span class="sample clear" /> readable on the way
        <span class="sample secure" /> encrypted
      </p>
    </div>
  );
}

type RungProps = {
  readonly row: Row;
  readonly stations: readonly Station[];
  readonly ending: string;
  readonly isBeside: boolean;
  readonly isOwn: boolean;
};

const Rung = ({ row, stations, ending, isBeside, isOwn }: RungProps) => (
  <tr
    class={`rung ${row.outcome ?? 'open'}${isPutOff(row) ? ' put-off' : ''}${isBeside ? ' beside' : ''}${isOwn ? ' own' : ''}`}
    data-port={row.port}
    data-mode={row.mode}
  >
    <th scope="row">
      <b>{row.port}</b> {row.purpose === 'control' ? null : <span class="mode">{MODE_LABELS[row.mode]}</span>}
      {isOwn ? <span class="tag">your settings</span> : null}
      {row.port === 25 && row.purpose === 'ladder' ? <span class="tag">relay, for information</span> : null}
      {BESIDE[row.purpose] === undefined ? null : <span class="tag">{BESIDE[row.purpose]}</span>}
      <span class="address">{row.purpose === 'control' ? row.host : row.address}</span>
    </th>
    {stations.map((station) => (
      <StationCell key={station.column.key} {...station} />
    ))}
    <td class="ending">{ending}</td>
  </tr>
);

/** A server that says "not now" (4yz, RFC 5321 §4.2.1) has not failed: it has to be asked again. */
const isPutOff = ({ failedAt, cells }: Row): boolean => failedAt !== null && cells[failedAt]?.state === 'warn';

const StationCell = ({ column, cell, line, secures }: Station) => (
  <td
    class={`station ${line}${secures ? ' begins-secure' : ''}${cell === null ? ' through' : ` ${cell.state}`}`}
    data-stage={column.key}
  >
    {cell === null ? null : (
      <>
        <span class="name">{column.title}</span>
        <Icon state={cell.state} />
        <span
          class={cell.state === 'waiting' || cell.state === 'past' ? 'word unseen' : 'word'}
          title={titleOf(column, cell.tookMs)}
        >
          {STATE_WORDS[cell.state]}
        </span>
      </>
    )}
  </td>
);

const titleOf = ({ stage }: Column, tookMs: number | null): string =>
  tookMs === null ? STAGE_WORDS[stage] : `${STAGE_WORDS[stage]}: ${duration(tookMs)}`;

function endingOf({ outcome, failedAt, cells, address }: Row, ended: boolean): string {
  if (outcome === 'ok') return 'ok';
  if (outcome === 'skipped') return 'stopped: nothing left to learn';
  if (outcome === 'failed') return failedAt === null ? 'failed' : `failed: ${STAGE_WORDS[failedAt]}`;
  if (ended) return 'not tried';
  const running = (Object.keys(cells) as Stage[]).find((stage) => cells[stage]?.state === 'running');
  if (running !== undefined) return `${STAGE_WORDS[running]} …`;
  return address === null ? 'waiting' : '…';
}
