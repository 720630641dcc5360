import type { Cause, Layer, Reference } from '../catalogue/cause.ts';
import { CAUSES, type Code } from '../catalogue/causes.ts';
import type { Severity } from '../diagnose/types.ts';
import { wordsOf } from '../explain/words.ts';
import { MODE_NAMES, type Mode, type Parsed } from '../ports.ts';
import type { Tool } from '../report/types.ts';
import { isLookup } from './expression.ts';
import { hostOf, mailboxProviderOf, portOf, providerOf } from './lint/about.ts';
import { conflictMended } from './lint/conflict.ts';
import { RULES } from './lint/rules.ts';
import { MARK } from './mask.ts';
import { readSettings } from './read.ts';
import type { Client, Settings, Slip } from './types.ts';

/** The version of the lint document. */
export const LINT_SCHEMA = 'smtp-triage/lint@1';

/** One thing that is wrong, in the words of the catalogue, with the line it stands on and that line as it should be. */
export type LintFinding = {
  readonly code: Code;
  readonly layer: Layer;
  readonly severity: Severity;
  readonly title: string;
  readonly cause: string;
  readonly fix: readonly string[];
  readonly references: readonly Reference[];
  /** Counted from 1; null where something is missing altogether. */
  readonly line: number | null;
  readonly key: string | null;
  /** What is wrong here, with the values that stand there. */
  readonly what: string;
  /** The line as it stands, secrets masked. */
  readonly quote: string | null;
  /** The line as it should be; empty: take it out; null: only a person can know. */
  readonly corrected: string | null;
};

/** What settings come to, whoever's they are. */
export type LintedSettings = {
  readonly host: string | null;
  readonly port: number | null;
  readonly mode: Mode | null;
  /** Whether a user is named; the name itself is nobody's business. */
  readonly user: boolean;
};

/** What every front end prints of settings that were read without a network. */
export type LintReport = {
  readonly schema: typeof LINT_SCHEMA;
  readonly tool?: Tool;
  /** Whose settings these are; null where nothing tells. */
  readonly client: string | null;
  readonly settings: LintedSettings;
  readonly provider: string | null;
  /** Worst first, then from top to bottom. */
  readonly findings: readonly LintFinding[];
};

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Everything that is wrong in settings: what showed while reading and what the rules find; worst first, each fact once. */
export function lintSettings(settings: Settings): readonly Slip[] {
  const read = settings.slips.map((one) => conflictMended(settings, one));
  const all = [...read, ...RULES.flatMap((rule) => rule(settings))];
  const first = all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
  const place = ({ line }: Slip): number => line ?? Number.POSITIVE_INFINITY;
  return first.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0),
  );
}

const isSame = (a: Slip, b: Slip): boolean => a.code === b.code && a.line === b.line && a.key === b.key;

/**
 * Reads settings and says what is wrong with them, without a network. Whose they are is found out where nobody says.
 *
 * @example
 * ```ts
 * const read = lint("createTransport({ host: 'smtp.gmail.com', port: 587, secure: true })");
 * if (read.ok) for (const { line, what, corrected } of read.value.findings) console.log(line, what, corrected);
 * ```
 */
export function lint(text: string, client: Client | null = null): Parsed<LintReport> {
  const read = readSettings(text, client);
  if (!read.ok) return read;
  const settings = read.value;
  if (saysNothing(settings))
    return {
      ok: false,
      problem:
        'no host, port or encryption mode could be read in this text: give only the lines with the mail settings',
    };
  return {
    ok: true,
    value: {
      schema: LINT_SCHEMA,
      client: settings.client?.id ?? null,
      settings: summary(settings),
      provider: providerOf(settings)?.id ?? mailboxProviderOf(settings)?.id ?? null,
      findings: lintSettings(settings).map((one) => told(one, settings)),
    },
  };
}

/** Settings of nobody knows whom, all of which is masked or in a form that cannot be read: not to be called faultless. */
function saysNothing({ host, port, mode, pairs, client, slips }: Settings): boolean {
  const isUnread = (said: Settings['host']): boolean => said === null || said.value.includes(MARK);
  return (
    client === null &&
    isUnread(host) &&
    isUnread(port) &&
    mode === null &&
    slips.length === 0 &&
    pairs.every((pair) => !isLookup(pair.value))
  );
}

const summary = (settings: Settings): LintedSettings => ({
  host: hostOf(settings)?.value ?? null,
  port: portOf(settings)?.value ?? null,
  mode: settings.mode?.value ?? null,
  user: settings.user !== null && settings.user.value !== '',
});

function told({ code, severity, line, key, what, corrected, words }: Slip, settings: Settings): LintFinding {
  const cause: Cause = CAUSES[code];
  return {
    code,
    layer: cause.layer,
    severity,
    ...wordsOf(cause, { ...placeWords(settings), ...words }),
    references: cause.references,
    line,
    key,
    what,
    quote: line === null ? null : (settings.lines[line - 1] ?? null),
    corrected,
  };
}

/** What the settings themselves say, for the blanks of any cause. */
function placeWords(settings: Settings): Readonly<Record<string, string>> {
  const host = hostOf(settings)?.value;
  const port = portOf(settings)?.value;
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: `${port}`, ports: `port ${port}`, Ports: `Port ${port}` }),
    ...(settings.mode === null ? {} : { mode: MODE_NAMES[settings.mode.value] }),
  };
}
