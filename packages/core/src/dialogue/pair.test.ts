import { describe, expect, it } from 'vitest';
import { ENVELOPE, LOGIN, specOf } from '../../test/attempts.ts';
import { converse } from '../../test/table-server.ts';
import type { AttemptSpec } from '../attempt/types.ts';
import type { Session } from './step.ts';

const MESSAGE = { ...ENVELOPE, message: 'Subject: test\r\n\r\n.hello\r\n' };

const CASES: readonly (readonly [string, AttemptSpec])[] = [
  ['a login after STARTTLS', specOf()],
  ['a login with implicit TLS', specOf({ mode: 'implicit-tls' })],
  ['an envelope after a login', specOf({ goal: 'envelope', envelope: ENVELOPE })],
  ['a message after a login', specOf({ goal: 'data', envelope: MESSAGE })],
  [
    'an envelope without a login',
    specOf({ mode: 'implicit-tls', mechanisms: [], goal: 'envelope', envelope: ENVELOPE }),
  ],
  ['an envelope in cleartext', specOf({ mode: 'cleartext', mechanisms: [], goal: 'envelope', envelope: ENVELOPE })],
  ['TLS and no more', specOf({ goal: 'tls' })],
];

describe('client and server', () => {
  it.each(CASES)('hold the same session after every turn of %s', (_, spec) => {
    const turns: Session[] = [];
    const { attempt } = converse(spec, spec.mechanisms.length > 0 ? LOGIN : null, (client, server) => {
      expect(client).toEqual(server);
      turns.push(client);
    });
    expect(attempt.result).toEqual({ outcome: 'ok', failedAt: null, why: 'goal' });
    expect(turns.at(-1)?.pending).toBe('QUIT');
    expect(turns.some(({ tls }) => tls)).toBe(spec.route.mode !== 'cleartext');
  });
});
