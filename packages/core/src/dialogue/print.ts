import { DIALOGUE, type Phase, type Row, type Table, type Verb } from './table.ts';

const PHASE_NOTES: Readonly<Record<Phase, string>> = {
  secure: 'connected with implicit TLS; the handshake comes first',
  greeting: 'waiting for the server to speak first',
  refused: 'the server refused in its greeting',
  hello: 'greeted (or freshly secured): only EHLO or HELO opens the session',
  ready: 'EHLO answered: STARTTLS, AUTH or a mail transaction may begin',
  handshake: 'STARTTLS accepted; only the TLS handshake leads out',
  auth: 'in a SASL exchange',
  mail: 'MAIL accepted',
  rcpt: 'at least one recipient accepted',
  chunks: 'a chunk accepted: more of them follow, and no DATA',
  failed: 'a chunk refused: RSET or EHLO clears the transaction',
  text: 'DATA accepted; the message follows',
  closed: 'the end',
};

type Cell = { readonly phase: Phase; readonly verb: Verb; readonly row: Row };

/** The law sheet as Markdown: one table of every rule, then the same as a Mermaid state diagram. */
export function printLawSheet(): string {
  const cells = allCells();
  const rules = cells.map(
    ({ phase, verb, row }) => `| ${phase} | ${verb} | ${(row.needs ?? []).join(', ')} | ${replies(row)} | ${row.ref} |`,
  );
  const phases = Object.entries(PHASE_NOTES).map(([phase, note]) => `| ${phase} | ${note} |`);
  return [
    '# The dialogue: what SMTP submission allows',
    '',
    'Printed from `packages/core/src/dialogue/table.ts`, which the client, the mock server and this page share. A 421 reply',
    'may answer any command and ends the dialogue (RFC 5321 §3.8). After a TLS handshake everything learned or granted',
    'before is forgotten (RFC 3207 §4.2).',
    '',
    '| phase | meaning |',
    '| --- | --- |',
    ...phases,
    '',
    '| in phase | the client may say | if | reply → next phase | source |',
    '| --- | --- | --- | --- | --- |',
    ...rules,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...diagram(cells),
    '```',
    '',
  ].join('\n');
}

function allCells(): readonly Cell[] {
  const table: Table = DIALOGUE;
  return (Object.keys(table) as Phase[]).flatMap((phase) =>
    (Object.entries(table[phase]) as [Verb, Row][]).map(([verb, row]) => ({ phase, verb, row })),
  );
}

const replies = (row: Row): string =>
  Object.entries(row.on)
    .map(([code, phase]) => `${code} → ${phase}`)
    .join(', ');

/** Only the edges that move: a reply that leaves the phase as it is would bury the picture. */
const diagram = (cells: readonly Cell[]): readonly string[] =>
  cells.flatMap(({ phase, verb, row }) =>
    Object.entries(row.on)
      .filter(([, next]) => next !== phase)
      .map(([code, next]) => `  ${phase} --> ${next}: ${verb} ${code}`),
  );
