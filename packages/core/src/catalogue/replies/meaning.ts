import type { Stage } from '../../trace/types.ts';
import { REPLIES } from './all.ts';
import { names } from './signs.ts';
import type { ReplyEntry, ReplyFinding } from './types.ts';
import { demand, says } from './words.ts';

/** A reply in its place. `stage` null: not known where it was said, as in a pasted line. */
export type ReplyInPlace = {
  readonly stage: Stage | null;
  readonly code: number;
  readonly enhanced: string | null;
  /** Without the reply code, as `Reply.lines`. */
  readonly lines: readonly string[];
  readonly host: string | null;
  readonly greeting: string | null;
};

/** What a known reply means. */
export type ReplyMeaning = {
  readonly id: string;
  readonly finding: ReplyFinding;
  readonly cause: string;
  readonly fix: readonly string[];
  readonly temporary: boolean;
  /** False where the code alone was known and the words said nothing more. */
  readonly specific: boolean;
  readonly source: string;
};

/** What is looked at of one reply (security row SEC-33), and of one greeting. */
const TEXT_CAP = 4_096;
const GREETING_CAP = 512;

type Ranked = { readonly entry: ReplyEntry; readonly demand: number };

/** Per code, the entries in the order in which they are asked: from whom, then enhanced code, then words. */
let byCode: ReadonlyMap<number, readonly Ranked[]> | null = null;

/**
 * What a reply of a server means, if the catalogue knows it: code before enhanced code before text, and what a provider
 * means by it before what software or servers in general do.
 *
 * @example
 * meaningOf({
 *   stage: 'auth',
 *   code: 534,
 *   enhanced: '5.7.9',
 *   lines: ['5.7.9 Application-specific password required'],
 *   host: 'smtp.gmail.com',
 *   greeting: null,
 * })?.finding; // 'auth-app-password-required'
 */
export function meaningOf(reply: ReplyInPlace): ReplyMeaning | null {
  // Sorted on first use: most programs that load core never ask
  byCode ??= ranked(REPLIES);
  const known = byCode.get(reply.code);
  if (known === undefined) return null;
  const text = textOf(reply.lines);
  const host = (reply.host ?? '').slice(0, 255).toLowerCase();
  const greeting = (reply.greeting ?? '').slice(0, GREETING_CAP).toLowerCase();
  const fits = ({ entry }: Ranked): boolean =>
    (reply.stage === null || entry.stages.includes(reply.stage)) &&
    agrees(entry, reply.enhanced) &&
    (entry.text === null || says(entry.text, text)) &&
    (entry.priority !== 3 || names(entry.from, host, greeting, text));
  const at = known.findIndex(fits);
  const best = known[at];
  if (best === undefined) return null;
  // Without the stage, two entries may fit equally well and mean different things: then it is not known
  const rival = reply.stage === null ? known.slice(at + 1).find(fits) : undefined;
  if (rival !== undefined && rank(best, rival) === 0 && rival.entry.finding !== best.entry.finding) return null;
  const { id, finding, cause, fix, temporary, source } = best.entry;
  const specific = best.entry.text !== null || best.entry.enhanced !== null;
  return { id, finding, cause, fix, temporary, specific, source };
}

/** An entry with no words needs its enhanced code; one with words tolerates that none was sent. */
function agrees({ enhanced, text }: ReplyEntry, got: string | null): boolean {
  return enhanced === null || enhanced === got || (got === null && text !== null);
}

function ranked(entries: readonly ReplyEntry[]): ReadonlyMap<number, readonly Ranked[]> {
  const byCode = new Map<number, Ranked[]>();
  for (const entry of entries) {
    const item = { entry, demand: demand(entry.text) };
    for (const code of typeof entry.code === 'number' ? [entry.code] : entry.code) {
      byCode.set(code, [...(byCode.get(code) ?? []), item]);
    }
  }
  for (const items of byCode.values()) items.sort(rank);
  return byCode;
}

function rank(a: Ranked, b: Ranked): number {
  return (
    b.entry.priority - a.entry.priority ||
    Number(b.entry.enhanced !== null) - Number(a.entry.enhanced !== null) ||
    b.demand - a.demand
  );
}

/** The lines joined, in lower case, without the enhanced codes at their starts and without repeated blanks. */
function textOf(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    if (text.length >= TEXT_CAP) break;
    text += ` ${line.slice(0, TEXT_CAP).replace(/^[245]\.\d{1,3}\.\d{1,3}(?!\S)/, '')}`;
  }
  return text.slice(0, TEXT_CAP).replace(/\s+/g, ' ').trim().toLowerCase();
}
