import type { Answered } from '../catalogue/errors/index.ts';

/** One line of a conversation. */
export type Spoken = { readonly side: 'server' | 'client'; readonly text: string };

/** What a conversation came to. */
export type Conversation = {
  readonly reply: { readonly code: number; readonly lines: readonly string[]; readonly to: Answered } | null;
  readonly words: Readonly<Record<string, string>>;
  readonly greeting: string | null;
};

/** Times, process numbers and log levels that stand in front. */
const FRONT = /^(?:[[(]?\d[\d:.,TZ+/ -]{0,40}[\])]?,? ?|\[[^\]\n]{0,60}\] ?|(?:debug|info|trace)[: ] ?){0,4}/i;
/** Marks of sides: our own and nodemailer's, PHPMailer's, curl's, swaks' (also for TLS and for errors), msmtp's, Python's. */
const SERVER = /^(?:S:|SERVER -> CLIENT:|<--|<[-~*]{0,2}\*?(?= ?\d{3})|reply:|server:|<<<)\s?/i;
const CLIENT = /^(?:C:|CLIENT -> SERVER:|-->|[-~]>|>>>|>(?= ?[A-Za-z])|send:|client:)\s?/i;

/** The side and words of a line of a transcript, or null. */
export function spoken(line: string): Spoken | null {
  const trimmed = line.trimStart();
  const bare = trimmed.slice(FRONT.exec(trimmed)?.[0].length ?? 0);
  // An answer that somebody's mail program marked as a quotation
  const quoted = /^> ?(?=[245]\d\d[ -])/.exec(bare);
  const server = quoted ?? SERVER.exec(bare);
  const mark = server ?? CLIENT.exec(bare);
  if (mark === null || mark[0] === '') return null;
  const text = bare.slice(mark[0].length).replace(/^b?['"](?=\S)/, '');
  return { side: server === null ? 'client' : 'server', text };
}

const VERBS: Readonly<Record<string, Answered>> = {
  EHLO: 'EHLO',
  HELO: 'EHLO',
  LHLO: 'EHLO',
  STARTTLS: 'STARTTLS',
  AUTH: 'AUTH',
  MAIL: 'MAIL',
  RCPT: 'RCPT',
  DATA: 'DATA',
  BDAT: 'TEXT',
};

/** Follows a conversation to its first refusal that nothing made good; null when the text is none. */
export function converse(text: string): Conversation | null {
  const lines = text.split('\n').flatMap((line) => spoken(line) ?? []);
  const replies = lines.filter((one) => one.side === 'server' && /^\d{3}(?:[ -]|$)/.test(one.text)).length;
  const commands = lines.filter((one) => one.side === 'client' && verbOf(one.text) !== null).length;
  if (replies === 0 || (commands === 0 && replies < 2)) return null;
  let last: Answered = 'CONNECT';
  let reply: Conversation['reply'] = null;
  let greeting: string | null = null;
  const words: Record<string, string> = {};
  for (const [index, { side, text: said }] of lines.entries()) {
    if (side === 'client') {
      if (/^QUIT\b/i.test(said)) break;
      last = verbOf(said) ?? last;
      note(said, words);
      continue;
    }
    const code = Number(/^(\d{3})(?:[ -]|$)/.exec(said)?.[1] ?? 0);
    if (code === 354) last = 'TEXT';
    if (last === 'CONNECT') greeting ??= said;
    const mechanisms = /^250[ -]AUTH[ =](.{1,200})$/i.exec(said)?.[1];
    if (mechanisms !== undefined) words['mechanisms'] = mechanisms.trim().split(/\s+/).join(', ');
    if (code < 400) {
      // What was refused before has now been done: HELO after EHLO, another mechanism
      if (code >= 200 && code < 300 && reply?.to === last) reply = null;
      continue;
    }
    if (reply === null) reply = { code, lines: block(lines, index, code), to: last };
    else if (reply.to === last && last !== 'AUTH') continue;
  }
  return { reply, words, greeting };
}

/** All lines of the reply that begins here. */
function block(lines: readonly Spoken[], from: number, code: number): readonly string[] {
  const found: string[] = [];
  for (const { side, text } of lines.slice(from, from + 20)) {
    if (side !== 'server' || !text.startsWith(`${code}`)) break;
    found.push(text.slice(4).trim());
    if (text[3] !== '-') break;
  }
  return found;
}

const verbOf = (text: string): Answered | null =>
  VERBS[/^([A-Za-z]{4,8})\b/.exec(text)?.[1]?.toUpperCase() ?? ''] ?? null;

/** Names and addresses the client gave. */
function note(said: string, words: Record<string, string>): void {
  const ehlo = /^(?:EHLO|HELO) (\S{1,255})/i.exec(said)?.[1];
  const from = /^MAIL FROM: ?<([^<>\s]{1,255})>/i.exec(said)?.[1];
  const to = /^RCPT TO: ?<([^<>\s]{1,255})>/i.exec(said)?.[1];
  if (ehlo !== undefined) words['ehlo'] = ehlo;
  if (from !== undefined) words['from'] = from;
  if (to !== undefined) words['to'] ??= to;
}
