import { good, type LintRow } from './row.ts';

const nodemailer = (name: string, options: string): LintRow =>
  good('nodemailer', name, `nodemailer.createTransport({ ${options} })`);

/** Settings that look wrong and are not. */
export const FALSE_ALARMS: readonly LintRow[] = [
  nodemailer('a name with the dot of the root', `host: 'smtp.example.com.', port: 587, requireTLS: true`),
  nodemailer('a name with letters beyond ASCII', `host: 'smtp.bücher.example', port: 587, requireTLS: true`),
  nodemailer('an IPv6 address', `host: '2001:db8::25', port: 465, secure: true`),
  nodemailer('an IPv6 address of the house, in the clear', `host: 'fd00::25', port: 25, ignoreTLS: true`),
  nodemailer('a service of Kubernetes', `host: 'mail.default.svc.cluster.local', port: 25, ignoreTLS: true`),
  nodemailer(
    'the host of a container',
    `host: 'host.docker.internal', port: 1025, auth: { user: 'a', pass: 'b-placeholder' }`,
  ),
  nodemailer(
    'Mailtrap, which delivers nothing, in the clear',
    `host: 'sandbox.smtp.mailtrap.io', port: 2525, ignoreTLS: true, auth: { user: 'a1b2', pass: 'b-placeholder' }`,
  ),
  nodemailer(
    'implicit TLS on a further port',
    `host: 'smtp.resend.com', port: 2465, secure: true, auth: { user: 'resend' }`,
  ),
  nodemailer(
    'STARTTLS on a further port',
    `host: 'smtp.resend.com', port: 2587, requireTLS: true, auth: { user: 'resend' }`,
  ),
  nodemailer('a port that nobody registered', `host: 'mail.example.com', port: 26, requireTLS: true`),
  nodemailer('TLS at once on a port of its own', `host: 'mail.example.com', port: 10465, secure: true`),
  nodemailer(
    'port 25 that the provider documents',
    `host: 'smtp.mailgun.org', port: 25, requireTLS: true, auth: { user: 'postmaster@mg.example.com', pass: 'b-placeholder' }`,
  ),
  nodemailer('a relay by its name, without a login', `host: 'mailrelay.example.com', port: 25`),
  nodemailer('no port, which is 465 then', `host: 'smtp.example.com', secure: true`),
  nodemailer('a port as text', `host: 'smtp.example.com', port: '465', secure: true`),
  nodemailer(
    'a port with a default',
    `host: 'smtp.example.com', port: Number(process.env.PORT || 587), requireTLS: true`,
  ),
  nodemailer('a full EHLO name', `host: 'smtp-relay.gmail.com', port: 587, requireTLS: true, name: 'app.example.com'`),
  nodemailer(
    'the word of SendGrid in capitals',
    `host: 'smtp.sendgrid.net', port: 587, requireTLS: true, auth: { user: 'APIKEY', pass: 'b-placeholder' }`,
  ),
  nodemailer(
    'the mode compared with a text',
    `host: 'smtp.example.com', port: 587, secure: process.env.SECURE === 'true', requireTLS: true`,
  ),
  nodemailer(
    'the oldest TLS that is allowed',
    `host: 'smtp.example.com', port: 465, secure: true, tls: { minVersion: 'TLSv1.2' }`,
  ),
  nodemailer(
    'checks switched on aloud',
    `host: 'smtp.example.com', port: 465, secure: true, tls: { rejectUnauthorized: true }`,
  ),
  good(
    'env',
    'host and user to be filled in',
    `SMTP_HOST=\${SMTP_HOST}
SMTP_PORT=587
SMTP_USER=\${SMTP_USER}
SMTP_PASSWORD=\${SMTP_PASSWORD}`,
  ),
  good(
    'env',
    'a port that is looked up',
    `SMTP_HOST=smtp.example.com
SMTP_PORT={{ smtp_port }}
SMTP_USER=ann`,
  ),
  good(
    'env',
    'no login at all',
    `SMTP_HOST=mail.example.com
SMTP_PORT=587
SMTP_USER=
SMTP_PASSWORD=`,
  ),
  good(
    'django',
    'the relay on this machine, by default',
    `EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
EMAIL_PORT = 25
DEFAULT_FROM_EMAIL = 'a@example.com'`,
  ),
  good(
    'rails',
    'the relay on this machine',
    "config.action_mailer.smtp_settings = { address: 'localhost', port: 25, domain: 'example.com' }",
  ),
  good(
    'phpmailer',
    'the mode in front of the host',
    `$mail->Host = 'ssl://smtp.gmail.com';
$mail->Port = 465;
$mail->SMTPSecure = 'ssl';`,
  ),
  good(
    'thunderbird',
    "a server of one's own that does all under one name",
    `Server Name: mail.example.org
Port: 587
Connection security: STARTTLS
User Name: ann`,
  ),
  good(
    'outlook',
    'straight to the MX of Microsoft, without a login',
    `Server: example-com.mail.protection.outlook.com
Port: 25
Encryption method: STARTTLS`,
  ),
];
