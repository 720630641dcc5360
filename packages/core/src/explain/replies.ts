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
  /** The server's first line, where the text holds it. */
  readonly greeting: string | null;
};

/** Codes that servers refuse with (RFC 5321, 4954, 7504 and what is seen); 404 is none of them. */
const CODE = /(?:421|422|4[35][0-9]|47[0-9]|50[0-4]|51[0-35]|52[0-5]|53[0-8]|54[0-7]|55[0-9]|57[0-9])(?=[- :,)])/g;
/** A reply stands at the beginning of something, or somebody says that it is one. */
const BEGINS = /(?:^|[\n:'"([{>=]|\b(?:error|reply|response|said|message|got|server|code|failed)) ?$/i;
/** What stands before a number that is no reply code, even at a beginning. */
const NO_CODE = /(?:port|line|pid|errno|exit|status|took|timeout|http\/\d\.\d|code ?["'])[: ]?$|[\w.\])]:$/i;
/** What stands after one. */
const NO_TEXT = /^(?:ms|s|sec|seconds?|bytes?|octets|port|milliseconds|times|messages|emails|kb|mb)\b/;
const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3}(?!\S)/;
/** `535 text`, `535-text`, `535: text`, Python's `535, b'text'`, lettre's `(535): text`. */
const AFTER = /^(?:-| - |: ?|\): | |, ?b?['"])(?=\S)/;

/** The first refusal in a text: of a conversation where it is one, else wherever a reply stands. */
export function replyIn(error: unknown, text: string, lower: string): FoundReply | null {
  const talk = converse(text);
  if (talk?.reply != null) {
    const { code, lines, to } = talk.reply;
    return made(code, lines, to, talk.words, talk.greeting);
  }
  const verb = VERB_SIGNS.find(([words]) => lower.includes(words))?.[1] ?? null;
  return detailed(text, verb) ?? loose(text, verb) ?? bare(text, verb) ?? only(error, verb);
}

function loose(text: string, to: Answered | null): FoundReply | null {
  for (const match of text.matchAll(CODE)) {
    const start = match.index;
    const before = text.slice(Math.max(0, start - 16), start);
    const rest = text.slice(start + 3, start + 1_500);
    const gap = AFTER.exec(rest)?.[0];
    if (gap === '): ' && !before.endsWith('error (')) continue;
    if (gap === undefined || NO_CODE.test(before) || /[\w.+/-]$/.test(before)) continue;
    const words = rest.slice(gap.length);
    if (
      !ENHANCED.test(words) &&
      (!BEGINS.test(before) || NO_TEXT.test(words) || !/^(?:[A-Za-z<[(#"'*]|\d\.\d\.\d )/.test(words))
    )
      continue;
    return made(Number(match[0]), textOf(words, match[0]), to, {});
  }
  return null;
}

/** PHPMailer tells the words first, and the codes behind them. */
function detailed(text: string, to: Answered | null): FoundReply | null {
  const match =
    /\bdetail: ([^\n]{1,300}?) ?smtp code: ([45]\d\d)(?: additional smtp info: ([45]\.\d{1,3}\.\d{1,3}))?/i.exec(text);
  if (match === null) return null;
  const [, words = '', code = '', enhanced] = match;
  return made(Number(code), [enhanced === undefined ? words : `${enhanced} ${words}`], to, {});
}

/** .NET and PHPMailer pass on the text and the enhanced code, not always the code; curl nothing but the code. */
function bare(text: string, to: Answered | null): FoundReply | null {
  const curl = /\b(?:mail|rcpt|data|starttls)(?: failed:| denied, code) ([45]\d\d)\b/i.exec(text);
  if (curl !== null) return made(Number(curl[1]), [], to, {});
  const match = /(?:server response was: |detail: |response: )([45])(\.\d{1,3}\.\d{1,3}) ?([^\n]{0,300})/i.exec(text);
  if (match === null) return null;
  const [, first = '5', rest = '', words = ''] = match;
  const code = Number(/smtp code: ([45]\d\d)/i.exec(words)?.[1] ?? (first === '5' ? 550 : 450));
  return made(code, [`${first}${rest} ${words.replace(/ ?smtp code: .*$/i, '')}`], to, {});
}

/** A code in a field or alone, without words. */
function only(error: unknown, to: Answered | null): FoundReply | null {
  const code = field(error, 'responseCode');
  return code !== null && /^[45]\d\d$/.test(code) ? made(Number(code), [], to, {}) : null;
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
  greeting: string | null = null,
): FoundReply {
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?!\S)/.exec(lines[0] ?? '')?.[1] ?? null;
  const same = lines.map((line) =>
    enhanced !== null && line.startsWith(enhanced) ? line.slice(enhanced.length).trim() : line,
  );
  return { code, enhanced, lines: same, to, words, greeting };
}
