import { type Parsed, parseCase, parseReport, type Report, reportOf } from '@smtp-triage/core';
import { exactBlock, type NetworkBlock } from '@smtp-triage/core/blocks';
import { LIFT_NAMES, NETWORK_KIND_NAMES, type UnblockKit, unblockKit } from '@smtp-triage/core/unblock';
import { type ExitStatus, USAGE } from './exit.ts';
import { problem } from './fields.ts';
import { platformsOf, readPlatform } from './platform.ts';
import { type Raw, Reader } from './raw.ts';
import type { Terminal } from './terminal.ts';
import { BLANK, indent, type Line, line, padLine, span, spread, wrap } from './view/text.ts';
import { type Look, print, printJson } from './view/theme.ts';
import { unblockLines } from './view/unblock.ts';

const LABEL_WIDTH = 9;
const LIFT_WIDTH = Math.max(...Object.values(LIFT_NAMES).map((name) => name.length));

/** Lists networks that block mail, or says everything of one, with the evidence of a saved run where one is named. */
export async function blocks(query: string | undefined, raw: Raw, terminal: Terminal): Promise<ExitStatus> {
  const reader = new Reader(raw);
  const path = reader.value('report', (text) => ({ ok: true, value: text }));
  if (reader.problem !== null) return refuse(reader.problem, terminal);
  const text = query?.trim() ?? '';
  if (path !== null) return withReport(text, path, reader.on('json'), terminal);
  const found = platformsOf(text);
  if (!found.ok) return refuse(found.problem, terminal);
  const [first, ...others] = found.value;
  const look = terminal.outLook;
  if (reader.on('json')) terminal.out(printJson({ schema: 'smtp-triage/blocks@1', networks: found.value }, 2));
  else if (first !== undefined && (others.length === 0 || first === exactBlock(text)))
    terminal.out(print(inFull(unblockKit(first, null), look), look));
  else terminal.out(print(table(found.value, look), look));
  return 0;
}

async function withReport(text: string, path: string, json: boolean, terminal: Terminal): Promise<ExitStatus> {
  if (text === '')
    return refuse('--report needs the network it is about: smtp-triage blocks NAME --report FILE', terminal);
  const platform = readPlatform(text);
  if (!platform.ok) return refuse(platform.problem, terminal);
  const report = await readReport(path, terminal);
  if (!report.ok) return refuse(`--report: ${report.problem}`, terminal);
  const kit = unblockKit(platform.value, report.value);
  const look = terminal.outLook;
  terminal.out(json ? printJson({ schema: 'smtp-triage/unblock@1', ...kit }, 2) : print(unblockLines(kit, look), look));
  return 0;
}

/** A report as `--json` prints it, or a case as `--save-trace` keeps it; a dash reads standard input. */
async function readReport(path: string, terminal: Terminal): Promise<Parsed<Report>> {
  const text: Parsed<string> =
    path === '-' ? { ok: true, value: await terminal.world.readInput() } : await terminal.world.readFile(path);
  if (!text.ok) return text;
  let json: unknown;
  try {
    json = JSON.parse(text.value.replace(/^\ufeff/, ''));
  } catch {
    return problem(`${path} holds no JSON; it is made by "smtp-triage HOST --json -o report.json"`);
  }
  const report = parseReport(json);
  if (report.ok) return report;
  const triaged = parseCase(json);
  if (triaged.ok) return { ok: true, value: reportOf(triaged.value, { traces: true }) };
  return problem(
    report.problem.startsWith('report.schema')
      ? `${path} is neither a report nor a saved case`
      : `${path} is no whole report: ${report.problem}`,
  );
}

/** Every network in a line or two: what it is called, what is closed there, and whether that can be lifted. */
const table = (found: readonly NetworkBlock[], look: Look): readonly Line[] => [
  ...spread(line(span('Network', 'dim')), line(span(`closed  ${'lifted'.padEnd(LIFT_WIDTH)}`, 'dim')), look.width),
  ...[...new Set(found.map(({ kind }) => kind))].flatMap((kind) => [
    BLANK,
    line(span(NETWORK_KIND_NAMES[kind], 'strong')),
    ...found.filter((each) => each.kind === kind).flatMap((each) => row(each, look)),
  ]),
  BLANK,
  ...wrap('One in full, with the text to ask with: smtp-triage blocks <network>', look.width),
];

const row = ({ id, network, ports, lift }: NetworkBlock, look: Look): readonly Line[] =>
  spread(
    line('  ', span(id, 'accent'), ...(network.toLowerCase() === id ? [] : [`  ${network}`])),
    line('  ', span(ports.join(' '), 'bad'), span(`  ${LIFT_NAMES[lift].padEnd(LIFT_WIDTH)}`, 'dim')),
    look.width,
  );

/** One network: its policy and what to do, then where that is known from. */
function inFull(kit: UnblockKit, look: Look): readonly Line[] {
  const { platform } = kit;
  const { id, sources, gathered, confidence } = platform;
  const fields: readonly (readonly [label: string, text: string])[] = [
    ['id', id],
    ['sources', `${sources.join(', ')}; gathered ${gathered}, confidence ${confidence}`],
  ];
  return [
    ...unblockLines(kit, look),
    BLANK,
    ...fields.flatMap(([label, text]) => columns(line('  ', span(label, 'dim')), text, LABEL_WIDTH + 2, look)),
    BLANK,
    line('  ', span(`smtp-triage HOST --platform ${id}`, 'accent')),
  ];
}

/** Two columns, the right one broken into lines. */
function columns(left: Line, text: string, at: number, look: Look): readonly Line[] {
  const [first = [], ...rest] = wrap(text, look.width - at - 1);
  return [line(...padLine(left, at), ' ', ...first), ...indent(rest, at + 1)];
}

function refuse(text: string, terminal: Terminal): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
