import type { MachineConfig } from './config.ts';
import { type Reply, reply } from './replies.ts';
import type { Edit } from './rule-book.ts';

/** An EHLO reply, and the keywords that the dialogue table guards on. */
export type Hello = { readonly reply: Reply; readonly offers: readonly string[] };

const known = { cleartext: new WeakMap<MachineConfig, Hello>(), secured: new WeakMap<MachineConfig, Hello>() };
const NO_EDITS: readonly Edit[] = [];

/** The EHLO reply of a server (RFC 5321 §4.1.1.1), made once per listener unless a rule edits it. */
export function ehloReply(config: MachineConfig, tls: boolean, edits: readonly Edit[] = NO_EDITS): Hello {
  if (edits.length > 0) return compose(config, tls, edits);
  const kept = tls ? known.secured : known.cleartext;
  let hello = kept.get(config);
  if (hello === undefined) {
    hello = compose(config, tls, NO_EDITS);
    kept.set(config, hello);
  }
  return hello;
}

/** The keywords in the lines of an EHLO reply that a test wrote; the first line is the server's name. */
export const keywordsIn = (lines: readonly string[]): readonly string[] =>
  lines.slice(1).flatMap((line) => /^[A-Za-z\d][A-Za-z\d-]*/.exec(line)?.[0].toUpperCase() ?? []);

function compose(config: MachineConfig, tls: boolean, edits: readonly Edit[]): Hello {
  const lines = (tls ? config.offers.secured : config.offers.cleartext).flatMap((line) => edited(line, edits));
  return {
    reply: reply(250, null, config.hostname, ...lines.map(({ text }) => text)),
    offers: lines.flatMap(({ text, keyword }) => (text.startsWith(keyword) ? [keyword] : [])),
  };
}

function edited(text: string, edits: readonly Edit[]): readonly { readonly text: string; readonly keyword: string }[] {
  const keyword = text.split(' ', 1)[0] ?? text;
  const edit = edits.find((candidate) => candidate.keyword === keyword);
  switch (edit?.type) {
    case undefined:
      return [{ text, keyword }];
    case 'hide':
      return [];
    case 'mangle':
      // As a PIX firewall writes it: XXXXXXXA in place of STARTTLS
      return [{ text: `${'X'.repeat(keyword.length - 1)}A`, keyword }];
    default:
      return edit satisfies never;
  }
}
