import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { latin1, utf8Encode } from './bytes.ts';
import { NEW_READER, type ReplyItem, readReplies, unread } from './replies.ts';

const FOLDER = new URL('../../../../testdata/transcripts/', import.meta.url);
const CASE = /^## (?<name>.+)\n\n```smtp\n(?<wire>[\s\S]*?)```\n\n```log\n(?<log>[\s\S]*?)```/gm;

/** The octets of an `smtp` block; its notation is in the README beside the transcripts. */
function octets(block: string): Uint8Array {
  let text = block.replace(/\\\n/g, '').replace(/(?<!\r)\n/g, '\r\n');
  text = text.replace(/\\(?:x([\da-f]{2})|([rnt\\]))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined
      ? ({ r: '\r', n: '\n', t: '\t' }[letter] ?? '\\')
      : String.fromCharCode(0xf700 + Number.parseInt(hex, 16)),
  );
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/\{([^{}]+)\*(\d+)\}/g, (_, part: string, times: string) => part.repeat(Number(times)));
  }
  // Octets from \x stood in a private range, so that they are not encoded a second time
  return Uint8Array.from(
    [...text].flatMap((c) => (/[\uf700-\uf7ff]/.test(c) ? [c.charCodeAt(0) & 0xff] : [...utf8Encode(c)])),
  );
}

/** What a reader makes of chunks, as a `log` block says it. */
function logOf(chunks: readonly Uint8Array[]): string {
  let reader = NEW_READER;
  const log: string[] = [];
  for (const chunk of chunks) {
    const read = readReplies(reader, chunk);
    reader = read.reader;
    log.push(...read.items.map(told));
  }
  if (reader.open !== null) log.push(told({ kind: 'reply', enhanced: null, ...reader.open }).replace(/^/, 'open '));
  if (reader.seen > 0) log.push(`rest ${quoted(latin1(unread(reader)))}, ${reader.seen} octets`);
  return log.map((entry) => `${entry}\n`).join('');
}

function told(item: ReplyItem): string {
  if (item.kind === 'garbage') return `garbage ${quoted(latin1(item.line))}, ${item.length} octets`;
  const { code, enhanced, quirks, limits, lines } = item;
  const shown = lines.length > 9 ? [...lines.slice(0, 1).map(quoted), `… ${lines.length} lines`] : lines.map(quoted);
  const notes = [...(enhanced === null ? [] : [enhanced]), ...quirks, ...limits.map((limit) => `limit ${limit}`)];
  return [[`${code}`, ...notes].join(', '), ...shown.map((line) => `  ${line}`)].join('\n');
}

const quoted = (text: string): string =>
  text.length > 99
    ? `${JSON.stringify(text.slice(0, 9))}… ${text.length} characters`
    : JSON.stringify(text).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
  const url = new URL(file, FOLDER);
  const text = readFileSync(url, 'utf8');
  if (process.env['UPDATE'] === '1') {
    const log = (whole: string, _: string, wire: string, old: string): string =>
      whole.replace(`\`\`\`log\n${old}`, () => `\`\`\`log\n${logOf([octets(wire)])}`);
    writeFileSync(url, text.replace(CASE, log));
  }
  describe(`transcripts/${file}`, () => {
    const cases = [...readFileSync(url, 'utf8').matchAll(CASE)].map(({ groups = {} }) => groups);
    it.each(cases)('$name', ({ wire = '', log }) => {
      const bytes = octets(wire);
      expect(logOf([bytes])).toBe(log);
      expect(logOf(Array.from(bytes, (octet) => Uint8Array.of(octet)))).toBe(log);
      const stride = bytes.length < 8_192 ? 1 : 997; // the few large ones are not cut at every place, for time's sake
      for (let cut = 1; cut < bytes.length; cut += stride) {
        const read = logOf([bytes.subarray(0, cut), bytes.subarray(cut)]);
        if (read !== log) expect(read, `cut at ${cut}`).toBe(log);
      }
    });
    it('has no case that the runner does not see', () => {
      expect(cases.length).toBe(text.match(/^## /gm)?.length);
    });
  });
}
