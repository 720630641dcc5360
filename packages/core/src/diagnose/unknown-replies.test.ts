import { describe, expect, it } from 'vitest';
import { at, REFUSED, saying } from '../../test/cases/case.ts';
import { request, run } from '../../test/world.ts';
import type { Code } from '../catalogue/causes.ts';
import { meaningOf } from '../catalogue/replies/meaning.ts';
import { explainError } from '../explain/index.ts';
import { reportOf } from '../report/report.ts';
import { Secret } from '../secret.ts';
import type { Stage } from '../trace/types.ts';
import type { Finding } from './types.ts';

type Place = 'greeting' | 'EHLO' | 'tls EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | '.';
const STAGES: Readonly<Record<Place, Stage>> = {
  greeting: 'greeting',
  EHLO: 'ehlo',
  'tls EHLO': 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'envelope',
  RCPT: 'envelope',
  DATA: 'data',
  '.': 'data',
};
const credentials = { user: 'ann@example.test', password: new Secret('correct horse') };
const envelope = { from: 'ann@example.test', to: 'bob@elsewhere.test', size: null, message: 'x\r\n' };

/** The first finding where a server answers so, in words that nobody has seen before; `anonymous`: nobody logs in. */
function found(place: Place, reply: string, anonymous = false): Finding | undefined {
  const changes = { x: null, ...(place === 'EHLO' ? { EHLO: reply, HELO: reply } : { [place]: reply }) };
  const server = place === 'greeting' ? { greeting: reply } : saying(changes);
  const world = at({ 587: server, 465: REFUSED, 2525: REFUSED, 25: REFUSED });
  const asked = request({ envelope, ...(anonymous ? {} : { credentials }) });
  return reportOf(run(world, asked).triaged).findings.find(({ severity }) => severity === 'error');
}

const UNKNOWN: readonly (readonly [place: Place, reply: string, code: Code, means: string])[] = [
  ['greeting', '450 4.3.2 Wartungsarbeiten', 'greeting-busy', 'The code 4.3.2 stands for: The host takes no mail; try'],
  ['greeting', '554 5.7.25 Kein Zutritt', 'greeting-rejected', 'no matching reverse DNS name.'],
  ['greeting', '521 Geschlossen', 'greeting-rejected', 'The code 521 stands for: This host takes no mail at all.'],
  ['EHLO', '550 5.7.1 Unbekannter Name', 'ehlo-rejected', 'The code 5.7.1 stands for'],
  ['EHLO', '451 Datenbank weg', 'server-fault', 'has a fault of its own for now'],
  ['EHLO', '450 Heute nicht', 'greeting-busy', 'The code 450 stands for'],
  ['STARTTLS', '454 4.7.0 Zertifikat fehlt', 'starttls-refused', 'cannot start TLS at the moment'],
  ['STARTTLS', '501 5.5.4 Kein Parameter', 'starttls-refused', 'The code 5.5.4 stands for'],
  ['STARTTLS', '550 Nein', 'starttls-refused', 'The code 550 stands for'],
  ['AUTH', '535 5.7.8 Falsch', 'auth-credentials-rejected', 'User name or password was not accepted.'],
  ['AUTH', '535 Falsch', 'auth-credentials-rejected', 'The code 535 stands for'],
  ['AUTH', '550 5.7.8 Falsch', 'auth-credentials-rejected', 'The code 5.7.8 stands for'],
  ['AUTH', '525 5.7.13 Konto gesperrt', 'auth-account-locked', 'The account is switched off.'],
  ['AUTH', '554 5.7.13 Konto gesperrt', 'auth-account-locked', 'The account is switched off.'],
  ['AUTH', '534 5.7.9 Zu schwach', 'auth-mechanism-unsupported', 'The login method is too weak'],
  ['AUTH', '504 5.5.4 Kenne ich nicht', 'auth-mechanism-unsupported', 'The code 5.5.4 stands for'],
  ['AUTH', '502 Gibt es nicht', 'auth-mechanism-unsupported', 'does not have this command'],
  ['AUTH', '432 4.7.12 Erst einmal PLAIN', 'auth-mechanism-unsupported', 'must log in once with the method PLAIN'],
  ['AUTH', '432 4.3.2 Zu viele Verbindungen', 'auth-temporarily-unavailable', 'The code 4.3.2 stands for'],
  ['AUTH', '454 4.7.0 Verzeichnis weg', 'auth-temporarily-unavailable', 'cannot check logins at the moment'],
  ['AUTH', '451 4.4.3 Verzeichnis weg', 'auth-temporarily-unavailable', 'could not look up the route'],
  ['AUTH', '550 5.7.1 Nein', 'auth-credentials-rejected', 'The code 5.7.1 stands for'],
  ['MAIL', '554 5.3.4 Nachricht zu groß', 'message-too-large', 'The message is larger than the mail system takes.'],
  ['MAIL', '552 Nachricht zu groß', 'message-too-large', 'The message is too large, or the storage is full.'],
  ['MAIL', '550 5.1.8 Absender gibt es nicht', 'sender-not-permitted', 'The domain of the sender does not exist'],
  ['MAIL', '553 Absender nicht erlaubt', 'sender-not-permitted', 'does not allow this sender'],
  ['MAIL', '451 4.4.2 Leitung weg', 'server-fault', 'The code 4.4.2 stands for: The connection broke or timed out;'],
  ['MAIL', '452 Voll', 'server-fault', 'no space left for now'],
  ['MAIL', '550 5.7.1 Nein', 'policy-rejected', 'You may not send this mail this way.'],
  ['MAIL', '503 Falsche Reihenfolge', 'protocol-violation', 'The command came out of turn.'],
  ['MAIL', '500 5.5.2 Wie bitte', 'protocol-violation', 'The server could not read the command.'],
  ['RCPT', '550 5.1.1 Unbekannt verzogen', 'recipient-unknown', 'The recipient does not exist at that domain.'],
  ['RCPT', '550 5.2.1 Stillgelegt', 'recipient-unknown', 'The mailbox is switched off.'],
  ['RCPT', '556 Nimmt nichts an', 'recipient-unknown', 'The domain of the recipient takes no mail.'],
  ['RCPT', '552 5.2.2 Postfach ist voll', 'policy-rejected', 'The mailbox is full.'],
  ['RCPT', '452 4.5.3 Zu viele', 'rate-limited', 'more recipients than the server takes at once'],
  ['RCPT', '450 4.7.28 Zu viele', 'rate-limited', 'The server sees a flood of mail'],
  ['RCPT', '450 4.2.1 Nicht jetzt', 'greylisted', 'The mailbox is switched off; trying again later may work.'],
  ['RCPT', '450 Nicht jetzt', 'greylisted', 'does not take this recipient for now'],
  ['RCPT', '551 Nicht hier', 'recipient-relay-denied', 'it does not pass mail on'],
  ['RCPT', '571 Nein', 'policy-rejected', 'The code 571 stands for: Refused.'],
  ['DATA', '451 4.3.0 Platte kaputt', 'server-fault', 'The code 451 stands for'],
  ['DATA', '554 5.3.5 Falsch eingerichtet', 'server-fault', 'The mail system is not set up correctly.'],
  ['.', '550 5.7.20 Unterschrift fehlt', 'content-rejected', 'The message has no valid DKIM signature.'],
  ['.', '554 5.6.0 Inhalt nein', 'content-rejected', 'The code 554 stands for: The server refuses the message.'],
  ['.', '554 5.3.4 Zu groß', 'message-too-large', 'The code 5.3.4 stands for'],
  ['.', '554 Nein', 'policy-rejected', 'The server refuses the message.'],
];

describe('a reply that nobody has seen before', () => {
  it.each(UNKNOWN)('at %s: %s is %s', (place, reply, code, means) => {
    const finding = found(place, reply);
    expect({ code: finding?.code, stage: finding?.stage }).toEqual({ code, stage: STAGES[place] });
    expect(finding?.cause).toContain(means);
    expect(finding?.cause).toContain(reply);
    expect(finding?.evidence[0].quote).toBe(reply);
    expect(finding?.fix.length).toBeGreaterThan(0);
  });

  it.each(UNKNOWN)('at %s: %s is indeed unknown', (place, reply) => {
    const [, number, enhanced = null, ...words] = /^(\d{3}) (?:(\d\.\d+\.\d+) )?(.*)$/.exec(reply) ?? [];
    const asked = { stage: STAGES[place], code: Number(number), enhanced, lines: words, host: null, greeting: null };
    expect(meaningOf(asked)?.specific ?? false).toBe(false);
  });
});

describe('the codes', () => {
  it('count before the words: 5.1.1 is about the recipient, whatever else is said', () => {
    expect(found('.', '554 5.1.1 some content')?.code).toBe('recipient-unknown');
    expect(found('.', '554 5.1.9 some content')?.code).toBe('content-rejected');
    expect(found('RCPT', '552 5.3.4 try again later')?.code).toBe('message-too-large');
  });

  it('of an address count only where one was named', () => {
    expect(found('AUTH', '503 5.1.1 whoever')?.code).toBe('auth-credentials-rejected');
    expect(found('AUTH', '553 5.1.8 whoever')?.title).not.toContain('{');
  });

  it('count only with the class of the reply: 550 4.1.1 is no recipient that will come', () => {
    expect(found('RCPT', '550 4.1.1 hm')?.code).toBe('policy-rejected');
  });

  it('of TLS are not said to somebody who has it', () => {
    for (const reply of [
      found('MAIL', '523 5.7.10 Nur verschlüsselt'),
      found('AUTH', '538 5.7.11 Nur verschlüsselt'),
    ]) {
      expect(reply).toMatchObject({ code: 'protocol-violation', confidence: 'likely', blame: 'server' });
      expect(reply?.fix.join(' ')).toContain('something in front of it (stunnel, a load balancer) ends TLS');
    }
  });

  it('of TLS are believed without it', () => {
    const asked = request({ settings: { port: 587, mode: 'cleartext' }, only: true, envelope });
    const world = at({ 587: saying({ MAIL: '523 5.7.10 Nur verschlüsselt' }) });
    const [first] = reportOf(run(world, asked).triaged).findings;
    expect(first).toMatchObject({ code: 'auth-requires-tls', confidence: 'certain' });
    expect(first?.evidence[0].quote).toBe('523 5.7.10 Nur verschlüsselt');
  });

  it('of a login that is missing are read by whether there was one', () => {
    expect(found('RCPT', '550 5.7.1 Nein', true)?.code).toBe('submission-requires-auth');
    expect(found('MAIL', '530 5.7.0 Nein', true)?.code).toBe('submission-requires-auth');
  });
});

describe('a 421 that answers nothing', () => {
  const OFFERS = '250-mail.example.test\r\n250 AUTH PLAIN';
  /** While the route waits for the word to log in. */
  const held = (reply: string): Finding | undefined => found('tls EHLO', `${OFFERS}\r\n${reply}`);

  it('says that the server waited in vain, where it says so', () => {
    expect(held('421 4.4.2 mail.example.test Error: timeout exceeded')).toMatchObject({
      code: 'reply-timeout',
      stage: 'auth',
    });
  });

  it('is a refusal for now, where it says anything else', () => {
    expect(held('421 4.3.2 Wartung')).toMatchObject({ code: 'greeting-busy', stage: 'auth' });
    expect(held('421 4.3.2 Wartung')?.cause).toContain('no command of ours');
  });

  it('is a refusal for now, whatever its words, where it does answer something', () => {
    expect(found('EHLO', '421 4.4.2 mail.example.test Error: timeout exceeded')?.code).toBe('greeting-busy');
  });
});

describe('explained without a run, such a reply', () => {
  it.each([
    ['554 5.3.4 Nachricht zu groß', 'message-too-large', 'larger than the mail system takes'],
    ['523 5.7.10 Nur verschlüsselt', 'auth-requires-tls', 'The server wants encryption first.'],
    ['550 5.7.1 Darf nicht', 'policy-rejected', 'You may not send this mail this way.'],
    ['550 5.1.1 Unbekannt', 'recipient-unknown', 'The recipient does not exist'],
    ['451 4.4.2 Leitung weg', 'greylisted', 'The connection broke or timed out'],
    ['525 5.7.13 Konto gesperrt', 'auth-account-locked', 'The account is switched off.'],
    ['450 4.7.28 Zu viele', 'rate-limited', 'The server sees a flood of mail'],
  ])('%s is %s, with what its code stands for', (reply, code, means) => {
    const [first] = explainError(reply);
    expect(first?.code).toBe(code);
    expect(first?.cause).toContain(means);
    expect(first?.because).toContain(reply.slice(4));
  });

  it('is about the client, where the server complains of it', () => {
    const [order] = explainError('503 5.5.1 Error: send HELO/EHLO first');
    expect(order).toMatchObject({ code: 'protocol-violation', blame: 'client', confidence: 'certain' });
    const [waited] = explainError('421 4.4.2 mail.example.test Error: timeout exceeded');
    expect(waited).toMatchObject({ code: 'reply-timeout', blame: 'client' });
  });
});
