import { describe, expect, it } from 'vitest';
import {
  bytes,
  connected,
  type Happening,
  line,
  type Played,
  play,
  proceed,
  secured,
  specOf,
} from '../../test/attempts.ts';
import { ascii } from '../wire/bytes.ts';

const GREETING = line('220 mail.example.test ESMTP');
const OFFERS = line('250-mail.example.test\r\n250 STARTTLS');
const UP_TO_STARTTLS = [connected, GREETING, OFFERS];
const INJECTED = '250-AUTH PLAIN\r\n250 trust me\r\n';

const received = ({ events }: Played): string =>
  events.map((event) => (event.type === 'received' ? (event.bytes.text ?? event.bytes.base64) : '')).join('');

function expectRefused(played: Played, evidence: string): void {
  expect(played.result).toBe('failed starttls injected-bytes');
  expect(played.attempt.status).toBe('ended');
  expect(played.verbs).toEqual(['EHLO', 'STARTTLS']);
  expect(received(played)).toBe(evidence);
  expect(played.actions.at(-1)).toEqual({ type: 'close', how: 'destroy' });
}

describe('bytes between the 220 and the handshake (SEC-18)', () => {
  it.each(['x', '250 ok\r\n', INJECTED, '250-open\r\n', '\r\n', '\0'])(
    'end the attempt in the same segment: %j',
    (extra) => {
      const played = play(specOf(), ...UP_TO_STARTTLS, bytes(`220 go ahead\r\n${extra}`));
      expectRefused(played, extra === '\0' ? 'AA==' : extra);
      expect(played.actions.some(({ type }) => type === 'secure')).toBe(false);
    },
  );

  it('end it in a segment of their own', () => {
    expectRefused(play(specOf(), ...UP_TO_STARTTLS, line('220 go ahead'), bytes(INJECTED)), INJECTED);
  });

  it('end it byte by byte, at the first that is too many', () => {
    const single = Array.from(`220 go ahead\r\n${INJECTED}`, bytes);
    expectRefused(play(specOf(), ...UP_TO_STARTTLS, ...single), '2');
  });

  it('end it at every cut of what was injected', () => {
    const text = `220 go ahead\r\n${INJECTED}`;
    for (let cut = 1; cut < text.length; cut++) {
      const played = play(specOf(), ...UP_TO_STARTTLS, bytes(text.slice(0, cut)), bytes(text.slice(cut)));
      expect(played.result).toBe('failed starttls injected-bytes');
      expect(received(played).startsWith('2')).toBe(true);
    }
  });

  it('end it when the 220 comes before it was asked for, with more behind it', () => {
    const played = play(specOf(), connected, GREETING, bytes(`250-a\r\n250 STARTTLS\r\n220 go\r\n${INJECTED}`));
    expectRefused(played, INJECTED);
  });

  it('are a failed handshake when they are a TLS alert', () => {
    const alert = ascii('\u0015\u0003\u0003\u0000\u0002\u0002\u0050');
    const together: Happening = { type: 'bytes', chunk: Uint8Array.of(...ascii('220 go ahead\r\n'), ...alert) };
    for (const happenings of [[together], [line('220 go ahead'), { type: 'bytes', chunk: alert } as const]]) {
      const played = play(specOf(), ...UP_TO_STARTTLS, ...happenings);
      expect(played.result).toBe('failed tls not-secured');
      expect(played.events).toContainEqual(
        expect.objectContaining({ failure: expect.objectContaining({ alert: 80 }) }),
      );
    }
  });
});

describe('what was learned before TLS', () => {
  it('is forgotten: offers, half replies, and the greeting’s manners', () => {
    const played = play(
      specOf(),
      connected,
      GREETING,
      line('250-mail.example.test\r\n250-AUTH PLAIN\r\n250 STARTTLS'),
      line('220 go ahead'),
      secured,
    );
    expect(played.attempt.offers.auth).toEqual([]);
    expect(played.attempt.session).toMatchObject({ tls: true, authenticated: false, offers: [] });
    expect(played.feed(line('250 mail.example.test')).result).toBe('failed auth not-offered');
  });

  it('does not help a second STARTTLS offer inside TLS: it is not taken', () => {
    const offers = line('250-mail.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN');
    const played = play(specOf(), ...UP_TO_STARTTLS, line('220 go'), secured, offers, proceed);
    expect(played.verbs).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'AUTH']);
  });
});

describe('a server that greets while the handshake is due', () => {
  it('leaves its words in the trace, unread', () => {
    const played = play(specOf({ mode: 'implicit-tls' }), connected, GREETING);
    expect(received(played)).toBe('220 mail.example.test ESMTP\r\n');
    expect(played.attempt.session).toMatchObject({ phase: 'secure', tls: false });
    expect(played.attempt.status).toBe('securing');
  });
});
