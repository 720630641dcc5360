import { DEFAULT_USER, PRESETS, type PresetName, type RunningPreset, startPreset } from '@smtp-triage/mock-server';
import { startControl } from '@smtp-triage/mock-server/control';
import { closest } from './closest.ts';
import { type ExitStatus, USAGE } from './exit.ts';
import type { Raw } from './raw.ts';
import { MECHANISMS } from './spec.ts';
import type { Terminal } from './terminal.ts';
import { indent, type Line, line, span, wrap } from './view/text.ts';
import { type Look, print, printJson } from './view/theme.ts';

/** The world that is started when none is named. */
const USUAL: PresetName = 'healthy';

/**
 * Starts a preset, prints where it is as one line of JSON, and runs until whoever started it goes away: standard input, when
 * it is a pipe, ends, or a signal comes. For tests in other languages and for trying clients.
 */
export async function mock(argument: string | undefined, raw: Raw, terminal: Terminal): Promise<ExitStatus> {
  if (raw['list'] === true) {
    terminal.out(print(presetLines(terminal.outLook), terminal.outLook));
    return 0;
  }
  const name = argument ?? USUAL;
  const preset = PRESETS.find((each) => each.name === name);
  if (preset === undefined) {
    terminal.problem(unknownPreset(name));
    return USAGE;
  }
  if (preset.memoryOnly !== null) {
    terminal.problem(`preset ${name} ${preset.memoryOnly}; only tests in memory can have it`);
    return USAGE;
  }
  const ended = over(terminal);
  const server = await startPreset(preset.name, { mechanisms: MECHANISMS });
  const control = raw['control'] === true ? await startControl(server) : null;
  try {
    const file = raw['ca-file'];
    if (typeof file === 'string') {
      const written = await terminal.world.writeFile(file, server.ca.certPem, 0o644);
      if (!written.ok) {
        terminal.problem(written.problem);
        return USAGE;
      }
    }
    terminal.out(printJson(whereabouts(server, terminal.world.pid, control?.url ?? null)));
    if (terminal.canAsk) terminal.warn('running until Ctrl-C');
    await ended;
    return 0;
  } finally {
    await control?.close();
    await server.close();
  }
}

/** What another program needs to know; one line, the first and only one. */
function whereabouts(server: RunningPreset, pid: number, control: string | null): Record<string, unknown> {
  const { user, password, token } = DEFAULT_USER;
  return {
    schema: 'smtp-triage/mock@1',
    preset: server.preset.name,
    host: server.host,
    hostname: server.hostname,
    ports: server.ports,
    portMap: Object.fromEntries(server.portMap),
    ca: server.ca.certPem,
    ...{ user, password, token, pid },
    ...(control === null ? {} : { control }),
  };
}

/** Resolves when it is time to end. */
const over = (terminal: Terminal): Promise<void> =>
  new Promise((resolve) => {
    terminal.world.onInterrupt(resolve);
    terminal.world.onInputEnd(resolve);
  });

function unknownPreset(name: string): string {
  const meant = closest(
    name,
    PRESETS.map((each) => each.name),
  );
  return `no preset ${name}; ${meant === null ? 'smtp-triage mock --list names them' : `did you mean ${meant}?`}`;
}

const presetLines = (look: Look): readonly Line[] =>
  PRESETS.filter(({ memoryOnly }) => memoryOnly === null).flatMap(({ name, summary }) => [
    line(span(name, 'strong')),
    ...indent(wrap(summary, look.width - 4), 4),
  ]);
