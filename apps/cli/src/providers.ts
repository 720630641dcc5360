import { modeName } from '@smtp-triage/core/live';
import {
  exactProvider,
  GATHERED,
  hostsOf,
  hostText,
  KIND_NAMES,
  needsText,
  type PortRow,
  PROVIDERS,
  type Provider,
  SOURCE_NAMES,
  searchProviders,
  usernameText,
} from '@smtp-triage/core/providers';
import { closest } from './closest.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { BLANK, indent, type Line, line, lineWidth, padLine, span, spread, textWidth, wrap } from './view/text.ts';
import { type Look, print, printJson } from './view/theme.ts';

const KINDS = ['mailbox', 'service', 'hoster', 'test'] as const;
/** Where ports begin beside a host. */
const HOST_WIDTH = 40;
const LABEL_WIDTH = 12;

/** Lists mail providers, or says everything of the one that is meant. A bundle of its own, for the size of the list. */
export function providers(query: string | undefined, json: boolean, terminal: Terminal): ExitStatus {
  const text = query?.trim() ?? '';
  const found = searchProviders(text);
  if (found.length === 0) {
    terminal.problem(nobody(text));
    return USAGE;
  }
  if (json) {
    terminal.out(printJson({ schema: 'smtp-triage/providers@1', gathered: GATHERED, providers: found }, 2));
    return 0;
  }
  const look = terminal.outLook;
  const [first, ...others] = found;
  const one = first !== undefined && (others.length === 0 || first === exactProvider(text));
  terminal.out(print(one ? inFull(first, look) : table(found, look), look));
  return 0;
}

function nobody(query: string): string {
  // Names of the list are ASCII; two names that look the same must not be set side by side without a word (SEC-06)
  if (/[^ -~]/.test(query))
    return `no provider ${query} in the list; written out it is ${query.replace(/[^ -~]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)}`;
  const domain = query.slice(query.lastIndexOf('@') + 1);
  const meant = closest(
    domain,
    PROVIDERS.flatMap(({ id, domains }) => [id, ...domains]),
  );
  if (meant !== null) return `no provider ${domain} in the list; did you mean ${meant}?`;
  return domain.includes('.')
    ? `no provider ${domain} in the list; "smtp-triage ${query}" finds out what is there`
    : `no provider ${query} in the list; see smtp-triage providers`;
}

/** Every provider in two or more lines: what it is called and takes, then each host with its ports. */
const table = (found: readonly Provider[], look: Look): readonly Line[] => [
  ...spread(line(span('Provider, host, ports', 'dim')), line(span('login needs', 'dim')), look.width),
  ...KINDS.flatMap((kind) => {
    const here = found.filter((each) => each.kind === kind);
    return here.length === 0
      ? []
      : [BLANK, line(span(KIND_NAMES[kind], 'strong')), ...here.flatMap((each) => row(each, look))];
  }),
];

const row = (one: Provider, look: Look): readonly Line[] => [
  ...spread(
    line(span(one.id, 'accent'), '  ', ...(one.name.toLowerCase() === one.id ? [] : [span(one.name)])),
    line(span(needsText(one), 'dim')),
    look.width,
  ),
  ...[...new Set(one.submission.map(({ host }) => host))].flatMap((host) => hostRow(one, host, look)),
];

/** A host with its ports beside it, or below it where there is no room. A port and its mode stay together. */
function hostRow({ submission }: Provider, host: string, look: Look): readonly Line[] {
  const at = look.width < HOST_WIDTH * 2 ? 4 : HOST_WIDTH;
  const rows: string[] = [];
  for (const item of submission.filter((each) => each.host === host).map(portText)) {
    const last = rows.at(-1);
    if (last !== undefined && at + textWidth(`${last}, ${item}`) <= look.width)
      rows[rows.length - 1] = `${last}, ${item}`;
    else {
      if (last !== undefined) rows[rows.length - 1] = `${last},`;
      rows.push(item);
    }
  }
  const left = line('  ', hostText(host));
  const [first = '', ...rest] = rows;
  const below = indent(
    rest.map((each) => line(each)),
    at,
  );
  return lineWidth(left) < at
    ? [line(...padLine(left, at), first), ...below]
    : [left, ...indent([line(first)], at), ...below];
}

const portText = ({ port, mode }: PortRow): string => `${port} ${modeName(mode)}`;

/** Everything that is known of one provider. */
function inFull(one: Provider, look: Look): readonly Line[] {
  const named = [...new Set(one.submission.map(({ host }) => host))];
  const fields: readonly (readonly [label: string, text: string])[] = [
    ['also on', one.altPorts.map(portText).join(', ')],
    ['not on', one.lacks.map((port) => `${port}: this provider does not serve it`).join(', ')],
    [
      'other names',
      hostsOf(one)
        .filter((host) => !named.includes(host))
        .map(hostText)
        .join(', '),
    ],
    ['login needs', `${needsText(one)}${one.offByDefault ? ', and SMTP access switched on in the account' : ''}`],
    ['user name', one.submission.length === 0 ? '' : usernameText(one.usernameForm)],
    ['methods', one.auth.join(', ')],
    ['for mail of', one.domains.map(hostText).join(', ')],
    ['note', one.notes ?? ''],
    ['read on', one.docs ?? ''],
    [
      'sources',
      `${one.sources.map((source) => SOURCE_NAMES[source]).join(', ')}; gathered ${one.gathered}, confidence ${one.confidence}`,
    ],
    ['see also', related(one).join(', ')],
  ];
  const first = one.submission.find(({ host }) => !host.includes('{') && !host.startsWith('127.'));
  return [
    ...spread(line(span(one.name, 'strong')), line(span(one.id, 'accent')), look.width),
    BLANK,
    ...one.submission.map(({ host, ...port }, index) =>
      line(
        ...padLine(line('  ', span(hostText(host), index === 0 ? 'good' : 'plain')), HOST_WIDTH + 1),
        ' ',
        span(`${port.port}`.padStart(5), 'strong'),
        '  ',
        modeName(port.mode),
      ),
    ),
    ...(one.submission.length === 0 ? [line('  no submission host')] : []),
    BLANK,
    ...fields
      .filter(([, text]) => text !== '')
      .flatMap(([label, text]) => columns(line('  ', span(label, 'dim')), text, LABEL_WIDTH + 2, look)),
    ...(first === undefined
      ? []
      : [BLANK, line('  ', span(`smtp-triage ${first.host} -p ${first.port} --mode ${first.mode}`, 'accent'))]),
  ];
}

/** Others of the same house: `zoho-eu` beside `zoho`. */
const related = (one: Provider): readonly string[] =>
  PROVIDERS.map(({ id }) => id).filter((id) => id !== one.id && id.split('-')[0] === one.id.split('-')[0]);

/** Two columns, the right one broken into lines. */
function columns(left: Line, text: string, at: number, look: Look): readonly Line[] {
  const [first = [], ...rest] = wrap(text, look.width - at - 1);
  return [line(...padLine(left, at), ' ', ...first), ...indent(rest, at + 1)];
}
