import { type Case, reportOf, reportToJunit, reportToMarkdown, type Trace, type TraceEvent } from '@smtp-triage/core';
import { withUnblockKit } from '@smtp-triage/core/unblock';
import { type ExitStatus, statusOf, USAGE } from './exit.ts';
import { columnsAsked } from './live.ts';
import type { OutputOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { type Paste, pasteMarkdown } from './view/paste.ts';
import { reportText } from './view/report.ts';
import type { Text } from './view/text.ts';
import { lookFor, print, printDocument, printJson } from './view/theme.ts';

/** One line of `--ndjson` for an event. */
export const eventLine = (route: string, event: TraceEvent): Text => printJson({ type: 'event', route, event });

/** Everything that a case is printed as, in the format asked for. */
export function render(
  triaged: Case,
  options: OutputOptions,
  terminal: Terminal,
  ladderShown: boolean,
  paste: Paste | null,
): Text {
  const { platform } = options;
  const bare = reportOf(triaged, { traces: options.verbosity > 0 });
  const report = platform === null ? bare : withUnblockKit(bare, platform, triaged.traces);
  const plain = options.output === null ? terminal.outLook : { ...terminal.outLook, colour: false };
  switch (options.format) {
    case 'json':
      return printJson(report, 2);
    case 'ndjson':
      return printJson({ type: 'report', report });
    case 'markdown':
      return printDocument(`${reportToMarkdown(report)}${paste === null ? '' : pasteMarkdown(paste)}`);
    case 'junit':
      return printDocument(reportToJunit(report));
    case 'text': {
      const { traces } = triaged;
      const shown = ladderShown && options.output === null && terminal.world.stdout.isTTY;
      const look = options.output === null ? plain : lookFor({ ...plain, columns: 80 });
      const lines = reportText(
        { report, traces, verbosity: options.verbosity, ladderShown: shown, asked: columnsAsked(traces), paste },
        look,
      );
      return print(lines, look);
    }
  }
}

/** The events of a saved case in the order in which they happened, for `--ndjson`. */
export const eventLines = (traces: readonly Trace[]): Text =>
  traces
    .flatMap((trace) => trace.events.map((event) => ({ id: trace.route.id, event })))
    .sort((a, b) => a.event.at - b.event.at)
    .map(({ id, event }) => eventLine(id, event))
    .join('') as Text;

/** Settings of a client for what was found; the list of clients is loaded only here. */
async function pasteOf({ paste }: OutputOptions, triaged: Case): Promise<Paste | null> {
  if (paste === null) return null;
  const { snippetFor } = await import('./config.ts');
  return snippetFor(paste.client, reportOf(triaged), paste.user);
}

/** Prints a case or writes it to the file asked for, and gives the exit status. */
export async function deliver(
  triaged: Case,
  options: OutputOptions,
  terminal: Terminal,
  how: { readonly ladderShown: boolean; readonly before: Text },
): Promise<ExitStatus> {
  const paste = await pasteOf(options, triaged);
  const text = `${how.before}${render(triaged, options, terminal, how.ladderShown, paste)}` as Text;
  if (options.output === null) terminal.out(text);
  else {
    const written = await terminal.world.writeFile(options.output, text, 0o644);
    if (!written.ok) {
      terminal.problem(`--output: ${written.problem}`);
      return USAGE;
    }
  }
  const { verdict } = reportOf(triaged);
  return statusOf(verdict, { strict: options.strict, interrupted: triaged.interrupted === true });
}
