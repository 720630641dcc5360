import { MODE_NAMES, PORTS } from '@smtp-triage/core';
import type { ExitStatus } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { BLANK, indent, type Line, line, span, wrap } from './view/text.ts';
import { type Look, print, printJson } from './view/theme.ts';

/** Says what the four ports are for. */
export function ports(json: boolean, terminal: Terminal): ExitStatus {
  terminal.out(
    json
      ? printJson({ schema: 'smtp-triage/ports@1', ports: PORTS }, 2)
      : print(portLines(terminal.outLook), terminal.outLook),
  );
  return 0;
}

const portLines = (look: Look): readonly Line[] => [
  ...PORTS.flatMap((fact) => [
    line(
      span(String(fact.port).padStart(5), 'strong'),
      '  ',
      span(MODE_NAMES[fact.mode].padEnd(12), fact.role === 'submission' ? 'good' : 'plain'),
      '  ',
      span(`${fact.role}, ${fact.ref}`, 'dim'),
    ),
    ...indent(wrap(fact.use, look.width - 7), 7),
  ]),
  BLANK,
  ...wrap(
    '"SSL" in a client usually means implicit TLS, "TLS" usually means STARTTLS; 465 goes with the first, 587 with the second.',
    look.width,
  ),
];
