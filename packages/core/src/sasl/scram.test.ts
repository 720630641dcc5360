import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { latin1, utf8Encode } from '../wire/bytes.ts';
import { answerSasl, finishSasl, startSasl } from './client.ts';
import type { SaslAnswer, SaslExchange } from './exchange.ts';
import { parseServerFirst, saslName, serverErrorOf, userOfSaslName } from './scram-messages.ts';

type Name = 'SCRAM-SHA-1' | 'SCRAM-SHA-256';

/** RFC 5802 §5 and RFC 7677 §3. */
const VECTORS: readonly { name: Name; nonce: string; serverFirst: string; clientFinal: string; serverFinal: string }[] =
  [
    {
      name: 'SCRAM-SHA-1',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
      serverFirst: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      clientFinal: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      serverFinal: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    },
    {
      name: 'SCRAM-SHA-256',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
      serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      clientFinal:
        'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    },
  ];

function begin(
  name: Name,
  nonce: string,
  user = 'user',
  password = 'pencil',
): { message: string; exchange: SaslExchange } {
  const start = startSasl(name, { user, password: new Secret(password) }, { nonce, host: 'h', port: 587 });
  if (start.kind !== 'respond' || start.initial === null) throw new Error('no start');
  return { message: Buffer.from(start.initial).toString('utf8'), exchange: start.exchange };
}
function next(exchange: SaslExchange, challenge: string): { message: string; exchange: SaslExchange } {
  const answer = answerSasl(exchange, utf8Encode(challenge));
  if (answer.kind !== 'respond') throw new Error(answer.reason);
  return { message: latin1(answer.response), exchange: answer.exchange };
}
const afterFirst = (challenge: string): SaslAnswer =>
  answerSasl(begin('SCRAM-SHA-256', 'abc').exchange, utf8Encode(challenge));

describe.each(VECTORS)('$name', ({ name, nonce, serverFirst, clientFinal, serverFinal }) => {
  const wrong = serverFinal.replace(/=./, (found) => (found === '=r' ? '=s' : '=r'));

  it('gives the messages of the RFC', () => {
    const first = begin(name, nonce);
    expect(first.message).toBe(`n,,n=user,r=${nonce}`);
    const final = next(first.exchange, serverFirst);
    expect(final.message).toBe(clientFinal);
    const end = next(final.exchange, serverFinal);
    expect(end.message).toBe('');
    expect(finishSasl(end.exchange, null)).toEqual({ kind: 'ok' });
  });

  it('takes the server’s signature in the text of the 235, too', () => {
    const { exchange } = next(begin(name, nonce).exchange, serverFirst);
    expect(finishSasl(exchange, utf8Encode(serverFinal))).toEqual({ kind: 'ok' });
    expect(finishSasl(exchange, utf8Encode(`${serverFinal},x=later`))).toEqual({ kind: 'ok' });
  });

  it('believes no server that does not know the password', () => {
    const { exchange } = next(begin(name, nonce).exchange, serverFirst);
    expect(answerSasl(exchange, utf8Encode(wrong))).toMatchObject({ kind: 'abort', reason: 'server-signature-wrong' });
    for (const data of [wrong, 'v=', 'v=!', 'v=rmF9']) {
      expect(finishSasl(exchange, utf8Encode(data))).toEqual({ kind: 'problem', problem: 'server-signature-wrong' });
    }
    for (const data of [null, utf8Encode(''), utf8Encode('ok'), Uint8Array.of(0xff), utf8Encode('e=other-error')]) {
      expect(finishSasl(exchange, data)).toEqual({ kind: 'problem', problem: 'server-signature-missing' });
    }
  });
});

it('refuses server-first-messages that break the rules, each by its name', () => {
  const reason = (challenge: string): string => {
    const answer = afterFirst(challenge);
    return answer.kind === 'abort' ? `${answer.reason} ${answer.detail}` : 'answered';
  };
  expect(reason('r=abcX,s=c2FsdA==,i=1')).toBe('answered');
  expect(reason('r=abcX,s=c2FsdA==,i=1,x=ignored')).toBe('answered');
  expect(reason('m=new,r=abcX,s=c2FsdA==,i=1')).toBe('mandatory-extension null');
  expect(reason('r=abc,s=c2FsdA==,i=1')).toBe('nonce-not-extended null');
  expect(reason('r=abX,s=c2FsdA==,i=1')).toBe('nonce-not-extended null');
  expect(reason('r=XabcX,s=c2FsdA==,i=1')).toBe('nonce-not-extended null');
  expect(reason('r=abcX,s=c2FsdA==,i=0')).toBe('iteration-count-out-of-range 0');
  expect(reason('r=abcX,s=c2FsdA==,i=600001')).toBe('iteration-count-out-of-range 600001');
  expect(reason(`r=abcX,s=c2FsdA==,i=${'9'.repeat(400)}`)).toBe('iteration-count-out-of-range Infinity');
  expect(reason('e=unknown-user')).toBe('server-error unknown-user');
  expect(reason('e=pencil')).toBe('server-error other-error');
  const malformed = [
    '',
    'r=abcX',
    'r=abcX,s=,i=1',
    'r=abcX,s=c2F,i=1',
    'r=abcX,s=c2FsdA==,i=-1',
    'r=abcX,s=c2FsdA==,i=1e3',
  ];
  for (const text of [
    ...malformed,
    'r=abcX,s=c2FsdA==,i=',
    's=c2FsdA==,r=abcX,i=1',
    'r=ab cX,s=c2FsdA==,i=1',
    'r=abcX,s=c2FsdA==,i=1x',
  ]) {
    expect(reason(text), text).toBe('challenge-malformed null');
  }
  expect(answerSasl(begin('SCRAM-SHA-1', 'abc').exchange, Uint8Array.of(0x72, 0xff))).toMatchObject({ kind: 'abort' });
});

it('tells a server’s error in the final message from a broken one', () => {
  const { exchange } = next(begin('SCRAM-SHA-256', 'abc').exchange, 'r=abcX,s=c2FsdA==,i=1');
  expect(answerSasl(exchange, utf8Encode('e=invalid-proof'))).toMatchObject({
    reason: 'server-error',
    detail: 'invalid-proof',
  });
  expect(answerSasl(exchange, utf8Encode('hello'))).toMatchObject({ reason: 'challenge-malformed' });
  expect(answerSasl(exchange, Uint8Array.of(0xff))).toMatchObject({ reason: 'challenge-malformed' });
});

it('prepares user and password, and escapes the user', () => {
  expect(begin('SCRAM-SHA-1', 'abc', 'a,b=c\u00a0Ⅸ').message).toBe('n,,n=a=2Cb=3Dc IX,r=abc');
  const prepared = next(begin('SCRAM-SHA-256', 'abc', 'user', 'pa\u00adss\u00a0Ⅸ').exchange, 'r=abcX,s=c2FsdA==,i=1');
  const plain = next(begin('SCRAM-SHA-256', 'abc', 'user', 'pass IX').exchange, 'r=abcX,s=c2FsdA==,i=1');
  expect(prepared.message).toBe(plain.message);
  const refused = (user: string, password: string): unknown =>
    startSasl('SCRAM-SHA-1', { user, password: new Secret(password) }, { nonce: 'n', host: 'h', port: 1 });
  expect(refused('\u00ad', 'pencil')).toMatchObject({ reason: 'user-not-encodable' });
  expect(refused('\ue000', 'pencil')).toMatchObject({ reason: 'user-not-encodable' });
  expect(refused('user', '\u00ad')).toMatchObject({ reason: 'secret-not-encodable' });
  expect(refused('user', 'a\tb')).toMatchObject({ reason: 'secret-not-encodable' });
});

it('computes the same as Node’s own primitives for passwords of any length', () => {
  const lengths = fc.constantFrom(1, 63, 64, 65, 200);
  fc.assert(
    fc.property(
      fc.constantFrom('SCRAM-SHA-1' as const, 'SCRAM-SHA-256' as const),
      lengths,
      fc.integer({ min: 1, max: 5 }),
      (name, length, i) => {
        const password = 'äx'.repeat(length).slice(0, length);
        const serverFirst = `r=abcX,s=c2FsdA==,i=${i}`;
        const { message } = next(begin(name, 'abc', 'user', password).exchange, serverFirst);
        const hash = name === 'SCRAM-SHA-1' ? 'sha1' : 'sha256';
        const salted = pbkdf2Sync(password, 'salt', i, hash === 'sha1' ? 20 : 32, hash);
        const key = createHmac(hash, salted).update('Client Key').digest();
        const stored = createHash(hash).update(key).digest();
        const signature = createHmac(hash, stored).update(`n=user,r=abc,${serverFirst},c=biws,r=abcX`).digest();
        const proof = Buffer.from(key.map((octet, at) => octet ^ (signature[at] ?? 0))).toString('base64');
        expect(message).toBe(`c=biws,r=abcX,p=${proof}`);
      },
    ),
  );
});

it('reads and writes escapes of user names', () => {
  fc.assert(fc.property(fc.string(), (user) => void expect(userOfSaslName(saslName(user))).toBe(user)));
  expect(userOfSaslName('a=2Db')).toBeNull();
  expect(userOfSaslName('a=')).toBeNull();
  expect(userOfSaslName('a=2c')).toBeNull();
});

it('parses any text to a message, an error or nothing', () => {
  const near = fc.string({ unit: fc.constantFrom('r=', 's=', 'i=', 'e=', ',', 'abc', 'c2FsdA==', '1', 'm=', 'é') });
  fc.assert(
    fc.property(near, (text) => {
      const first = parseServerFirst(text);
      if (first !== null) expect(text.startsWith(`r=${first.nonce},s=`)).toBe(true);
      expect(serverErrorOf(text) === null).toBe(!text.startsWith('e='));
    }),
    { numRuns: 2_000 },
  );
});
