import { bad, good, type LintRow } from './row.ts';

/** Settings of JavaScript programs. */
export const JAVASCRIPT: readonly LintRow[] = [
  good(
    'nodemailer',
    'Gmail on 465',
    `const transporter = nodemailer.createTransport({
  host: "smtp.gmail.com",
  port: 465,
  secure: true, // true for port 465, false for other ports
  auth: { user: "ann@gmail.com", pass: "abcd efgh ijkl mnop" },
});`,
  ),
  good(
    'nodemailer',
    '587 with STARTTLS required',
    `nodemailer.createTransport({ host: 'smtp.example.com', port: 587, secure: false, requireTLS: true, auth: { user: 'ann', pass: 'secret-word-1' } })`,
  ),
  good(
    'nodemailer',
    'a preset instead of a host',
    `createTransport({ service: 'gmail', auth: { user: 'ann@gmail.com', pass: 'abcdefghijklmnop' } })`,
  ),
  good(
    'nodemailer',
    'everything from the environment',
    `nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT),
  secure: process.env.SMTP_SECURE === 'true',
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});`,
  ),
  good(
    'nodemailer',
    'Mailpit beside it',
    `createTransport({ host: 'localhost', port: 1025, secure: false, ignoreTLS: true })`,
  ),
  good(
    'nodemailer',
    'MailHog in a container',
    `createTransport({ host: 'mailhog', port: 1025, ignoreTLS: true, auth: { user: 'a', pass: 'b1-xyzzy' } })`,
  ),
  good('nodemailer', 'the relay of the house', `createTransport({ host: '10.0.0.25', port: 25, secure: false })`),
  good(
    'nodemailer',
    'Amazon SES',
    `createTransport({ host: 'email-smtp.eu-west-1.amazonaws.com', port: 465, secure: true, auth: { user: 'AKIAXXXXXXXXEXAMPLE', pass: 'wJalrXUtnFEMI-EXAMPLE' } })`,
  ),
  good(
    'nodemailer',
    'Office 365',
    `createTransport({ host: 'smtp.office365.com', port: 587, secure: false, requireTLS: true, auth: { user: 'ann@example.com', pass: 'x-secret-y' } })`,
  ),
  good(
    'nodemailer',
    'SendGrid',
    `createTransport({ host: 'smtp.sendgrid.net', port: 587, requireTLS: true, auth: { user: 'apikey', pass: process.env.SENDGRID_API_KEY } })`,
  ),
  good(
    'nodemailer',
    'OAuth, so no password',
    `createTransport({
  host: 'smtp.gmail.com',
  port: 465,
  secure: true,
  auth: { type: 'OAuth2', user: 'ann@gmail.com', clientId: 'id.apps.example', refreshToken: process.env.TOKEN },
})`,
  ),
  bad(
    'nodemailer',
    'implicit TLS on 587',
    `nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 587,
  secure: true,
  auth: { user: 'ann@gmail.com', pass: 'abcd efgh ijkl mnop' },
});`,
    'settings-mode-mismatch@4',
  ),
  bad(
    'nodemailer',
    'waits for a greeting on 465',
    `nodemailer.createTransport({
  host: 'smtp.example.com',
  port: 465,
  secure: false,
});`,
    'settings-mode-mismatch@4',
  ),
  bad(
    'nodemailer',
    '465 at Office 365, which serves no 465',
    `createTransport({ host: 'smtp.office365.com', port: 465, secure: true })`,
    'port-not-offered@1',
  ),
  bad(
    'nodemailer',
    'the MX of Google',
    `createTransport({ host: 'aspmx.l.google.com', port: 587, requireTLS: true, auth: { user: 'ann@example.com', pass: 'q-secret-q' } })`,
    'settings-host-not-submission@1',
  ),
  bad(
    'nodemailer',
    'the IMAP port',
    `createTransport({ host: 'smtp.example.com', port: 993, secure: true })`,
    'settings-port-invalid@1',
  ),
  bad(
    'nodemailer',
    'certificates unchecked',
    `createTransport({
  host: 'smtp.example.com',
  port: 587,
  requireTLS: true,
  tls: {
    rejectUnauthorized: false,
  },
})`,
    'settings-verification-off@6',
  ),
  good(
    'nodemailer',
    'certificates unchecked on this machine',
    `createTransport({ host: '127.0.0.1', port: 1025, requireTLS: true, tls: { rejectUnauthorized: false } })`,
  ),
  bad(
    'nodemailer',
    'no host',
    `createTransport({ port: 587, auth: { user: 'ann@gmail.com', pass: 'k-secret-k' } })`,
    'settings-host-missing',
  ),
  bad(
    'nodemailer',
    'the port inside of the host',
    `createTransport({ host: 'smtp.example.com:587', secure: false, requireTLS: true })`,
    'settings-host-invalid@1',
  ),
  bad(
    'nodemailer',
    'a URL for a host',
    `createTransport({ host: 'smtp://smtp.example.com', port: 587, requireTLS: true })`,
    'settings-host-invalid@1',
  ),
  bad(
    'nodemailer',
    'port 25 with a login',
    `createTransport({ host: 'smtp.example.com', port: 25, requireTLS: true, auth: { user: 'ann', pass: 'z-secret-z' } })`,
    'submission-on-relay-port@1',
  ),
  bad(
    'nodemailer',
    'a login in the clear',
    `createTransport({ host: 'smtp.example.com', port: 587, ignoreTLS: true, auth: { user: 'ann', pass: 'z-secret-z' } })`,
    'settings-cleartext-login@1',
  ),
  bad(
    'nodemailer',
    "SendGrid with one's own address",
    `createTransport({ host: 'smtp.sendgrid.net', port: 465, secure: true, auth: { user: 'ann@example.com', pass: 'z-secret-z' } })`,
    'settings-user-wrong@1',
  ),
  bad(
    'nodemailer',
    'EHLO localhost',
    `createTransport({ host: 'smtp-relay.gmail.com', port: 587, requireTLS: true, name: 'localhost' })`,
    'settings-ehlo-localhost@1',
  ),
  bad(
    'nodemailer',
    'an old TLS version',
    `createTransport({ host: 'smtp.example.com', port: 465, secure: true, tls: { minVersion: 'TLSv1' } })`,
    'settings-tls-outdated@1',
  ),
  bad(
    'nodemailer',
    'false as a text',
    `createTransport({ host: 'smtp.example.com', port: 587, secure: 'false' })`,
    'settings-string-as-boolean@1',
  ),
  bad(
    'nodemailer',
    'a boolean straight from the environment',
    `createTransport({
  host: 'smtp.example.com',
  port: 465,
  secure: process.env.SMTP_SECURE,
})`,
    'settings-string-as-boolean@4',
  ),
  good(
    'nestjs',
    '465',
    `MailerModule.forRoot({
  transport: {
    host: 'smtp.example.com',
    port: 465,
    secure: true,
    auth: { user: 'ann', pass: process.env.SMTP_PASSWORD },
  },
}),`,
  ),
  bad(
    'nestjs',
    'secure on 587',
    `MailerModule.forRoot({
  transport: {
    host: 'smtp.example.com',
    port: 587,
    secure: true,
  },
}),`,
    'settings-mode-mismatch@5',
  ),
  good(
    'strapi',
    'by the environment',
    `module.exports = ({ env }) => ({
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: {
        host: env('SMTP_HOST', 'smtp.example.com'),
        port: env('SMTP_PORT', 587),
        auth: { user: env('SMTP_USERNAME'), pass: env('SMTP_PASSWORD') },
      },
    },
  },
});`,
  ),
  bad(
    'strapi',
    'secure on 587',
    `module.exports = {
  email: {
    config: {
      provider: 'nodemailer',
      providerOptions: {
        host: 'smtp.example.com',
        port: 587,
        secure: true,
      },
    },
  },
};`,
    'settings-mode-mismatch@8',
  ),
  good(
    'directus',
    '587',
    `EMAIL_TRANSPORT="smtp"
EMAIL_SMTP_HOST="smtp.example.com"
EMAIL_SMTP_PORT=587
EMAIL_SMTP_SECURE=false
EMAIL_SMTP_USER="ann"
EMAIL_SMTP_PASSWORD="s3cret#one"`,
  ),
  bad(
    'directus',
    'secure on 587',
    `EMAIL_TRANSPORT="smtp"
EMAIL_SMTP_HOST="smtp.example.com"
EMAIL_SMTP_PORT=587
EMAIL_SMTP_SECURE=true
EMAIL_SMTP_USER="ann"
EMAIL_SMTP_PASSWORD="s3cret#one"`,
    'settings-mode-mismatch@4',
  ),
  good(
    'env',
    'a plain .env',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_SECURE=false
SMTP_USER=ann
SMTP_PASS="s3cret#one"`,
  ),
  bad(
    'env',
    'secure on 587',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_SECURE=true
SMTP_USER=ann
SMTP_PASS="s3cret#one"`,
    'settings-mode-mismatch@3',
  ),
];
