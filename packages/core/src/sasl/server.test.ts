import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { ascii, latin1, utf8Encode } from '../wire/bytes.ts';
import { answerSasl, finishSasl, startSasl } from './client.ts';
import type { OAuthRefusal, SaslOutcome } from './exchange.ts';
import { SASL_MECHANISMS, type SaslMechanism } from './mechanisms.ts';
import { answerSaslServer, startSaslServer } from './server.ts';
import type { SaslServerContext, SaslServerStep, SaslVerdict } from './server-exchange.ts';

const USER = 'jürgen, = me@example.org';
const GOOD = { password: 'pa ss,wörd=€😀', token: 'ya29.good-token_1/x==' } as const;
const context: SaslServerContext = { nonce: 'serverpart', salt: ascii('salty'), iterations: 3 };
const names = SASL_MECHANISMS.map((row) => row.name);

type Talk = {
  readonly verdict: SaslVerdict;
  readonly outcome: SaslOutcome | null;
  readonly refusal: OAuthRefusal | null;
};

/** Both halves joined by a wire that never fails; the loop ends, because each side has fewer than five things to say. */
function talk(
  name: SaslMechanism,
  user: string,
  secret: string,
  server: SaslServerContext = context,
  inline = true,
): Talk {
  const needs = SASL_MECHANISMS.find((row) => row.name === name)?.needs ?? 'password';
  const known = (who: string): Secret | null => (who === USER ? new Secret(GOOD[needs]) : null);
  const credentials = needs === 'token' ? { user, token: new Secret(secret) } : { user, password: new Secret(secret) };
  const client = startSasl(name, credentials, { nonce: 'clientpart', host: 'mail.example.org', port: 465 });
  if (client.kind === 'abort') throw new Error(client.reason);

  let { exchange } = client;
  let refusal: OAuthRefusal | null = null;
  let step: SaslServerStep = startSaslServer(name, known, server);
  if (client.initial !== null) {
    // Without an initial response on the AUTH line, the first 334 is empty and the initial response answers it.
    if (!inline) expect(step.challenge.length).toBe(0);
    step = answerSaslServer(step.exchange, client.initial);
  }
  for (let turns = 0; step.kind === 'challenge'; turns++) {
    if (turns > 4) throw new Error('they talk for ever');
    const answer = answerSasl(exchange, step.challenge);
    if (answer.kind === 'abort') throw new Error(answer.reason);
    exchange = answer.exchange;
    refusal = answer.refusal ?? refusal;
    step = answerSaslServer(step.exchange, answer.response);
  }
  return { verdict: step, outcome: step.kind === 'accepted' ? finishSasl(exchange, step.finalData) : null, refusal };
}

describe.each(SASL_MECHANISMS)('$name, client against server', ({ name, needs, first }) => {
  it('lets the right secret in, and the client believes it', () => {
    const { verdict, outcome, refusal } = talk(name, USER, GOOD[needs]);
    expect(verdict).toEqual({ kind: 'accepted', user: USER, finalData: null });
    expect(outcome).toEqual({ kind: 'ok' });
    expect(refusal).toBeNull();
    if (first === 'client') expect(talk(name, USER, GOOD[needs], context, false).verdict.kind).toBe('accepted');
  });

  it('keeps a wrong secret and an unknown user out', () => {
    const secrets = fc.stringMatching(/^[!-~]{1,80}$/).filter((secret) => secret !== GOOD[needs]);
    fc.assert(
      fc.property(secrets, (secret) => {
        const { verdict, refusal } = talk(name, USER, secret);
        expect(verdict).toEqual({ kind: 'rejected', user: USER, why: 'wrong-secret' });
        expect(refusal === null).toBe(needs === 'password');
      }),
      { numRuns: 25 },
    );
    expect(talk(name, 'nobody', GOOD[needs]).verdict).toEqual({
      kind: 'rejected',
      user: 'nobody',
      why: 'unknown-user',
    });
  });
});

it('carries the refusal of a token to the client', () => {
  expect(talk('XOAUTH2', USER, 'stale').refusal).toEqual({
    status: '400',
    schemes: 'Bearer',
    scope: 'https://mail.google.com/',
  });
  expect(talk('OAUTHBEARER', USER, 'stale').refusal).toEqual({
    status: 'invalid_token',
    schemes: 'bearer',
    scope: 'mail',
  });
});

it('puts the last message of SCRAM into the success when asked to', () => {
  for (const name of ['SCRAM-SHA-1', 'SCRAM-SHA-256'] as const) {
    const { verdict, outcome } = talk(name, USER, GOOD.password, { ...context, serverFinal: 'success' });
    expect(verdict.kind === 'accepted' && latin1(verdict.finalData ?? ascii(''))).toMatch(/^v=[\w+/]+=*$/);
    expect(outcome).toEqual({ kind: 'ok' });
  }
});

describe('the server half', () => {
  const known = (who: string): Secret | null => (who === 'tim' ? new Secret('tanstaaftanstaaf') : null);
  const plain = (text: string): SaslServerStep =>
    answerSaslServer(startSaslServer('PLAIN', known, context).exchange, utf8Encode(text));

  it('takes the examples of RFC 4616 §4, but nobody may act for another', () => {
    expect(plain('\0tim\0tanstaaftanstaaf')).toMatchObject({ kind: 'accepted', user: 'tim' });
    expect(plain('tim\0tim\0tanstaaftanstaaf')).toMatchObject({ kind: 'accepted', user: 'tim' });
    expect(plain('Ursel\0tim\0tanstaaftanstaaf')).toMatchObject({ kind: 'rejected', why: 'not-authorized' });
    expect(plain('Ursel\0tim\0wrong')).toMatchObject({ kind: 'rejected', why: 'wrong-secret' });
    for (const text of ['', 'tim', 'tim\0tanstaaftanstaaf', '\0\0x', '\0tim\0', '\0tim\0a\0b']) {
      expect(plain(text), JSON.stringify(text)).toMatchObject({ kind: 'rejected', why: 'malformed' });
    }
  });

  it('takes the user name as an initial response of LOGIN', () => {
    const step = answerSaslServer(startSaslServer('LOGIN', known, context).exchange, ascii('tim'));
    expect(step.kind === 'challenge' && latin1(step.challenge)).toBe('Password:');
    expect(step.kind === 'challenge' && answerSaslServer(step.exchange, ascii('tanstaaftanstaaf')).kind).toBe(
      'accepted',
    );
  });

  it('insists on the dummy answers: empty for XOAUTH2, one 0x01 for OAUTHBEARER', () => {
    const refused = (name: 'XOAUTH2' | 'OAUTHBEARER', message: string, dummy: string): unknown => {
      const step = answerSaslServer(startSaslServer(name, known, context).exchange, ascii(message));
      return step.kind === 'challenge' ? answerSaslServer(step.exchange, ascii(dummy)) : step;
    };
    const xoauth2 = 'user=tim\x01auth=Bearer x\x01\x01';
    const bearer = 'n,a=tim,\x01auth=bearer x\x01\x01';
    expect(refused('XOAUTH2', xoauth2, '')).toMatchObject({ why: 'wrong-secret' });
    expect(refused('XOAUTH2', xoauth2, '\x01')).toMatchObject({ why: 'malformed' });
    expect(refused('OAUTHBEARER', bearer, '\x01')).toMatchObject({ why: 'wrong-secret' });
    expect(refused('OAUTHBEARER', bearer, '')).toMatchObject({ why: 'malformed' });
    for (const text of [
      'user=\x01auth=Bearer x\x01\x01',
      'user=tim\x01auth=Bearer x\x01',
      'user=tim\x01auth=Basic x\x01\x01',
      'user=tim\x01\x01',
    ]) {
      expect(refused('XOAUTH2', text, ''), text).toMatchObject({ why: 'malformed' });
    }
    for (const text of [
      'n,,\x01auth=Bearer x\x01\x01',
      'n,a=t=im,\x01auth=Bearer x\x01\x01',
      `${bearer.slice(0, -1)}auth=Bearer y\x01\x01`,
    ]) {
      expect(refused('OAUTHBEARER', text, '\x01'), text).toMatchObject({ why: 'malformed' });
    }
  });

  it('signs what the client really sent: header, extensions and all', () => {
    const start = startSaslServer('SCRAM-SHA-256', known, context);
    const step = answerSaslServer(start.exchange, ascii('y,,n=tim,r=abc,x=later'));
    if (step.kind !== 'challenge') throw new Error(step.kind);
    expect(latin1(step.challenge)).toBe('r=abcserverpart,s=c2FsdHk=,i=3');
    for (const text of [
      'c=biws,r=abcserverpart,p=AAAA',
      'c=eSws,r=abc,p=AAAA',
      'c=eSws,r=abcserverpart',
      'c=eSws,r=abcserverpart,p=!',
    ]) {
      expect(answerSaslServer(step.exchange, ascii(text)), text).toMatchObject({ why: 'malformed' });
    }
    expect(answerSaslServer(step.exchange, ascii('c=eSws,r=abcserverpart,p=AAAA'))).toMatchObject({
      why: 'wrong-secret',
    });
    for (const text of [
      'p=tls-unique,,n=tim,r=abc',
      'n,a=x,n=tim,r=abc',
      'n,,m=x,n=tim,r=abc',
      'n,,n=t=im,r=abc',
      'n,,n=,r=abc',
    ]) {
      expect(answerSaslServer(start.exchange, ascii(text)), text).toMatchObject({ why: 'malformed' });
    }
  });

  it('survives any line and lets nobody in by chance', () => {
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .string({
          unit: fc.constantFrom('\0', '\x01', 'tim', 'n,,', 'n=', ',r=', 'user=', 'auth=Bearer ', 'x', ' ', 'a=', ','),
        })
        .map(utf8Encode),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(line, { maxLength: 4 }), (name, lines) => {
        let step: SaslServerStep = startSaslServer(name, known, context);
        for (const bytes of lines) if (step.kind === 'challenge') step = answerSaslServer(step.exchange, bytes);
        expect(step.kind).not.toBe('accepted');
      }),
      { numRuns: 3_000 },
    );
  });

  it('holds its secrets wrapped', () => {
    for (const name of names) {
      const { exchange } = startSaslServer(name, known, context);
      const step = answerSaslServer(exchange, ascii('n,,n=tim,r=abc'));
      expect(JSON.stringify([exchange, step])).not.toContain('tanstaaf');
    }
  });
});
