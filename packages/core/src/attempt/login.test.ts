import { describe, expect, it } from 'vitest';
import {
  CANARY,
  connected,
  type Happening,
  LOGIN,
  line,
  type Played,
  play,
  secured,
  specOf,
} from '../../test/attempts.ts';
import type { SaslMechanism } from '../sasl/index.ts';
import { Secret } from '../secret.ts';
import { base64Encode, utf8Encode } from '../wire/bytes.ts';
import type { Login } from './types.ts';

const told = (login: Login): Happening => ({ type: 'told', word: 'proceed', login });
const code = (text: string): string => base64Encode(utf8Encode(text));
const TOKEN: Login = { credentials: { user: 'tim@example.test', token: new Secret('ya29.token') }, nonce: 'n' };

/** A verified route that offers one mechanism, told to go on. */
function loggingIn(mechanism: SaslMechanism, login: Login = LOGIN): Played {
  const offers = line(`250-mail.example.test\r\n250 AUTH ${mechanism}`);
  const spec = specOf({ mode: 'implicit-tls', mechanisms: [mechanism] });
  return play(spec, connected, secured, line('220 hi'), offers, told(login));
}

/** What was said after EHLO. */
const said = ({ wire }: Played): readonly string[] => wire.split('\r\n').slice(1, -1);

describe('LOGIN', () => {
  it.each(['334 VXNlcm5hbWU6', '334 ', '334', '334 Username:', '334-VXNlcm5hbWU6\r\n334 more'])(
    'answers the first prompt with the user and the second with the password: %j',
    (prompt) => {
      const played = loggingIn('LOGIN').feed(line(prompt), line('334 UGFzc3dvcmQ6'), line('235 ok'));
      expect(said(played)).toEqual(['AUTH LOGIN', code('tim@example.test'), code(CANARY), 'QUIT']);
      expect(played.result).toBe('ok goal');
    },
  );

  it('cancels at a third prompt, and says nothing more to a server that goes on asking', () => {
    const played = loggingIn('LOGIN').feed(line('334 '), line('334 '), line('334 '));
    expect(said(played).at(-1)).toBe('*');
    expect(played.feed(line('334 ')).attempt.status).toBe('ended');
    expect(said(played).filter((word) => word === '*')).toHaveLength(1);
    expect(played.result).toBe('failed auth sasl');
  });

  it('does not believe a success before the password', () => {
    const played = loggingIn('LOGIN').feed(line('334 '), line('235 welcome'));
    expect(played.result).toBe('failed auth sasl');
    expect(said(played)).toEqual(['AUTH LOGIN', code('tim@example.test'), 'QUIT']);
  });
});

describe('PLAIN', () => {
  it('sends the response with AUTH, and nothing to a server that asks once more', () => {
    const played = loggingIn('PLAIN').feed(line('334 '));
    expect(said(played)).toEqual([`AUTH PLAIN ${code(`\0tim@example.test\0${CANARY}`)}`, '*']);
    expect(played.feed(line('501 cancelled'), line('221 bye')).result).toBe('failed auth sasl');
    expect(played.verbs.at(-1)).toBe('QUIT');
  });

  it.each([340, 356, 357, 358, 400, 1_000])('keeps the AUTH line within 512 octets for a password of %d', (length) => {
    const login: Login = { ...LOGIN, credentials: { user: 'tim', password: new Secret('p'.repeat(length)) } };
    const played = loggingIn('PLAIN', login);
    for (const action of played.actions) {
      if (action.type === 'write' && !played.verbs.includes('CONTINUE'))
        expect(action.bytes.length).toBeLessThanOrEqual(512);
    }
    if (said(played)[0] === 'AUTH PLAIN') played.feed(line('334 '));
    const response = code(`\0tim\0${'p'.repeat(length)}`);
    expect(said(played).join(' ')).toBe(`AUTH PLAIN ${response}`);
    expect(played.feed(line('235 ok')).result).toBe('ok goal');
  });

  it('sends a response that did not fit even where the prompt is no base64', () => {
    const login: Login = { ...LOGIN, credentials: { user: 'tim', password: new Secret('p'.repeat(600)) } };
    const played = loggingIn('PLAIN', login).feed(line('334 go on'));
    expect(said(played)).toEqual(['AUTH PLAIN', code(`\0tim\0${'p'.repeat(600)}`)]);
  });

  it('does not start with a password that no server could take', () => {
    const login: Login = { ...LOGIN, credentials: { user: 'tim', password: new Secret('a\0b') } };
    const played = loggingIn('PLAIN', login);
    expect(said(played)).toEqual(['QUIT']);
    expect(played.result).toBe('failed auth sasl');
  });
});

describe('mechanisms with a challenge', () => {
  it('XOAUTH2 acknowledges an error in JSON and takes the refusal behind it', () => {
    const played = loggingIn('XOAUTH2', TOKEN).feed(line(`334 ${code('{"status":"401"}')}`), line('535 5.7.8 no'));
    expect(said(played).slice(1)).toEqual(['', 'QUIT']);
    expect(played.result).toBe('failed auth refused');
  });

  it.each<[SaslMechanism, string]>([
    ['CRAM-MD5', '334 '],
    ['CRAM-MD5', '334 not base64!'],
    ['SCRAM-SHA-256', '334 '],
    ['SCRAM-SHA-256', `334 ${code('r=other,s=AAAA,i=4096')}`],
    ['SCRAM-SHA-256', `334 ${code(`r=${LOGIN.nonce}x,s=AAAA,i=99999999`)}`],
  ])('%s cancels on %j', (mechanism, challenge) => {
    const played = loggingIn(mechanism).feed(line(challenge));
    expect(said(played).at(-1)).toBe('*');
    expect(played.feed(line('501 ok')).result).toBe('failed auth sasl');
  });

  it('SCRAM does not believe a server that cannot prove itself', () => {
    const first = line(`334 ${code(`r=${LOGIN.nonce}x,s=AAAAAAAA,i=4096`)}`);
    expect(loggingIn('SCRAM-SHA-256').feed(first, line('235 welcome')).result).toBe('failed auth sasl');
    expect(loggingIn('SCRAM-SHA-256').feed(first, line(`334 ${code('v=AAAA')}`), line('235 ok')).result).toBe(
      'failed auth sasl',
    );
  });
});

describe('the mechanism', () => {
  it('is the first of the wanted ones that the server offers', () => {
    const spec = specOf({ mode: 'implicit-tls', mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5'] });
    const played = play(
      spec,
      connected,
      secured,
      line('220 hi'),
      line('250-x\r\n250 auth cram-md5 login'),
      told(LOGIN),
    );
    expect(said(played)).toEqual(['AUTH LOGIN']);
  });
});
