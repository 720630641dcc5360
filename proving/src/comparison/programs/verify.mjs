// nodemailer's own test of settings: node verify.mjs PORT MODE [PASSWORD]
import { createTransport } from 'nodemailer';

const [port, mode, pass] = process.argv.slice(2);
const transport = createTransport({
  host: 'mail.example.test',
  port: Number(port),
  secure: mode === 'implicit-tls',
  requireTLS: mode === 'starttls',
  ignoreTLS: mode === 'cleartext',
  connectionTimeout: 50_000,
  ...(pass === undefined ? {} : { auth: { user: 'ann', pass } }),
});
try {
  await transport.verify();
  console.log('verify: OK');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
