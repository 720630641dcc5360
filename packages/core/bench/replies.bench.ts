import { ascii, concatBytes, NEW_READER, readReplies } from '../src/index.ts';
import { bar, print, secondsOf, times } from './figures.ts';

/** EHLO replies as large providers send them: nine lines each, so that the parser opens, fills and closes replies all the time. */
const EHLO = ascii(
  [
    '250-smtp.example.test at your service, [198.51.100.23]',
    '250-SIZE 35882577',
    '250-8BITMIME',
    '250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH',
    '250-ENHANCEDSTATUSCODES',
    '250-PIPELINING',
    '250-CHUNKING',
    '250-DSN',
    '250 SMTPUTF8',
    '',
  ].join('\r\n'),
);
const MIB = 1_048_576;
const CHUNK = 16_384; // what a socket usually hands over

/** About `size` octets of whole replies, cut as a socket cuts them. */
function stream(size: number): readonly Uint8Array[] {
  const all = concatBytes(...Array.from({ length: Math.ceil(size / EHLO.length) }, () => EHLO));
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) => all.subarray(i * CHUNK, (i + 1) * CHUNK));
}

function parse(chunks: readonly Uint8Array[]): number {
  let reader = NEW_READER;
  let replies = 0;
  for (const chunk of chunks) {
    const read = readReplies(reader, chunk);
    reader = read.reader;
    replies += read.items.length;
  }
  return replies;
}

/** The least that any parser does: find the line ends, make each line a string, and keep them. */
function splitAndDecode(chunks: readonly Uint8Array[]): number {
  let lines: string[] = [];
  let replies = 0;
  let rest = '';
  for (const chunk of chunks) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10, from)) {
      const line = rest + buffer.toString('utf8', from, end - 1);
      rest = '';
      from = end + 1;
      lines.push(line);
      if (line.charCodeAt(3) === 32) {
        replies += 1;
        lines = [];
      }
    }
    rest += buffer.toString('latin1', from);
  }
  return replies;
}

const streams = [1, 2, 4, 8].map((mib) => ({ mib, chunks: stream(mib * MIB) }));
const [one] = streams;
if (one === undefined || parse(one.chunks) !== splitAndDecode(one.chunks))
  throw new Error('the two do not do the same');

const work = Object.fromEntries(streams.map(({ mib, chunks }) => [`${mib} MiB`, () => parse(chunks)]));
const seconds = await secondsOf({ ...work, reference: () => splitAndDecode(one.chunks) });
const of = (name: string): number => seconds[name]?.seconds ?? Number.NaN;
const perSecond = (name: string, mib: number): number => (mib * MIB) / 1e6 / of(name);

print([
  ...streams.map(({ mib }, index) => ({
    'multi-line replies': `${mib} MiB`,
    'MB/s': perSecond(`${mib} MiB`, mib).toFixed(0),
    'least / median / p99 µs': seconds[`${mib} MiB`]?.spread ?? '',
    'bar 50 MB/s': bar(perSecond(`${mib} MiB`, mib), 50),
    ...(index === 0
      ? { 'of the reference': times(perSecond('1 MiB', 1) / perSecond('reference', 1)) }
      : { 'time of the half': times(of(`${mib} MiB`) / of(`${mib / 2} MiB`)) }),
  })),
  { reference: 'split at LF and decode', 'MB/s': perSecond('reference', 1).toFixed(0) },
]);
