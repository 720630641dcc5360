import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connected, type Happening, line, type Played, play, secured, specOf } from '../../test/attempts.ts';
import {
  artefacts,
  b64,
  CANARY,
  expectClean,
  login,
  needles,
  password,
  SHAPES,
  server,
  TOKEN,
  token,
  USER,
  waysToWrite,
} from '../../test/canary.ts';
import {
  answerSaslServer,
  type SaslCredentials,
  type SaslMechanism,
  type SaslServerExchange,
  startSaslServer,
} from '../sasl/index.ts';
import { Secret } from '../secret.ts';

describe('a secret that a server says back (SEC-20)', () => {
  const ways = Object.entries(waysToWrite(CANARY));
  it.each(Object.entries(SHAPES))('is nowhere in traces and reports after %s', (_, shape) => {
    for (const [, echo] of ways) {
      const atOnce = server('PLAIN', (_, turn) => (turn === 0 ? shape(echo) : '535 no'));
      const afterUser = server('LOGIN', (_, turn) =>
        turn < 2 ? '334 VXNlcm5hbWU6' : turn === 2 ? shape(echo) : '535 no',
      );
      const afterwards = server('PLAIN', (_, turn) => (turn === 0 ? '235 ok' : shape(echo)));
      for (const result of [
        login(password, 'PLAIN', atOnce),
        login(password, 'LOGIN', afterUser),
        login(password, 'PLAIN', afterwards),
      ]) {
        expect(result.heard.some(({ line: said, secured: isSecured }) => isSecured && said.startsWith('AUTH'))).toBe(
          true,
        );
        expectClean(artefacts(result), needles(CANARY));
      }
    }
  });

  it.each(['XOAUTH2', 'OAUTHBEARER'] as const)('is nowhere when %s is refused with the token in JSON', (mechanism) => {
    for (const echo of Object.values(waysToWrite(TOKEN))) {
      const error = `334 ${b64(JSON.stringify({ status: '401', scope: echo }))}`;
      const result = login(
        token,
        mechanism,
        server(mechanism, (_, turn) => (turn === 0 ? error : `535 5.7.8 ${echo}`)),
      );
      expectClean(artefacts(result), needles(TOKEN));
    }
  });

  it('is nowhere when the line of the login itself is said back, whatever the mechanism', () => {
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'XOAUTH2'] as const) {
      const heard: string[] = [];
      const answer = (text: string, turn: number): string => {
        heard.push(text.replace(/^AUTH \S+ ?/, ''));
        const nonce = mechanism.startsWith('SCRAM')
          ? b64('r=fyko+d2lbbFgONRv9qkxdawLx,s=c2FsdHNhbHQ=,i=4096')
          : b64('<1.2@x>');
        return turn === 0 && mechanism !== 'PLAIN' ? `334 ${nonce}` : `500 5.5.2 what is "${heard.at(-1)}"?`;
      };
      const result = login(mechanism === 'XOAUTH2' ? token : password, mechanism, server(mechanism, answer));
      const proofs = heard
        .slice(1)
        .filter((text) => text.length > 12)
        .flatMap((text) => [text, Buffer.from(text, 'base64').toString().split(/ |,p=/).at(-1) ?? text]);
      expect(heard.length).toBeGreaterThan(0);
      expectClean(artefacts(result), [
        ...needles(CANARY),
        ...needles(TOKEN),
        ...proofs.filter((text) => !text.includes(USER) && text.length > 12),
      ]);
    }
  });

  it.each(['challenge', 'success'] as const)(
    'is not to be guessed from the signature of a SCRAM server in a %s',
    (serverFinal) => {
      let exchange: SaslServerExchange | null = null;
      const final: string[] = [];
      const lookup = (user: string): Secret | null => (user === USER ? new Secret(CANARY) : null);
      const context = { nonce: 'servernonce', salt: new Uint8Array(8).fill(7), iterations: 4_096, serverFinal };
      const result = login(
        password,
        'SCRAM-SHA-256',
        server('SCRAM-SHA-256', (text) => {
          if (text === 'QUIT') return '221 bye';
          const data = Buffer.from(text.split(' ').at(-1) ?? '', 'base64');
          const taken = answerSaslServer(exchange ?? startSaslServer('SCRAM-SHA-256', lookup, context).exchange, data);
          if (taken.kind === 'rejected') return '535 no';
          const reply = taken.kind === 'challenge' ? taken.challenge : (taken.finalData ?? Buffer.from(''));
          if (exchange !== null) final.push(Buffer.from(reply).toString());
          if (taken.kind === 'challenge') exchange = taken.exchange;
          return `${taken.kind === 'challenge' ? '334' : '235'} ${Buffer.from(reply).toString('base64')}`;
        }),
      );
      const signature = final.find((text) => text.startsWith('v='))?.slice(2) ?? 'none';
      expect(
        result.traces.some(
          ({ events }) => events.at(-1)?.type === 'ended' && JSON.stringify(events).includes('"goal"'),
        ),
      ).toBe(true);
      expect(signature).toMatch(/^[\w+/]{43}=$/);
      expectClean(artefacts(result), [signature, b64(`v=${signature}`), b64(signature)]);
    },
  );
});

describe('a secret under way', () => {
  const offers = line('250-x\r\n250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256');

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'] as const)(
    'is in no state of an attempt with %s that one could print',
    (mechanism) => {
      const told: Happening = { type: 'told', word: 'proceed', login: { credentials: password, nonce: 'abc' } };
      const played: Played = play(
        specOf({ mode: 'implicit-tls', mechanisms: [mechanism] }),
        connected,
        secured,
        line('220 hi'),
        offers,
      );
      const challenge = b64('r=abcdef,s=c2FsdHNhbHQ=,i=4096');
      for (const happening of [told, line(`334 ${challenge}`), line(`334 ${challenge}`), line('535 no')]) {
        played.feed(happening);
        const { attempt, events } = played;
        expectClean(
          [JSON.stringify([attempt, events]), inspect([attempt, events], { depth: 99, showHidden: true })],
          needles(CANARY),
        );
      }
    },
  );

  it('is dropped when the attempt ends', () => {
    const told: Happening = { type: 'told', word: 'proceed', login: { credentials: password, nonce: 'abc' } };
    const played = play(
      specOf({ mode: 'implicit-tls' }),
      connected,
      secured,
      line('220 hi'),
      offers,
      told,
      line('535 no'),
      line('221 bye'),
    );
    expect(played.attempt.login).toBeNull();
  });

  it('is in no error that a mistake of the caller throws', () => {
    const mistakes: readonly (() => unknown)[] = [
      () => playLogin('PLAIN', { credentials: token, nonce: 'abc' }),
      () => playLogin('XOAUTH2', { credentials: password, nonce: 'abc' }),
      () => playLogin('SCRAM-SHA-256', { credentials: password, nonce: 'not,good' }),
    ];
    for (const mistake of mistakes) {
      try {
        mistake();
        expect.unreachable();
      } catch (error) {
        expectClean(
          [inspect(error, { depth: 9, showHidden: true }), `${(error as Error).stack}`],
          [...needles(CANARY), ...needles(TOKEN)],
        );
      }
    }
  });

  function playLogin(
    mechanism: SaslMechanism,
    details: { readonly credentials: SaslCredentials; readonly nonce: string },
  ): Played {
    const told: Happening = { type: 'told', word: 'proceed', login: details };
    const spec = specOf({ mode: 'implicit-tls', mechanisms: [mechanism] });
    return play(spec, connected, secured, line('220 hi'), line(`250-x\r\n250 AUTH ${mechanism}`), told);
  }
});
