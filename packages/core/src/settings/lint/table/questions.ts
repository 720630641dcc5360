import { bad, good, type LintRow } from './row.ts';

/** Settings as people post them when they ask: parts of larger files, old habits, names that several programs share. */
export const QUESTIONS: readonly LintRow[] = [
  good(
    'nodemailer',
    'a URL in place of the options',
    "nodemailer.createTransport('smtps://ann%40gmail.com:s3cret@smtp.gmail.com')",
  ),
  bad(
    'nodemailer',
    'a URL whose scheme and port do not go together',
    "nodemailer.createTransport('smtps://ann%40gmail.com:s3cret@smtp.gmail.com:587')",
    'settings-mode-mismatch@1',
  ),
  good('nodemailer', 'a URL that is looked up', 'nodemailer.createTransport(process.env.SMTP_URL);'),
  good(
    'nodemailer',
    'look-ups that fall back to nothing',
    `nodemailer.createTransport({
  host: process.env.SMTP_HOST || '',
  port: Number(process.env.SMTP_PORT) || 587,
  secure: process.env.SMTP_SECURE === 'true',
  auth: { user: process.env.SMTP_USER || '', pass: process.env.SMTP_PASS || '' },
});`,
  ),
  good('nodemailer', 'a host from elsewhere', 'nodemailer.createTransport({ ...base, port: 587, secure: false });'),
  bad(
    'nodemailer',
    'ciphers of SSLv3, as old answers have them',
    `nodemailer.createTransport({
  host: 'smtp-mail.outlook.com',
  port: 587,
  tls: {
    ciphers: 'SSLv3',
  },
});`,
    'settings-tls-outdated@5',
  ),
  good('nestjs', 'a URL as transport', "MailerModule.forRoot({ transport: 'smtps://ann:s3cret@smtp.example.com' })"),
  bad(
    null,
    'an object of some program, over several lines',
    `export default {
  db: { host: 'db.internal', port: 5432, password: 'x-secret' },
  mail: {
    host: 'smtp.mailgun.org',
    port: 587,
    secure: true,
    user: 'postmaster@mg.example.com',
    password: 's3cret-one',
  },
};`,
    'settings-mode-mismatch@5',
  ),
  bad(
    null,
    'JSON of some program, with tabs and CRLF',
    '{\r\n\t"smtp": {\r\n\t\t"host": "smtp.gmail.com",\r\n\t\t"port": 465,\r\n\t\t"secure": false,\r\n\t\t"user": "ann@gmail.com",\r\n\t\t"pass": "s3cret-one"\r\n\t}\r\n}\r\n',
    'settings-mode-mismatch@4',
  ),
  bad(
    null,
    'members of an object on one line',
    'host: smtp.gmail.com, port: 465, secure: false, user: ann, pass: s3cret-one',
    'settings-mode-mismatch@1',
  ),
  good(
    null,
    'an array of PHP with the mode in front of the host',
    `$config = array(
    'protocol' => 'smtp',
    'smtp_host' => 'ssl://smtp.googlemail.com',
    'smtp_port' => 465,
    'smtp_user' => 'ann@gmail.com',
    'smtp_pass' => 's3cret-one',
);`,
  ),
  good(
    null,
    'config/mail.php',
    `<?php
return [
    'mailers' => [
        'smtp' => [
            'transport' => 'smtp',
            'host' => env('MAIL_HOST', 'smtp.mailgun.org'),
            'port' => env('MAIL_PORT', 587),
            'encryption' => env('MAIL_ENCRYPTION', 'tls'),
            'username' => env('MAIL_USERNAME'),
            'password' => env('MAIL_PASSWORD'),
        ],
    ],
];`,
  ),
  good(
    'django',
    'look-ups whose defaults are empty',
    `from decouple import config
EMAIL_HOST = config('EMAIL_HOST', default='smtp.example.com')
EMAIL_PORT = config('EMAIL_PORT', default=587, cast=int)
EMAIL_USE_TLS = config('EMAIL_USE_TLS', default=True, cast=bool)
EMAIL_HOST_USER = config('EMAIL_HOST_USER', default='')
EMAIL_HOST_PASSWORD = config('EMAIL_HOST_PASSWORD', default='')`,
  ),
  good(
    'laravel',
    'as Laravel 8 to 10 come',
    `MAIL_MAILER=smtp
MAIL_HOST=smtp.mailtrap.io
MAIL_PORT=2525
MAIL_USERNAME=a1b2c3
MAIL_PASSWORD=s3cret-one
MAIL_ENCRYPTION=null`,
  ),
  good(
    'laravel',
    'a key of Laravel 10 that says what is done anyway',
    `MAIL_MAILER=smtp
MAIL_HOST=smtp.gmail.com
MAIL_PORT=587
MAIL_ENCRYPTION=tls`,
  ),
  bad(
    'laravel',
    'a comma and a blank inside of the quotes',
    `MAIL_MAILER=smtp
MAIL_HOST="smtp.gmail.com, "
MAIL_PORT=587`,
    'settings-host-invalid@2',
  ),
  bad(
    null,
    'a blank that the quotes keep',
    `data:
  SMTP_HOST: "smtp.gmail.com "
  SMTP_PORT: "587"`,
    'settings-host-invalid@2',
  ),
  good('symfony', 'a # that is encoded', 'MAILER_DSN=smtp://ann:s3cret%23one@smtp.example.com:587?require_tls=true'),
  bad(
    'env',
    'a $ in the password of a URL',
    'SMTP_URL=smtp://ann:s3cret$one@smtp.example.com:587',
    'settings-value-cut@1',
  ),
  good('symfony', 'a DSN from the environment', "framework:\n    mailer:\n        dsn: '%env(MAILER_DSN)%'"),
  bad(
    'env',
    'a URL called a server',
    'EMAIL_SERVER=smtp://ann@example.com:s3cret@smtp.example.com:587',
    'settings-url-unencoded@1',
  ),
  bad('env', 'smtp on 465', 'MAIL_URL="smtp://ann%40gmail.com:s3cret@smtp.gmail.com:465/"', 'settings-mode-mismatch@1'),
  good('env', "Django's word for STARTTLS in a URL", 'EMAIL_URL=smtp+tls://ann%40gmail.com:s3cret@smtp.gmail.com:587'),
  bad(
    'env',
    'TLS at once on 587, in a URL of Django',
    'EMAIL_URL=smtp+ssl://ann%40gmail.com:s3cret@smtp.gmail.com:587',
    'settings-mode-mismatch@1',
  ),
  good(
    'spring',
    'defaults behind a colon',
    `spring.mail.host=\${MAIL_HOST:smtp.gmail.com}
spring.mail.port=\${MAIL_PORT:587}
spring.mail.username=\${MAIL_USERNAME:}
spring.mail.password=\${MAIL_PASSWORD:}
spring.mail.properties.mail.smtp.starttls.enable=true
spring.mail.properties.mail.smtp.starttls.required=true`,
  ),
  good(
    'spring',
    'YAML',
    `spring:
  mail:
    host: smtp.gmail.com
    port: 587
    username: ann@gmail.com
    password: s3cret-one
    properties:
      mail:
        smtp:
          auth: true
          starttls:
            enable: true
            required: true`,
  ),
  good(
    'dotnet',
    'a section of appsettings.json',
    `{
  "SmtpSettings": {
    "Server": "smtp.office365.com",
    "Port": 587,
    "EnableSsl": true,
    "Username": "ann@example.com",
    "Password": "s3cret-one"
  }
}`,
  ),
  bad(
    'mailkit',
    'true on 587, in a program that does not name MailKit',
    `client.Connect ("smtp.gmail.com", 587, true);
client.Authenticate ("ann@gmail.com", "s3cret-one");`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'mailkit',
    'a check that says yes to all',
    `client.ServerCertificateValidationCallback = (s, c, h, e) => true;
client.Connect("mail.example.com", 587, SecureSocketOptions.StartTls);
client.Authenticate("ann@example.com", "s3cret-one");`,
    'settings-verification-off@1',
  ),
  bad(
    'smtplib',
    'host and port in one',
    `s = smtplib.SMTP('smtp.gmail.com:465')
s.starttls()
s.login('ann@gmail.com', 's3cret-one')`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'smtplib',
    'a context that checks nothing',
    `context = ssl._create_unverified_context()
server = smtplib.SMTP_SSL('mail.example.com', 465, context=context)`,
    'settings-verification-off@1',
  ),
  good(
    'alertmanager',
    'a receiver by itself',
    `receivers:
  - name: mail
    email_configs:
      - to: bob@example.com
        from: ann@gmail.com
        smarthost: smtp.gmail.com:587
        auth_username: ann@gmail.com
        auth_password: s3cret-one`,
  ),
  good(
    'exim',
    'hosts by pattern',
    `smarthost:
  driver = manualroute
  route_list = * smtp.gmail.com::587
smarthost_smtp:
  driver = smtp
  port = 587
  hosts_require_tls = *
login:
  driver = plaintext
  client_send = : ann@gmail.com : s3cret-one`,
  ),
  bad(
    'rails',
    'YAML of Redmine',
    `default:
  email_delivery:
    smtp_settings:
      address: smtp.gmail.com
      port: 465
      enable_starttls: true
      user_name: ann@gmail.com
      password: s3cret-one`,
    'settings-mode-mismatch@5',
  ),
  bad(
    'curl',
    'checks off, behind a login in quotes',
    "curl --url 'smtps://smtp.gmail.com:465' --user 'ann@gmail.com:s3cret-one' --insecure",
    'settings-verification-off@1',
  ),
  bad(
    'swaks',
    'short flags',
    'swaks -s smtp.gmail.com -p 465 -tls -au ann@gmail.com -ap s3cret-one',
    'settings-mode-mismatch@1',
  ),
  bad(
    null,
    'the environment of a container',
    'docker run -e SMTP_HOST=smtp.gmail.com -e SMTP_PORT=465 -e SMTP_SECURE=false -e SMTP_USER=ann -e SMTP_PW=s3cret-one app',
    'settings-mode-mismatch@1',
  ),
  good(
    null,
    'quotes around names and values alike',
    `environment:
  - 'SMTP_HOST=smtp.gmail.com'
  - 'SMTP_PORT=587'
  - 'SMTP_USER=ann@gmail.com'
  - 'SMTP_PASSWORD=s3cret one'`,
  ),
  good(
    'env',
    'names that another program has too',
    `SMTP_ADDRESS=smtp.gmail.com
SMTP_PORT=587
SMTP_USERNAME=ann@gmail.com
SMTP_PASSWORD=s3cret-one
SMTP_ENABLE_STARTTLS_AUTO=true
SMTP_OPENSSL_VERIFY_MODE=peer`,
  ),
  good(
    null,
    'a name of the server itself beside that of its relay',
    `server_name: gmail.com
email:
  smtp_host: smtp.gmail.com
  smtp_port: 587
  smtp_user: ann@gmail.com
  smtp_pass: s3cret-one`,
  ),
  bad(
    null,
    'a host and its port in one, which some programs take',
    `{
  email: {
    smtp_server: "smtp.gmail.com:465"
    smtp_login: "ann@gmail.com"
  }
}`,
    'settings-host-invalid@3',
  ),
  good(
    null,
    'names that say it twice',
    `AIRFLOW__SMTP__SMTP_HOST=smtp.gmail.com
AIRFLOW__SMTP__SMTP_PORT=587
AIRFLOW__SMTP__SMTP_STARTTLS=True
AIRFLOW__SMTP__SMTP_SSL=False`,
  ),
  good(
    null,
    'the address of somebody, which is no host',
    `Host name: smtp.example.com
Port number: 587
Encryption: STARTTLS
User name: ann
Email address: ann@example.com`,
  ),
  good(
    null,
    'SSL on a port that nobody registered',
    `Server: mail.example.com
Port: 10465
Encryption: SSL
User: ann`,
  ),
  good(null, 'a connection string', 'Host=smtp.example.com;Port=465;Username=ann;Password=s3cret-one'),
];
