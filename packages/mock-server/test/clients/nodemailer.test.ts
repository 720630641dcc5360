import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_USER, type RunningPreset, startPreset } from '../../src/index.ts';
import '../../src/matchers/vitest.ts';

const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const;
const { user, password, token = '' } = DEFAULT_USER;
let smtp: RunningPreset;
beforeAll(async () => {
  smtp = await startPreset('healthy', { mechanisms: MECHANISMS });
});
afterAll(() => smtp.close());

function transport(port: 587 | 465, mechanism: (typeof MECHANISMS)[number], secret = password) {
  return createTransport({
    host: '127.0.0.1',
    port: smtp.portMap.get(port) ?? 0,
    secure: port === 465,
    requireTLS: true,
    tls: { ca: smtp.ca.certPem, servername: 'mail.example.test' },
    ...(mechanism === 'XOAUTH2'
      ? { auth: { type: 'OAuth2', user, accessToken: token } }
      : { auth: { user, pass: secret }, authMethod: mechanism }),
  });
}

describe.each(MECHANISMS)('nodemailer with %s', (mechanism) => {
  it.each([587, 465] as const)('sends through port %i of the healthy preset', async (port) => {
    const to = `${mechanism.toLowerCase()}-${port}@example.test`;
    await transport(port, mechanism).sendMail({ from: 'ann@example.test', to, subject: 'Grüße', text: 'Hällo' });
    const mail = await smtp.messages.next({ to });
    expect(mail).toHaveSubject('Grüße');
    expect((await mail.parsed()).text?.trim()).toBe('Hällo');
    const session = await smtp.sessions.next({ auth: mechanism, messages: 1, commands: [`RCPT TO:<${to}>`] });
    expect(session).toHaveSession({ tls: 'TLSv1.3', user, credentialsInClear: false });
    expect(session).toHaveSeenCommands([
      'EHLO',
      ...(port === 587 ? ['STARTTLS', 'EHLO'] : []),
      'AUTH',
      'MAIL',
      'RCPT',
      'DATA',
    ]);
    expect(smtp.sessions.faults().filter(({ what }) => what !== 'no-quit')).toEqual([]);
  });
});

it.each(MECHANISMS.slice(0, 3))('nodemailer hears of a wrong password with %s', async (mechanism) => {
  const wrong = transport(587, mechanism, 'wrong').sendMail({ from: 'ann@example.test', to: 'bob@example.test' });
  await expect(wrong).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  expect(smtp.sessions.at(-1)).toHaveSession({ user: null, auth: mechanism });
});
