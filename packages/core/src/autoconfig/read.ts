import type { UsernameForm } from '../catalogue/providers/index.ts';
import { type Mode, type Parsed, type Port, parsePort } from '../ports.ts';
import { parseDomain } from '../target.ts';
import { attribute, readTags, type Tag } from './tags.ts';

/** A server for sending that a mail domain names in its autoconfig file, in words of ours. */
export type AutoconfigServer = {
  readonly host: string;
  readonly port: Port;
  readonly mode: Exclude<Mode, 'cleartext'>;
  /** What the user name looks like; null where the file does not say, or gives a name of somebody's own. */
  readonly username: Extract<UsernameForm, 'address' | 'local-part'> | null;
  /** As the file says it: `password-cleartext`, `OAuth2` … */
  readonly authentication: readonly string[];
};

/** Why a row of the file is not believed: no encryption, or no host, port or encryption that could be used. */
export type AutoconfigRefusal = 'cleartext' | 'no-host' | 'no-port' | 'no-mode';

/** What an autoconfig file says about sending, best first, as its author ordered it. */
export type Autoconfig = {
  readonly servers: readonly AutoconfigServer[];
  readonly refused: readonly AutoconfigRefusal[];
};

const FIELDS = ['hostname', 'port', 'socketType', 'username', 'authentication'] as const;
type Field = (typeof FIELDS)[number];
type Row = Readonly<Record<Field, string[]>>;

const ROOT = 'clientConfig';
const SERVER = `${ROOT}/emailProvider/outgoingServer`;
const MODES: Readonly<Record<string, Mode>> = { SSL: 'implicit-tls', STARTTLS: 'starttls', plain: 'cleartext' };

/** Most servers that are read, and the deepest nesting. */
const CAPS = { servers: 20, depth: 16 } as const;

/**
 * Reads the autoconfig file of a mail domain (Mozilla's config-v1.1.xml). The text comes from a stranger: it is read in one
 * pass with caps, without entities of its own, and a row is believed only where it names a full host name, a port and an
 * encryption. `asked`: the address that the file was asked for, so that a user name made of it is known for one.
 *
 * @example
 * const read = readAutoconfig(xml, 'postmaster@example.com');
 * if (read.ok) read.value.servers[0]; // { host: 'smtp.example.com', port: 465, mode: 'implicit-tls', username: 'address', … }
 */
export function readAutoconfig(text: string, asked: string): Parsed<Autoconfig> {
  const tags = readTags(text);
  if (!tags.ok) return tags;
  const root = tags.value.find((tag) => tag.type === 'open');
  if (root?.name !== ROOT) return { ok: false, problem: 'the file is no autoconfig file' };
  const rows = rowsOf(tags.value).map((row) => judged(row, asked));
  return {
    ok: true,
    value: {
      servers: rows.filter((row) => typeof row !== 'string'),
      refused: rows.filter((row) => typeof row === 'string'),
    },
  };
}

/** The rows of servers of type smtp, with the texts of their direct children. A closing tag that fits nothing is passed over. */
function rowsOf(tags: readonly Tag[]): readonly Row[] {
  const rows: Row[] = [];
  const path: string[] = [];
  let row: Row | null = null;
  for (const tag of tags) {
    if (tag.type === 'open' && path.push(tag.name) > CAPS.depth) break;
    const place = path.join('/');
    const field = FIELDS.find((name) => place === `${SERVER}/${name}`);
    const values = field === undefined ? undefined : row?.[field];
    if (tag.type === 'open' && place === SERVER) {
      row = attribute(tag.attributes, 'type') === 'smtp' && rows.length < CAPS.servers ? emptyRow() : null;
      if (row !== null) rows.push(row);
    } else if (tag.type === 'open') values?.push('');
    // Comments and CDATA cut a text in pieces
    else if (tag.type === 'text') values?.push(`${values.pop() ?? ''}${tag.text}`);
    else if (path.includes(tag.name)) path.length = path.lastIndexOf(tag.name);
  }
  return rows;
}

const emptyRow = (): Row => ({ hostname: [], port: [], socketType: [], username: [], authentication: [] });

function judged(row: Row, asked: string): AutoconfigServer | AutoconfigRefusal {
  const first = (field: Field): string => (row[field][0] ?? '').trim();
  const domain = asked.slice(asked.lastIndexOf('@') + 1);
  const host = parseDomain(first('hostname').replaceAll('%EMAILDOMAIN%', domain));
  if (!host.ok) return 'no-host';
  const port = parsePort(first('port'));
  if (!port.ok) return 'no-port';
  const type = first('socketType');
  const mode = Object.hasOwn(MODES, type) ? MODES[type] : undefined;
  if (mode === undefined) return 'no-mode';
  if (mode === 'cleartext') return mode;
  const authentication = row.authentication.map((each) => each.trim());
  return { host: host.value, port: port.value, mode, username: usernameForm(first('username'), asked), authentication };
}

/** The placeholders of the format, or what a server has made of them for the address that was asked for. */
function usernameForm(text: string, asked: string): AutoconfigServer['username'] {
  const at = asked.lastIndexOf('@');
  const filled = text
    .replaceAll('%EMAILADDRESS%', asked)
    .replaceAll('%EMAILLOCALPART%', asked.slice(0, at))
    .replaceAll('%EMAILDOMAIN%', asked.slice(at + 1));
  return filled === asked ? 'address' : filled === asked.slice(0, at) ? 'local-part' : null;
}
