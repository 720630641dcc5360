import { bad, good, type LintRow } from './row.ts';

/** Settings in PHP, Python and Ruby. */
export const SCRIPTING: readonly LintRow[] = [
  good(
    'phpmailer',
    'STARTTLS',
    `$mail->isSMTP();
$mail->Host = 'smtp.example.com';
$mail->SMTPAuth = true;
$mail->Username = 'ann';
$mail->Password = 's3cret-one';
$mail->SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS;
$mail->Port = 587;`,
  ),
  good(
    'phpmailer',
    'implicit TLS',
    `$mail->Host = 'smtp.gmail.com';
$mail->SMTPSecure = 'ssl';
$mail->Port = 465;
$mail->Username = 'ann@gmail.com';
$mail->Password = 'abcd efgh ijkl mnop';`,
  ),
  good(
    'phpmailer',
    'two hosts',
    `$mail->Host = 'smtp1.example.com;smtp2.example.com';
$mail->SMTPSecure = 'tls';
$mail->Port = 587;`,
  ),
  bad(
    'phpmailer',
    'tls beside 465',
    `$mail->Host = 'smtp.example.com';
$mail->SMTPSecure = 'tls';
$mail->Port = 465;`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'phpmailer',
    'smtps beside 587',
    `$mail->Host = 'smtp.example.com';
$mail->SMTPSecure = PHPMailer::ENCRYPTION_SMTPS;
$mail->Port = 587;`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'phpmailer',
    'the three lines that everybody copies',
    `$mail->Host = 'smtp.example.com';
$mail->SMTPSecure = 'tls';
$mail->Port = 587;
$mail->SMTPOptions = array(
  'ssl' => array(
    'verify_peer' => false,
    'verify_peer_name' => false,
    'allow_self_signed' => true
  )
);`,
    'settings-verification-off@6',
    'settings-verification-off@7',
    'settings-verification-off@8',
  ),
  bad(
    'phpmailer',
    'no port, so 25',
    `$mail->Host = 'smtp.example.com';
$mail->SMTPSecure = 'tls';
$mail->Username = 'ann';
$mail->Password = 's3cret-one';`,
    'submission-on-relay-port',
  ),
  bad(
    'phpmailer',
    'no host, so localhost',
    `$mail->SMTPSecure = 'tls';
$mail->Port = 587;
$mail->Username = 'ann@gmail.com';
$mail->Password = 's3cret-one';`,
    'settings-host-missing',
  ),
  bad(
    'phpmailer',
    'a comma in the host',
    `$mail->Host = 'smtp.example,com';
$mail->SMTPSecure = 'tls';
$mail->Port = 587;`,
    'settings-host-invalid@1',
  ),
  bad(
    'phpmailer',
    'a blank behind the host',
    `$mail->Host = 'smtp.example .com';
$mail->SMTPSecure = 'tls';
$mail->Port = 587;`,
    'settings-host-invalid@1',
  ),
  good(
    'codeigniter',
    'tls on 587',
    `public string $SMTPHost = 'smtp.example.com';
public int $SMTPPort = 587;
public string $SMTPCrypto = 'tls';
public string $SMTPUser = 'ann';
public string $SMTPPass = 's3cret-one';`,
  ),
  bad(
    'codeigniter',
    'ssl on 587',
    `public string $SMTPHost = 'smtp.example.com';
public int $SMTPPort = 587;
public string $SMTPCrypto = 'ssl';`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'codeigniter',
    'tls on 465',
    `public string $SMTPHost = 'smtp.example.com';
public int $SMTPPort = 465;
public string $SMTPCrypto = 'tls';`,
    'settings-conflict@3',
  ),
  good(
    'cakephp',
    'ssl:// on 465',
    `'EmailTransport' => [
  'default' => [
    'className' => 'Smtp',
    'host' => 'ssl://smtp.example.com',
    'port' => 465,
    'username' => 'ann',
    'password' => 's3cret-one',
  ],
],`,
  ),
  bad(
    'cakephp',
    'tls on 465',
    `'EmailTransport' => [
  'default' => [
    'className' => 'Smtp',
    'host' => 'smtp.example.com',
    'port' => 465,
    'tls' => true,
  ],
],`,
    'settings-mode-mismatch@5',
  ),
  good(
    'laravel',
    '587',
    `MAIL_MAILER=smtp
MAIL_SCHEME=null
MAIL_HOST=smtp.mailgun.org
MAIL_PORT=587
MAIL_USERNAME=postmaster@mg.example.com
MAIL_PASSWORD=s3cret-one
MAIL_FROM_ADDRESS="hello@example.com"`,
  ),
  good(
    'laravel',
    'Mailpit, as a new project has it',
    `MAIL_MAILER=smtp
MAIL_SCHEME=null
MAIL_HOST=127.0.0.1
MAIL_PORT=2525
MAIL_USERNAME=null
MAIL_PASSWORD=null
MAIL_FROM_ADDRESS="hello@example.com"`,
  ),
  good(
    'laravel',
    'smtps on 465',
    `MAIL_MAILER=smtp
MAIL_SCHEME=smtps
MAIL_HOST=smtp.gmail.com
MAIL_PORT=465
MAIL_USERNAME=ann@gmail.com
MAIL_PASSWORD="abcd efgh ijkl mnop"`,
  ),
  bad(
    'laravel',
    'smtps on 587',
    `MAIL_MAILER=smtp
MAIL_SCHEME=smtps
MAIL_HOST=smtp.example.com
MAIL_PORT=587`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'laravel',
    'a scheme that is none',
    `MAIL_MAILER=smtp
MAIL_SCHEME=tls
MAIL_HOST=smtp.example.com
MAIL_PORT=587`,
    'settings-conflict@2',
  ),
  bad(
    'laravel',
    'a key of Laravel 10 that says something else than is done',
    `MAIL_MAILER=smtp
MAIL_HOST=smtp.example.com
MAIL_PORT=587
MAIL_ENCRYPTION=ssl`,
    'settings-without-effect@4',
  ),
  bad(
    'laravel',
    'a # ends the password',
    `MAIL_MAILER=smtp
MAIL_HOST=smtp.example.com
MAIL_PORT=587
MAIL_USERNAME=ann
MAIL_PASSWORD=s3cret#one`,
    'settings-value-cut@5',
  ),
  good('symfony', 'smtp on 587', 'MAILER_DSN=smtp://ann:s3cret@smtp.example.com:587?require_tls=true'),
  good('symfony', 'smtps on 465', 'MAILER_DSN="smtps://ann%40example.com:s3cret%21@smtp.example.com:465"'),
  bad('symfony', 'smtps on 587', 'MAILER_DSN=smtps://ann:s3cret@smtp.example.com:587', 'settings-mode-mismatch@1'),
  bad(
    'symfony',
    'an @ in the user',
    'MAILER_DSN=smtp://ann@example.com:s3cret@smtp.example.com:587',
    'settings-url-unencoded@1',
  ),
  bad(
    'symfony',
    'encryption= of SwiftMailer that says something else than is done',
    'MAILER_DSN=smtp://ann:s3cret@smtp.example.com:587?encryption=ssl',
    'settings-without-effect@1',
  ),
  good(
    'smtplib',
    'STARTTLS',
    `import smtplib
server = smtplib.SMTP("smtp.example.com", 587)
server.starttls()
server.login("ann", "s3cret-one")`,
  ),
  good(
    'smtplib',
    'SMTP_SSL on 465',
    `with smtplib.SMTP_SSL("smtp.gmail.com", 465, context=context) as server:
    server.login("ann@gmail.com", password)`,
  ),
  bad(
    'smtplib',
    'SMTP_SSL on 587',
    `import smtplib
server = smtplib.SMTP_SSL("smtp.gmail.com", 587)
server.login("ann@gmail.com", password)`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'smtplib',
    'SMTP on 465',
    `import smtplib
server = smtplib.SMTP("smtp.gmail.com", 465)
server.starttls()`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'smtplib',
    'a login in the clear',
    `import smtplib
server = smtplib.SMTP("smtp.example.com", 587)
server.login("ann", "s3cret-one")`,
    'settings-cleartext-login',
  ),
  good(
    'smtplib',
    'a relay on this machine',
    `import smtplib
server = smtplib.SMTP("localhost")
server.sendmail(a, b, text)`,
  ),
  good(
    'django',
    'EMAIL_USE_TLS on 587',
    `EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
EMAIL_HOST = 'smtp.example.com'
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_HOST_USER = 'ann'
EMAIL_HOST_PASSWORD = os.environ['EMAIL_PASSWORD']`,
  ),
  good(
    'django',
    'EMAIL_USE_SSL on 465',
    `EMAIL_HOST = 'smtp.zoho.eu'
EMAIL_PORT = 465
EMAIL_USE_SSL = True
EMAIL_USE_TLS = False
EMAIL_HOST_USER = 'ann@example.com'
EMAIL_HOST_PASSWORD = 's3cret#one'`,
  ),
  bad(
    'django',
    'EMAIL_USE_TLS on 465',
    `EMAIL_HOST = 'smtp.example.com'
EMAIL_PORT = 465
EMAIL_USE_TLS = True`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'django',
    'both',
    `EMAIL_HOST = 'smtp.example.com'
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_USE_SSL = True`,
    'settings-conflict@4',
  ),
  bad(
    'django',
    'no encryption and a login',
    `EMAIL_HOST = 'smtp.example.com'
EMAIL_PORT = 587
EMAIL_HOST_USER = 'ann'
EMAIL_HOST_PASSWORD = 's3cret-one'`,
    'settings-cleartext-login',
  ),
  bad(
    'django',
    'a text for a boolean',
    `EMAIL_HOST = 'smtp.example.com'
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_USE_SSL = os.environ.get('EMAIL_USE_SSL', 'False')`,
    'settings-string-as-boolean@4',
    'settings-conflict@4',
  ),
  bad(
    'django',
    'no host and a login',
    `EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_HOST_USER = 'ann@gmail.com'
EMAIL_HOST_PASSWORD = 's3cret-one'`,
    'settings-host-missing',
  ),
  good(
    'flask-mail',
    'MAIL_USE_TLS on 587',
    `MAIL_SERVER = 'smtp.example.com'
MAIL_PORT = 587
MAIL_USE_TLS = True
MAIL_USERNAME = 'ann'
MAIL_PASSWORD = 's3cret-one'`,
  ),
  bad(
    'flask-mail',
    'MAIL_USE_SSL on 587',
    `MAIL_SERVER = 'smtp.example.com'
MAIL_PORT = 587
MAIL_USE_TLS = False
MAIL_USE_SSL = True`,
    'settings-mode-mismatch@2',
  ),
  good(
    'aiosmtplib',
    'start_tls on 587',
    'await aiosmtplib.send(message, hostname="smtp.example.com", port=587, start_tls=True, username="ann", password="s3cret-one")',
  ),
  bad(
    'aiosmtplib',
    'use_tls on 587',
    `await aiosmtplib.send(
    message,
    hostname="smtp.example.com",
    port=587,
    use_tls=True,
)`,
    'settings-mode-mismatch@5',
  ),
  good(
    'fastapi-mail',
    'STARTTLS',
    `conf = ConnectionConfig(
    MAIL_USERNAME="ann",
    MAIL_PASSWORD="s3cret-one",
    MAIL_FROM="ann@example.com",
    MAIL_PORT=587,
    MAIL_SERVER="smtp.example.com",
    MAIL_STARTTLS=True,
    MAIL_SSL_TLS=False,
)`,
  ),
  bad(
    'fastapi-mail',
    'both',
    `conf = ConnectionConfig(
    MAIL_PORT=587,
    MAIL_SERVER="smtp.example.com",
    MAIL_STARTTLS=True,
    MAIL_SSL_TLS=True,
)`,
    'settings-conflict@5',
  ),
  good(
    'rails',
    'STARTTLS',
    `config.action_mailer.smtp_settings = {
  address: 'smtp.example.com',
  port: 587,
  user_name: 'ann',
  password: ENV['SMTP_PASSWORD'],
  authentication: 'plain',
  enable_starttls: true
}`,
  ),
  bad(
    'rails',
    'tls: true on 587',
    `config.action_mailer.smtp_settings = {
  address: 'smtp.example.com',
  port: 587,
  tls: true
}`,
    'settings-mode-mismatch@4',
  ),
  bad(
    'rails',
    'checks off',
    `config.action_mailer.smtp_settings = {
  address: 'smtp.example.com',
  port: 587,
  enable_starttls: true,
  openssl_verify_mode: 'none'
}`,
    'settings-verification-off@5',
  ),
  bad(
    'rails',
    'both',
    `config.action_mailer.smtp_settings = {
  address: 'smtp.example.com',
  port: 465,
  ssl: true,
  enable_starttls_auto: true
}`,
    'settings-conflict@5',
  ),
];
