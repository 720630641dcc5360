import { type Answered, VERB_SIGNS } from '../catalogue/errors/index.ts';
import { field } from './flatten.ts';
import { converse } from './transcript.ts';

/** A server's refusal found in a text, and what is known around it. */
export type FoundReply = {
  readonly code: number;
  readonly enhanced: string | null;
  readonly lines: readonly string[];
  /** What it answered, or null. */
  readonly to: Answered | null;
  /** Words for the catalogue, from the conversation around it. */
  readonly words: Readonly<Record<string, string>>;
  readonly secured: boolean | null;
};

/** What stands before a number that is no reply code. */
const NO_CODE =
  /(?:\b(?:port|line|pid|errno|exit|status|after|took|took:|timeout|http\/\d\.\d|column|at|of|than|code|size|\d)[:= ]?|[#$@\w.:/+-])$/;
/** What stands after one. */
const NO_TEXT = /^(?:ms|s|sec|seconds?|bytes?|octets|port|milliseconds|times?|messages?|emails?|kb|mb)\b/i;
const CODE = /[45]\d\d(?=[- :,]|$)/gm;
/** `535 text`, `535-text`, `535: text`, Python's `535, b'text'`. */
const AFTER = /^(?:-| - |: ?| |, ?b?['"])(?=\S)/;

/** The first refusal in a text: of a conversation where it is one, else wherever a reply stands. */
export function replyIn(error: unknown, text: string, lower: string): FoundReply | null {
  const talk = converse(text);
  if (talk?.reply != null) {
    const { code, lines, to } = talk.reply;
    return made(code, lines, to, talk.words, talk.secured);
  }
  const verb = VERB_SIGNS.find(([words]) => lower.includes(words))?.[1] ?? null;
  return loose(text, verb) ?? bare(text, verb) ?? only(error, verb);
}

function loose(text: string, to: Answered | null): FoundReply | null {
  for (const match of text.matchAll(CODE)) {
    const start = match.index;
    const before = text.slice(Math.max(0, start - 24), start);
    const rest = text.slice(start + 3, start + 1_500);
    const gap = AFTER.exec(rest)?.[0];
    // Symfony and Swift Mailer write: got code "530", with message "530 …"
    const quoted = /code ["']$/i.test(before);
    if (gap === undefined || quoted || (NO_CODE.test(before.toLowerCase()) && !/(?:^|\n)-?$/.test(before))) continue;
    const words = rest.slice(gap.length);
    if (NO_TEXT.test(words) || !/^(?:[45]\.\d{1,3}\.\d{1,3}|[A-Za-z<[(#"'*])/.test(words)) continue;
    return made(Number(match[0]), textOf(words, match[0]), to, {}, null);
  }
  return null;
}

/** .NET and PHPMailer pass on the text and the enhanced code, not always the code. */
function bare(text: string, to: Answered | null): FoundReply | null {
  const match = /(?:server response was: |detail: |response: )([45])(\.\d{1,3}\.\d{1,3}) ?([^\n]{0,300})/i.exec(text);
  if (match === null) return null;
  const [, first = '5', rest = '', words = ''] = match;
  const code = Number(/smtp code: ([45]\d\d)/i.exec(words)?.[1] ?? (first === '5' ? 550 : 450));
  return made(code, [`${first}${rest} ${words.replace(/ ?smtp code: .*$/i, '')}`], to, {}, null);
}

/** A code in a field or alone, without words. */
function only(error: unknown, to: Answered | null): FoundReply | null {
  const code = field(error, 'responseCode');
  return code !== null && /^[45]\d\d$/.test(code) ? made(Number(code), [], to, {}, null) : null;
}

/** The words of a reply, and of its further lines: each begins with the code again. */
function textOf(words: string, code: string): readonly string[] {
  const [first = '', ...rest] = words.split('\n');
  const lines = [first];
  for (const line of rest) {
    if (!line.startsWith(`${code}-`) && !line.startsWith(`${code} `)) break;
    lines.push(line.slice(4));
  }
  return lines.map((line) =>
    line
      .replace(/\s*\(in reply to [^)\n]{1,60}\)*$/i, '')
      .replace(/(?:\\n)?['"]?\)?[,;]?$/, '')
      .trim(),
  );
}

function made(
  code: number,
  lines: readonly string[],
  to: Answered | null,
  words: FoundReply['words'],
  secured: boolean | null,
): FoundReply {
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?!\S)/.exec(lines[0] ?? '')?.[1] ?? null;
  const same = lines.map((line) =>
    enhanced !== null && line.startsWith(enhanced) ? line.slice(enhanced.length).trim() : line,
  );
  return { code, enhanced, lines: same, to, words, secured };
}
