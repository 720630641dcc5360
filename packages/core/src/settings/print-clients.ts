import type { Mode } from '../ports.ts';
import { CLIENT_KINDS } from './kinds.ts';
import type { Client } from './types.ts';

/** docs/clients.md: every client with how it says the modes, and who says so. */
export const printClients = (clients: readonly Client[]): string =>
  [
    '# Clients: how each says the encryption modes',
    '',
    `Printed from \`packages/core/src/settings/clients\`: ${clients.length} programs, libraries, services and devices. The same table is`,
    'read by `smtp-triage lint` and printed by `smtp-triage config --for <client>`. Empty: the client has no words for it.',
    '',
    ...Object.entries(CLIENT_KINDS).flatMap(([kind, title]) =>
      section(
        title,
        clients.filter((each) => each.kind === kind),
      ),
    ),
  ].join('\n');

const section = (title: string, clients: readonly Client[]): readonly string[] =>
  clients.length === 0
    ? []
    : [
        `## ${title}`,
        '',
        '| client | implicit TLS | STARTTLS | cleartext | default | classic mistake | source |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...clients.map(row),
        '',
      ];

function row({ id, name, labels, defaults, mistake, source, gathered, confidence }: Client): string {
  const label = (mode: Mode): string => (labels[mode] === null ? '' : code(labels[mode]));
  const { host, port } = defaults;
  return [
    '',
    `${escaped(name)} (\`${id}\`)`,
    label('implicit-tls'),
    label('starttls'),
    label('cleartext'),
    [...(port === null ? [] : [`${port}`]), ...(host === null ? [] : [host])].join(', '),
    escaped(mistake),
    `${escaped(source)}; ${gathered}, ${confidence}`,
    '',
  ]
    .join(' | ')
    .trim();
}

/** A code span; a bar would end the cell, and backticks in it need longer ones around it. */
const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
};

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, (mark) => `\\${mark}`);
