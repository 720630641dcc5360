import { startMockServer } from '@smtp-triage/mock-server';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import '@smtp-triage/mock-server/vitest';

test('the welcome mail goes out, and encrypted', async () => {
  await using smtp = await startMockServer();
  const mailer = createTransport({
    host: smtp.host,
    port: smtp.ports['submission'] ?? 0,
    requireTLS: true,
    tls: { ca: smtp.ca.certPem },
    auth: { user: 'ann', pass: 'correct horse battery staple' },
  });
  await mailer.sendMail({ from: 'shop@example.test', to: 'bob@example.test', subject: 'Welcome, Bob', text: 'Hello!' });

  const mail = await smtp.messages.next({ to: 'bob@example.test' });
  expect(mail).toHaveSubject(/welcome/i);
  expect((await mail.parsed()).text).toBe('Hello!\n');
  expect(smtp).toHaveSession({ tls: 'TLSv1.3', auth: 'PLAIN', credentialsInClear: false });
});
