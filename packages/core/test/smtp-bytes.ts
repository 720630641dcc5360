import fc from 'fast-check';

/** Pieces of what servers say, and what breaks it: single octets would never get deep into the grammar. */
export const WORDS = [
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '-',
  '\t',
  '=',
  '*',
  '\0',
  '\u0080',
  '\u00e4',
  '\u00ff',
  'x'.repeat(5_000),
  '220 ',
  '220-',
  '221 ',
  '235 ',
  '235 2.7.0 ',
  '250 ',
  '250-',
  '251 ',
  '334 ',
  '354 ',
  '421 ',
  '450 ',
  '454 ',
  '501 ',
  '503 ',
  '535 ',
  '535 5.7.8 ',
  '535-5.7.8 ',
  '550 ',
  '554 ',
  '554-',
  '150 ',
  '999-',
  '25',
  '2',
  '220 ready\r\n',
  '250-mail.example.test\r\n',
  '250-STARTTLS\r\n',
  '250 STARTTLS\r\n',
  '250-AUTH PLAIN LOGIN\r\n',
  '250 AUTH LOGIN\r\n',
  '250 AUTH=LOGIN SCRAM-SHA-256 CRAM-MD5 XOAUTH2\r\n',
  '250-__proto__\r\n',
  '250 SIZE 1000\r\n',
  '250 ok\r\n',
  '220 go ahead\r\n',
  '235 welcome\r\n',
  '334 \r\n',
  '334 VXNlcm5hbWU6\r\n',
  '334 PDEuMkBhPg==\r\n',
  '421 bye\r\n',
  '500 what?\r\n',
  '535 5.7.8 no\r\n',
  '221 bye\r\n',
  '354 go on\r\n',
  'HTTP/1.1 400 Bad Request\r\n',
  'SSH-2.0-x\r\n',
  '* OK IMAP4rev1\r\n',
  '+OK\r\n',
  '\u0016\u0003\u0001',
  '\u0015\u0003\u0003\u0000\u0002\u0002\u0028',
];

const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** A stretch of such bytes. */
export const smtpBytes = (maxLength = 30): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ unit: 'binary-ascii', maxLength: 4 })),
      {
        maxLength,
      },
    )
    .map((words) => octets(words.join('')));

/** The same bytes, cut at the places given. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}
