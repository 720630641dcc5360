import { MODE_NAMES } from '@smtp-triage/core';
import { CLIENT_KINDS, type Client, type ClientKind } from '@smtp-triage/core/settings';
import { BLANK, indent, type Line, line, lineWidth, padLine, span, spread, wrap } from './text.ts';
import type { Look } from './theme.ts';

const KINDS = Object.keys(CLIENT_KINDS) as readonly ClientKind[];
const CANNOT = 'cannot';
/** Below this two columns of labels have no room beside the ids. */
const ROOMY = 70;
const GAP = 2;
const LABEL_WIDTH = 12;

/** Every client with how it says the two encrypted modes, by kind. */
export function clientList(clients: readonly Client[], look: Look): readonly Line[] {
  const left = Math.max(...clients.map(({ id }) => id.length)) + GAP;
  const cell = Math.floor((look.width - left - GAP) / 2);
  const roomy = look.width >= ROOMY;
  const head = roomy
    ? [
        line(
          span('--for'.padEnd(left), 'dim'),
          span(MODE_NAMES['implicit-tls'].padEnd(cell + GAP), 'dim'),
          span(MODE_NAMES.starttls, 'dim'),
        ),
      ]
    : [];
  return [
    ...head,
    ...KINDS.flatMap((kind) => {
      const here = clients.filter((each) => each.kind === kind);
      if (here.length === 0) return [];
      const rows = here.flatMap((each) => (roomy ? row(each, left, cell, look) : stacked(each, look)));
      return [BLANK, line(span(CLIENT_KINDS[kind], 'strong')), ...rows];
    }),
    BLANK,
    ...wrap('One in full: smtp-triage config --for <client>', look.width),
    ...wrap('Its settings for a server: smtp-triage config <target> --for <client>', look.width),
  ];
}

/** The id and both labels side by side, each broken into lines of its own; below each other where a word is too long. */
function row(client: Client, left: number, width: number, look: Look): readonly Line[] {
  const { id, labels } = client;
  const cells = [labels['implicit-tls'], labels.starttls].map((label) =>
    wrap(label ?? CANNOT, width, 0, label === null ? 'dim' : 'plain'),
  );
  if (cells.flat().some((each) => lineWidth(each) > width)) return stacked(client, look);
  const [first = [], second = []] = cells;
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...padLine(line(span(index === 0 ? id : '', 'accent')), left),
    ...padLine(first[index] ?? [], width + GAP),
    ...(second[index] ?? []),
  ]);
}

const stacked = ({ id, labels }: Client, look: Look): readonly Line[] => [
  line(span(id, 'accent')),
  ...(['implicit-tls', 'starttls'] as const).flatMap((mode) => field(MODE_NAMES[mode], labels[mode] ?? CANNOT, look)),
];

/** Everything that is known of one client. */
export function clientInFull(client: Client, look: Look): readonly Line[] {
  const { id, name, aliases, labels, defaults, mistake, where, source, gathered, confidence } = client;
  return [
    ...spread(line(span(name, 'strong')), line(span(id, 'accent')), look.width),
    BLANK,
    ...field(MODE_NAMES['implicit-tls'], labels['implicit-tls'] ?? CANNOT, look),
    ...field(MODE_NAMES.starttls, labels.starttls ?? CANNOT, look),
    ...field('no TLS', labels.cleartext ?? CANNOT, look),
    ...field(
      'by default',
      `${defaults.port === null ? 'no port' : `port ${defaults.port}`}${defaults.host === null ? '' : ` of ${defaults.host}`}`,
      look,
    ),
    ...field('mistake', mistake, look),
    ...field('goes into', where, look),
    ...(aliases.length === 0 ? [] : field('also called', aliases.join(', '), look)),
    ...field('source', `${source}; gathered ${gathered}, confidence ${confidence}`, look),
    BLANK,
    line('  ', span(`smtp-triage config smtp.example.com:587 --for ${id}`, 'accent')),
  ];
}

/** A label and its text, broken into lines beside it. */
function field(label: string, text: string, look: Look): readonly Line[] {
  const left = line('  ', span(label, 'dim'));
  const at = Math.max(LABEL_WIDTH + 4, lineWidth(left) + GAP);
  const [first = [], ...rest] = wrap(text, look.width - at);
  return [[...padLine(left, at), ...first], ...indent(rest, at)];
}
