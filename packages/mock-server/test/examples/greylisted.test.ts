import { at, startMockServer } from '@smtp-triage/mock-server';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import '@smtp-triage/mock-server/vitest';

test('exactly this fails, exactly twice, and then it works', async () => {
  await using smtp = await startMockServer({
    listeners: { relay: 'cleartext' },
    policy: { login: 'never' },
    rules: [
      at('rcpt', { to: /@slow\.test$/ })
        .reply(450, '4.2.0', 'greylisted')
        .times(2),
    ],
  });
  const mailer = createTransport({ host: smtp.host, port: smtp.ports['relay'] ?? 0 });
  const send = () => mailer.sendMail({ from: 'ann@example.test', to: 'bob@slow.test', text: 'Hello!' });
  await expect(send()).rejects.toMatchObject({ responseCode: 450 });
  await expect(send()).rejects.toMatchObject({ responseCode: 450 });
  await send();

  expect(smtp).toHaveReceivedMailTimes(1, { to: 'bob@slow.test' });
  expect(smtp.pendingRules()).toEqual([]);
  expect(await smtp.sessions.next({ messages: 1 })).toMatchTranscript(`
    …
    C: MAIL FROM:<ann@example.test>
    S: 250 2.1.0 Sender ok
    C: RCPT TO:<bob@slow.test>
    S: 250 2.1.5 Recipient ok
    …
  `);
});
