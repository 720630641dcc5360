import type { Cause } from './cause.ts';
import { CAUSES, type Layer } from './causes.ts';

const LAYERS: readonly (readonly [layer: Layer, what: string])[] = [
  ['connection', 'the name, the way there, and the first words of the server'],
  ['encryption', 'STARTTLS, the TLS handshake and the certificate'],
  ['authentication', 'whether, how and with what one may log in'],
  ['policy', 'what the server allows once one is connected, secured and logged in'],
  ['protocol', 'how the server speaks'],
];

/**
 * A template with its blanks shown: `{host}` as `<host>`, `{implicitPort}` as `<implicit port>`. One that stands right
 * behind a word is an afterthought that may be missing, and is left out.
 *
 * @example
 * ```ts
 * shownTemplate('{Ports} of {host} did not answer'); // '<ports> of <host> did not answer'
 * ```
 */
export const shownTemplate = (template: string): string =>
  template
    .replace(/(?<=\w)\{\w+\}/g, '')
    .replace(/\{(\w+)\}/g, (_, word: string) => `<${word.replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase()}>`);

/** A cause with the blanks of its templates shown. */
export const shownCause = (cause: Cause): Cause => ({
  ...cause,
  title: shownTemplate(cause.title),
  cause: shownTemplate(cause.cause),
  fix: cause.fix.map(shownTemplate),
});

/** The list of causes as Markdown: every finding code with its words, by layer. */
export function printCauses(): string {
  const all: readonly (readonly [string, Cause])[] = Object.entries(CAUSES);
  const sections = LAYERS.flatMap(([layer, what]) => {
    const here = all.filter(([, cause]) => cause.layer === layer);
    return here.length === 0
      ? []
      : [`## ${capital(layer)}`, '', `${capital(what)}.`, '', ...here.flatMap(([code, cause]) => section(code, cause))];
  });
  return [
    '# Causes: every finding code',
    '',
    'Printed from `packages/core/src/catalogue/`, which the reports are worded from. `<words>` are filled in from what was',
    'seen; a fix that speaks of something unknown is left out of a report. Codes are public API and are never renamed.',
    '',
    ...sections,
  ].join('\n');
}

function section(code: string, cause: Cause): readonly string[] {
  const { title, cause: why, fix, references } = shownCause(cause);
  return [
    `### \`${code}\``,
    '',
    `**${markdown(title)}**`,
    '',
    `${capital(cause.severity)} at the stage ${cause.stage}. Whose move: ${MOVE[cause.blame]}.`,
    '',
    markdown(why),
    '',
    ...fix.map((line, index) => `${index + 1}. ${markdown(line)}`),
    ...(fix.length === 0 ? [] : ['']),
    ...(references.length === 0
      ? []
      : [`See ${references.map((each) => `[${each.title}](${each.url})`).join(', ')}.`, '']),
  ];
}

const MOVE: Readonly<Record<Cause['blame'], string>> = {
  client: 'the client and its settings',
  network: 'the network in between',
  server: 'whoever runs the server',
  provider: 'the provider',
  account: 'the account',
};

/** In Markdown, `<host>` would be a tag and `smtp_tls` might be emphasis. */
const markdown = (text: string): string => text.replace(/[\\<>_*`]/g, '\\$&');
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
