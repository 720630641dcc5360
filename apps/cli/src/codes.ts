import { CAUSES, type Cause, CODES, type Code, type Layer, shownCause } from '@smtp-triage/core/catalogue';
import { BLAME } from '@smtp-triage/core/live';
import { closest } from './closest.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { BLANK, indent, type Line, line, type Style, span, spread, wrap } from './view/text.ts';
import { type Look, print, printJson } from './view/theme.ts';

const LAYERS: readonly Layer[] = ['connection', 'encryption', 'authentication', 'policy', 'protocol'];
const STYLE: Readonly<Record<Cause['severity'], Style>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** Lists the finding codes, or says everything of one. */
export function codes(wanted: string | undefined, json: boolean, terminal: Terminal): ExitStatus {
  const look = terminal.outLook;
  if (wanted === undefined) {
    terminal.out(json ? document(CODES) : print(list(look), look));
    return 0;
  }
  const code = CODES.find((each) => each === wanted.trim().toLowerCase());
  if (code === undefined) {
    terminal.problem(unknown(wanted.trim()));
    return USAGE;
  }
  terminal.out(json ? document([code]) : print(inFull(code, look), look));
  return 0;
}

function unknown(wanted: string): string {
  const meant = closest(wanted, CODES);
  if (meant !== null) return `unknown code ${wanted}; did you mean ${meant}?`;
  const holding = wanted === '' ? [] : CODES.filter((code) => code.includes(wanted.toLowerCase()));
  return holding.length > 0 && holding.length < 6
    ? `unknown code ${wanted}; there is ${holding.join(', ')}`
    : `unknown code ${wanted}; see smtp-triage codes`;
}

const document = (wanted: readonly Code[]) =>
  printJson({ schema: 'smtp-triage/codes@1', codes: wanted.map((code) => ({ code, ...shownCause(CAUSES[code]) })) }, 2);

/** Every code with its title, by layer. */
const list = (look: Look): readonly Line[] => {
  const sections = LAYERS.map((layer) => ({ layer, here: CODES.filter((code) => CAUSES[code].layer === layer) }));
  return [
    ...sections
      .filter(({ here }) => here.length > 0)
      .flatMap(({ layer, here }) => [
        line(span(`${layer.charAt(0).toUpperCase()}${layer.slice(1)}`, 'strong')),
        ...here.flatMap((code) => [
          line('  ', span(code, 'accent')),
          ...indent(wrap(shownCause(CAUSES[code]).title, look.width - 6), 6),
        ]),
        BLANK,
      ]),
    ...wrap('One in full: smtp-triage codes <code>. What stands in <> is filled in from what was seen.', look.width),
  ];
};

/** One code: what it says, why, whose move it is, what to do, and where to read on. */
function inFull(code: Code, look: Look): readonly Line[] {
  const { title, cause, fix, references, layer, severity, stage, blame } = shownCause(CAUSES[code]);
  return [
    ...spread(
      line(span(code, 'accent')),
      line(
        span(severity, STYLE[severity]),
        span(` ${look.signs.dot} ${layer} (${stage}) ${look.signs.dot} ${BLAME[blame]}`, 'dim'),
      ),
      look.width,
    ),
    ...wrap(title, look.width, 0, 'strong'),
    BLANK,
    ...wrap(cause, look.width),
    BLANK,
    line(span('Fix', 'strong')),
    ...indent(
      fix.flatMap((each, index) => wrap(`${index + 1}. ${each}`, look.width - 2, 3)),
      2,
    ),
    ...(references.length === 0 ? [] : [BLANK, line(span('References', 'strong'))]),
    ...references.flatMap((each) => [line('  ', each.title), line('    ', span(each.url, 'dim'))]),
  ];
}
