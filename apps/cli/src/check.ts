import type { Case, Parsed, Request, Tool } from '@smtp-triage/core';
import {
  type Discovery,
  type Edge,
  findSubmissionHost,
  NotPermitted,
  parseProxy,
  prepare,
  triage,
  trustStore,
} from '@smtp-triage/probe';
import { type ExitStatus, INTERRUPTED, USAGE } from './exit.ts';
import { problem } from './fields.ts';
import { LiveLadder, Watch } from './live.ts';
import type { CheckOptions } from './options.ts';
import { deliver, eventLine } from './output.ts';
import { type Asked, edgeOf, requestOptions } from './request.ts';
import { findSecret } from './secrets.ts';
import type { Terminal } from './terminal.ts';
import type { Text } from './view/text.ts';
import { printJson } from './view/theme.ts';

/** How long after Ctrl-C the run may still hand in its own case; then what was seen so far is printed. */
const LAST_WORDS_MS = 220;

/** Runs a diagnosis from parsed options to the exit status; `hand` takes what was found. */
export async function check(
  options: CheckOptions,
  terminal: Terminal,
  tool: Tool,
  hand: typeof deliver = deliver,
): Promise<ExitStatus> {
  if (options.secret.kind === 'url') {
    terminal.warn(
      'warning: a password in a URL can be read by every user of this machine and stays in the shell history; better: --user with --password-file',
    );
  }
  const secret = await findSecret(options.secret, options.user, options.mayAsk, terminal);
  if (!secret.ok) return wrong(terminal, secret.problem);
  if ('interrupted' in secret.value) return INTERRUPTED;
  const edge = await edgeOf(options, terminal);
  if (!edge.ok) return wrong(terminal, edge.problem);
  const checked = checkEdge(edge.value);
  if (!checked.ok) return wrong(terminal, checked.problem);
  for (const path of [options.output, options.saveTrace]) {
    const writable = path === null ? null : await terminal.world.mayWrite(path);
    if (writable?.ok === false) return wrong(terminal, writable.problem);
  }

  const interrupt = new AbortController();
  const release = terminal.world.onInterrupt(() => interrupt.abort());
  const live = new LiveLadder(terminal, options.target.host);
  try {
    const how = { ...edge.value, ...terminal.world.discovery, signal: interrupt.signal };
    const request = await requestFor(options, secret.value, how);
    if (request === null) {
      live.end(null);
      terminal.problem('interrupted before anything was tested');
      return INTERRUPTED;
    }
    if (!request.ok) return wrong(terminal, request.problem);
    return await run(request.value, { ...edge.value, tool, signal: interrupt.signal }, options, live, terminal, hand);
  } catch (error) {
    if (error instanceof NotPermitted) return wrong(terminal, `--public-only: ${error.message}`);
    throw error;
  } finally {
    live.end(null);
    release();
  }
}

async function run(
  request: Request,
  edge: Edge & { readonly signal: AbortSignal; readonly tool: Tool },
  options: CheckOptions,
  live: LiveLadder,
  terminal: Terminal,
  hand: typeof deliver,
): Promise<ExitStatus> {
  const watch = new Watch(request);
  live.follow(request, watch);
  const streaming = options.format === 'ndjson';
  const kept: Text[] = [];
  const onEvent: NonNullable<Edge['onEvent']> = (route, event) => {
    watch.add(route, event);
    if (!streaming) return;
    if (options.output === null) terminal.out(eventLine(route, event));
    else kept.push(eventLine(route, event));
  };
  const began = terminal.world.now();
  const partial = (): Case => ({
    schema: 'smtp-triage/case@1',
    tool: edge.tool,
    target: {
      input: request.input,
      host: request.host,
      provider: null,
      source: request.source,
      ...(request.foundBy === undefined ? {} : { foundBy: request.foundBy }),
    },
    vantage: { label: 'local', startedAt: request.startedAt, durationMs: Math.round(terminal.world.now() - began) },
    settings: request.settings,
    interrupted: true,
    traces: watch.asTraces(),
  });
  const triaged = await Promise.race([
    triage(request, { ...edge, onEvent }),
    lastWords(edge.signal, terminal, partial),
  ]);
  if (options.saveTrace !== null) {
    const saved = await terminal.world.writeFile(options.saveTrace, printJson(triaged), 0o600);
    if (!saved.ok) return wrong(terminal, `--save-trace: ${saved.problem}`);
  }
  const ladderShown = live.end(options.format === 'text' ? triaged.traces : null);
  return hand(triaged, options, terminal, { ladderShown, before: kept.join('') as Text });
}

/** Finds the server of an e-mail address and puts the request together; null when interrupted meanwhile. */
async function requestFor(
  options: CheckOptions,
  secret: Asked,
  how: Discovery & { readonly signal: AbortSignal },
): Promise<Parsed<Request> | null> {
  if (options.target.kind !== 'email') return prepare(requestOptions(options, secret, null));
  const found = await findSubmissionHost(options.target.host, how);
  return how.signal.aborted ? null : prepare(requestOptions(options, secret, found));
}

/** What the library would throw at is asked for first, so that it can be said in one line. */
function checkEdge(edge: Edge): Parsed<null> {
  const proxy = edge.proxy === undefined ? null : parseProxy(edge.proxy);
  if (proxy?.ok === false) return problem(`--proxy: ${proxy.problem}`);
  const trust = trustStore(edge.trust ?? {});
  return trust.ok ? { ok: true, value: null } : problem(trust.problem);
}

const lastWords = (signal: AbortSignal, terminal: Terminal, partial: () => Case): Promise<Case> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => terminal.world.after(LAST_WORDS_MS, () => resolve(partial())), {
      once: true,
    });
  });

function wrong(terminal: Terminal, text: string): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
