import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { ascii, base64Decode, base64Encode, latin1, utf8Encode } from '../wire/bytes.ts';
import { answerSasl, finishSasl, startSasl } from './client.ts';
import type { SaslAnswer, SaslCredentials, SaslExchange, SaslStart } from './exchange.ts';
import { SASL_MECHANISMS, type SaslMechanism } from './mechanisms.ts';

const context = { nonce: 'clientnonce', host: 'server.example.com', port: 587 };
const byPassword = (user: string, password: string): SaslCredentials => ({ user, password: new Secret(password) });
const byToken = (user: string, token: string): SaslCredentials => ({ user, token: new Secret(token) });
const fits = (mechanism: SaslMechanism, user: string, secret: string): SaslCredentials =>
  SASL_MECHANISMS.find((row) => row.name === mechanism)?.needs === 'token'
    ? byToken(user, secret)
    : byPassword(user, secret);

function begun(start: SaslStart): Extract<SaslStart, { kind: 'respond' }> {
  if (start.kind !== 'respond') throw new Error(start.reason);
  return start;
}
function answered(answer: SaslAnswer): Extract<SaslAnswer, { kind: 'respond' }> {
  if (answer.kind !== 'respond') throw new Error(answer.reason);
  return answer;
}
const decoded = (text: string): Uint8Array => base64Decode(text) ?? new Uint8Array(0);

describe('PLAIN', () => {
  it('gives the example of RFC 4616 §4', () => {
    const { initial, exchange } = begun(startSasl('PLAIN', byPassword('tim', 'tanstaaftanstaaf'), context));
    expect(latin1(initial ?? new Uint8Array(0))).toBe('\0tim\0tanstaaftanstaaf');
    expect(finishSasl(exchange, null)).toEqual({ kind: 'ok' });
    expect(answerSasl(exchange, new Uint8Array(0))).toEqual({
      kind: 'abort',
      reason: 'unexpected-challenge',
      detail: null,
    });
  });

  it('sends UTF-8 as it was typed: preparing is the server’s part', () => {
    const { initial } = begun(startSasl('PLAIN', byPassword('jürgen', 'a\u0308\u00a0€'), context));
    expect(initial).toEqual(utf8Encode('\0jürgen\0a\u0308\u00a0€'));
  });
});

describe('LOGIN', () => {
  it('answers by order, whatever the prompts say', () => {
    for (const [first, second] of [
      ['Username:', 'Password:'],
      ['User Name\0', 'Password\0'],
      ['', ''],
    ] as const) {
      const start = begun(startSasl('LOGIN', byPassword('tim', 'pencil'), context));
      expect(start.initial).toBeNull();
      const user = answered(answerSasl(start.exchange, ascii(first)));
      const password = answered(answerSasl(user.exchange, ascii(second)));
      expect([latin1(user.response), latin1(password.response)]).toEqual(['tim', 'pencil']);
      expect(finishSasl(password.exchange, null)).toEqual({ kind: 'ok' });
      expect(answerSasl(password.exchange, ascii('Again:')).kind).toBe('abort');
    }
  });
});

describe('CRAM-MD5', () => {
  const challenge = ascii('<1896.697170952@postoffice.reston.mci.net>');

  it('gives the example of RFC 2195 §2', () => {
    const start = begun(startSasl('CRAM-MD5', byPassword('tim', 'tanstaaftanstaaf'), context));
    expect(start.initial).toBeNull();
    const { response, exchange } = answered(answerSasl(start.exchange, challenge));
    expect(base64Encode(response)).toBe('dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw');
    expect(finishSasl(exchange, null)).toEqual({ kind: 'ok' });
  });

  it('hashes a password longer than the block of MD5 first (RFC 2104 §2)', () => {
    for (const password of ['x'.repeat(64), 'x'.repeat(65), 'ä€😀'.repeat(40)]) {
      const start = begun(startSasl('CRAM-MD5', byPassword('tim', password), context));
      const want = createHmac('md5', password).update(challenge).digest('hex');
      expect(latin1(answered(answerSasl(start.exchange, challenge)).response)).toBe(`tim ${want}`);
    }
  });

  it('does not answer an empty challenge', () => {
    const { exchange } = begun(startSasl('CRAM-MD5', byPassword('tim', 'pencil'), context));
    expect(answerSasl(exchange, new Uint8Array(0))).toMatchObject({ kind: 'abort', reason: 'challenge-malformed' });
  });
});

describe('XOAUTH2 and OAUTHBEARER', () => {
  it('gives the example of Gmail’s document, and answers its error with an empty response', () => {
    const token = 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg';
    const { initial, exchange } = begun(startSasl('XOAUTH2', byToken('someuser@example.com', token), context));
    expect(base64Encode(initial ?? new Uint8Array(0))).toBe(
      'dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==',
    );
    expect(finishSasl(exchange, null)).toEqual({ kind: 'ok' });
    const error =
      'eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K';
    expect(answerSasl(exchange, decoded(error))).toEqual({
      kind: 'respond',
      response: new Uint8Array(0),
      exchange: { stage: 'answered' },
      refusal: { status: '401', schemes: 'bearer mac', scope: 'https://mail.google.com/' },
    });
  });

  it('gives the example of RFC 7628 §4, and answers its error with one 0x01', () => {
    const credentials = byToken('user@example.com', 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==');
    const { initial, exchange } = begun(startSasl('OAUTHBEARER', credentials, { ...context, port: 143 }));
    expect(base64Encode(initial ?? new Uint8Array(0))).toBe(
      'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB',
    );
    const error =
      'eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=';
    const answer = answered(answerSasl(exchange, decoded(error)));
    expect(base64Encode(answer.response)).toBe('AQ==');
    expect(answer.refusal).toEqual({ status: 'invalid_token', schemes: null, scope: 'example_scope' });
    expect(answerSasl(answer.exchange, new Uint8Array(0)).kind).toBe('abort');
  });

  it('escapes the user name of OAUTHBEARER', () => {
    const { initial } = begun(startSasl('OAUTHBEARER', byToken('a,b=c', 't'), context));
    expect(latin1(initial ?? new Uint8Array(0)).split('\x01')[0]).toBe('n,a=a=2Cb=3Dc,');
  });

  it('answers a challenge that is no JSON object, too, and says that it holds nothing', () => {
    const { exchange } = begun(startSasl('XOAUTH2', byToken('tim', 'tokentoken'), context));
    for (const text of ['', 'no', 'null', '"status"', '[1]', '{"status":{}}', '{"__proto__":{"status":"1"}}']) {
      const { refusal } = answered(answerSasl(exchange, ascii(text)));
      expect(refusal, text).toEqual({ status: null, schemes: null, scope: null });
    }
    expect(answered(answerSasl(exchange, ascii('{"status":400}'))).refusal?.status).toBe('400');
  });

  it('keeps an echoed token out of the refusal, and bounds it', () => {
    const { exchange } = begun(startSasl('XOAUTH2', byToken('tim', 'tokentoken'), context));
    const echo = JSON.stringify({
      status: `bad tokentoken ${base64Encode(ascii('tokentoken'))}`,
      scope: 'x'.repeat(9_999),
    });
    const { refusal } = answered(answerSasl(exchange, ascii(echo)));
    expect(refusal).toEqual({ status: 'bad ‹redacted› ‹redacted›', schemes: null, scope: 'x'.repeat(200) });
  });

  it('refuses a token that would end its field', () => {
    for (const token of ['a b', 'a\x01auth=Bearer b', 'tökén', 'a\n']) {
      for (const mechanism of ['XOAUTH2', 'OAUTHBEARER'] as const) {
        expect(startSasl(mechanism, byToken('tim', token), context)).toMatchObject({ reason: 'secret-not-encodable' });
      }
    }
  });
});

describe('every mechanism', () => {
  it('refuses credentials that have no form on the wire, before anything is sent', () => {
    for (const { name } of SASL_MECHANISMS) {
      for (const user of ['', 'ti\0m', 'tim\r\nQUIT', 'tim\x01', '\ud800']) {
        expect(startSasl(name, fits(name, user, 'secret'), context)).toMatchObject({ reason: 'user-not-encodable' });
      }
      for (const secret of ['', 'a\0b', '\udc00']) {
        expect(startSasl(name, fits(name, 'tim', secret), context)).toMatchObject({ reason: 'secret-not-encodable' });
      }
    }
  });

  it('throws when it is given the other kind of credentials, since that is our bug', () => {
    for (const { name, needs } of SASL_MECHANISMS) {
      const other = needs === 'token' ? byPassword('tim', 'CANARYCANARY') : byToken('tim', 'CANARYCANARY');
      expect(() => startSasl(name, other, context)).toThrow(/^\S+ needs a (password|token), not a (password|token)$/);
    }
    expect(() => startSasl('SCRAM-SHA-1', byPassword('tim', 'p'), { ...context, nonce: 'a,b' })).toThrow(RangeError);
    expect(() => startSasl('OAUTHBEARER', byToken('tim', 't'), { ...context, host: 'a\x01b' })).toThrow(RangeError);
  });

  it('does not believe a success that comes before its proof', () => {
    for (const name of ['LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const) {
      const { exchange } = begun(startSasl(name, byPassword('tim', 'pencil'), context));
      expect(finishSasl(exchange, null)).toEqual({ kind: 'problem', problem: 'success-too-early' });
    }
  });

  it('survives any challenge and shows no secret in any step', () => {
    const CANARY = 'canary-7f3b-secret';
    const server = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom(
          'r=clientnonceS,s=c2FsdA==,i=2',
          'r=clientnonceS,s=c2FsdA==,i=0',
          'm=x,r=clientnonceS,s=c2FsdA==,i=1',
          'e=other-error',
          'v=AAAA',
          '{"status":"400"}',
          `{"status":"${CANARY}","scope":"${base64Encode(ascii(CANARY))}"}`,
          '',
        )
        .map(utf8Encode),
    );
    const withoutWire = (step: object): unknown => ({ ...step, initial: null, response: null });
    const clean = (value: unknown): void => {
      for (const view of [JSON.stringify(value), inspect(value, { depth: 9, showHidden: true })]) {
        for (const form of [CANARY, 'Y2FuYXJ5LTdmM2Itc2Vjcm', 'NhbmFyeS03ZjNiLXNlY3Jl', 'jYW5hcnktN2YzYi1zZWNyZX']) {
          expect(view).not.toContain(form);
        }
      }
    };
    const mechanism = fc.constantFrom(...SASL_MECHANISMS.map((row) => row.name));
    fc.assert(
      fc.property(mechanism, fc.array(server, { maxLength: 5 }), (name, challenges) => {
        const start = begun(startSasl(name, fits(name, 'tim', CANARY), context));
        clean(withoutWire(start));
        let exchange: SaslExchange = start.exchange;
        for (const challenge of challenges) {
          finishSasl(exchange, challenge);
          const answer = answerSasl(exchange, challenge);
          clean(withoutWire(answer));
          if (answer.kind === 'abort') break;
          exchange = answer.exchange;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
