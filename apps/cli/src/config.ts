import { MODE_NAMES, type Parsed, type Report, type Tool, usualMode } from '@smtp-triage/core';
import { CLIENTS, type Client, configFor, PLACEHOLDER, SOMEBODY } from '@smtp-triage/core/settings';
import { clientNamed } from './clients.ts';
import { type Asked, parseConfig } from './config-options.ts';
import { type Found, foundBy, routesWithoutNetwork } from './config-routes.ts';
import { type ExitStatus, statusOf, USAGE } from './exit.ts';
import { problem } from './fields.ts';
import type { Raw } from './raw.ts';
import type { Terminal } from './terminal.ts';
import { clientInFull, clientList } from './view/clients.ts';
import type { Paste } from './view/paste.ts';
import { print, printJson, printSnippet } from './view/theme.ts';

export { clientNamed } from './clients.ts';

/** Nothing works, or nothing that this client can do. */
const NOTHING: ExitStatus = 1;

/**
 * Prints the settings of a mail client, an application or a library for one server. A bundle of its own, for the size of
 * the list; what needs the network is loaded only where nothing else tells the route.
 */
export async function config(
  argument: string | undefined,
  raw: Raw,
  terminal: Terminal,
  tool: Tool,
): Promise<ExitStatus> {
  const wanted = raw['for'];
  const json = raw['json'] === true;
  if (typeof wanted !== 'string' || wanted === 'list') return listed(json, terminal);
  const client = clientNamed(wanted);
  if (!client.ok) return refuse(client.problem, terminal);
  if (argument === undefined) return described(client.value, json, terminal);
  const asked = parseConfig(argument, raw);
  if (!asked.ok) return refuse(asked.problem, terminal);
  if (asked.value.target.password !== null)
    terminal.warn('warning: the password in the URL is not used; every user of this machine can read a command line');
  const known = routesWithoutNetwork(asked.value);
  if (!known.ok) return refuse(known.problem, terminal);
  const found = known.value ?? (await tested(argument, raw, asked.value, terminal, tool));
  return typeof found === 'number' ? found : printed(client.value, found, json, terminal);
}

/** Settings for the route that a report recommends, or for another that works where the client cannot do that one. */
export function snippetFor(name: string, report: Report, user: string | undefined): Paste {
  const client = clientNamed(name);
  if (!client.ok) return client;
  const found = foundBy(report, { user, from: undefined });
  if (found.routes.length === 0) return problem('nothing works');
  const fit = firstThatFits(client.value, found);
  return fit.ok
    ? {
        ok: true,
        value: { client: client.value.name, place: placeOf(client.value, fit.value), text: fit.value.text },
      }
    : fit;
}

/** The live run, quiet: the same engine as `check`, without a login. */
async function tested(
  argument: string,
  raw: Raw,
  asked: Asked,
  terminal: Terminal,
  tool: Tool,
): Promise<Found | ExitStatus> {
  const { runForReport } = await import('./commands.ts');
  const report = await runForReport(argument, raw, terminal, tool);
  if (typeof report === 'number') return report;
  const found = foundBy(report, asked);
  if (found.routes.length > 0) return found;
  terminal.problem(report.headline);
  const status = statusOf(report.verdict, { strict: true, interrupted: report.interrupted === true });
  return status === 0 ? NOTHING : status;
}

function printed(client: Client, found: Found, json: boolean, terminal: Terminal): ExitStatus {
  const fit = firstThatFits(client, found);
  if (!fit.ok) {
    terminal.problem(fit.problem);
    return found.source === 'given' ? USAGE : NOTHING;
  }
  const { text, route } = fit.value;
  const { host, port, mode, user, from } = route;
  for (const note of found.notes) terminal.warn(note);
  if (found.source === 'given' && usualMode(port) !== mode && (port === 465 || mode === 'implicit-tls'))
    terminal.warn(`warning: port ${port} mostly wants ${MODE_NAMES[usualMode(port)]}, not ${MODE_NAMES[mode]}`);
  if (json) {
    const place = { host, port, mode, user: user ?? null, from: from ?? null };
    const document = { client: client.id, where: client.where, text, route: place, source: found.source };
    terminal.out(printJson({ schema: 'smtp-triage/config@1', ...document }, 2));
    return 0;
  }
  terminal.out(printSnippet(text));
  terminal.warn(placeOf(client, fit.value));
  return 0;
}

/** Where the settings go, and what is still to be put in. */
function placeOf({ syntax, where }: Client, { text, route }: Fit): string {
  const verb = syntax === 'form' ? 'to be filled in at' : where.startsWith('where ') ? 'goes' : 'goes into';
  const blanks = [
    ...(text.includes(SOMEBODY) ? [route.user === undefined ? 'the user' : 'the sender'] : []),
    ...(text.includes(PLACEHOLDER) ? ['the password'] : []),
  ];
  const note =
    blanks.length === 0
      ? ''
      : `; ${blanks.join(' and ')} ${blanks.length === 1 ? 'is a placeholder' : 'are placeholders'}`;
  return `${verb} ${where}${note}`;
}

type Fit = { readonly text: string; readonly route: Found['routes'][number] & Pick<Found, 'user' | 'from'> };

/** The first route that the client can do; where it can do none, the problem is that of the first. */
function firstThatFits(client: Client, { routes, user, from, none }: Found): Parsed<Fit> {
  let first: string | null = null;
  for (const place of routes) {
    const route = { ...place, user, from };
    const text = configFor(client, route);
    if (text.ok) return { ok: true, value: { text: text.value, route } };
    first ??= text.problem;
  }
  return problem(first ?? none ?? 'nothing works');
}

function listed(json: boolean, terminal: Terminal): ExitStatus {
  const look = terminal.outLook;
  terminal.out(
    json
      ? printJson({ schema: 'smtp-triage/clients@1', clients: CLIENTS.map(shown) }, 2)
      : print(clientList(CLIENTS, look), look),
  );
  return 0;
}

function described(client: Client, json: boolean, terminal: Terminal): ExitStatus {
  const look = terminal.outLook;
  terminal.out(
    json
      ? printJson({ schema: 'smtp-triage/clients@1', clients: [shown(client)] }, 2)
      : print(clientInFull(client, look), look),
  );
  return 0;
}

/** What is said of a client; how it is read stays inside. */
const shown = ({
  id,
  name,
  kind,
  aliases,
  labels,
  defaults,
  mistake,
  where,
  source,
  gathered,
  confidence,
}: Client) => ({
  ...{ id, name, kind, aliases, labels, defaults, mistake, where, source, gathered, confidence },
});

function refuse(text: string, terminal: Terminal): ExitStatus {
  terminal.problem(text);
  return USAGE;
}
