import type { Client } from '../types.ts';

const common = { syntax: 'php', stringsAreTrue: false, gathered: '2026-11' } as const;

/** PHPMailer (src/PHPMailer.php, smtpConnect): a scheme before the host overrides SMTPSecure. */
const PHPMAILER: Client = {
  ...common,
  id: 'phpmailer',
  name: 'PHPMailer',
  kind: 'library',
  aliases: ['php'],
  keys: {
    // The host may have a scheme before it, and a port behind it
    host: ['Host.host', 'Host'],
    url: ['Host'],
    port: ['Port'],
    user: ['Username'],
    password: ['Password'],
    from: ['setFrom().0', 'From'],
    ehlo: ['Helo'],
  },
  modes: [
    { when: { 'Host.scheme': ['ssl'] }, mode: 'implicit-tls' },
    { when: { 'Host.scheme': ['tls'] }, mode: 'starttls' },
    { when: { SMTPSecure: ['ssl', 'ENCRYPTION_SMTPS'] }, mode: 'implicit-tls' },
    { when: { SMTPSecure: ['tls', 'ENCRYPTION_STARTTLS'] }, mode: 'starttls' },
    { when: { SMTPAutoTLS: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bPHPMailer\b/, /\bSMTPSecure\b/, /\bSMTPAutoTLS\b/],
  switches: [],
  labels: {
    'implicit-tls': 'SMTPSecure = PHPMailer::ENCRYPTION_SMTPS',
    starttls: 'SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS',
    cleartext: "SMTPSecure = '', SMTPAutoTLS = false",
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    "SMTPSecure 'tls' means STARTTLS: with 465 it hangs; 'ssl' with 587 fails; '' still upgrades unless SMTPAutoTLS is off",
  templates: {
    'implicit-tls': `$mail->isSMTP();
$mail->Host = '{host}';
$mail->Port = {port};
$mail->SMTPSecure = PHPMailer::ENCRYPTION_SMTPS;
$mail->SMTPAuth = true;
$mail->Username = '{user}';
$mail->Password = getenv('SMTP_PASSWORD');
$mail->setFrom('{from}');
`,
    starttls: `$mail->isSMTP();
$mail->Host = '{host}';
$mail->Port = {port};
$mail->SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS;
$mail->SMTPAuth = true;
$mail->Username = '{user}';
$mail->Password = getenv('SMTP_PASSWORD');
$mail->setFrom('{from}');
`,
    cleartext: `$mail->isSMTP();
$mail->Host = '{host}';
$mail->Port = {port};
$mail->SMTPSecure = '';
$mail->SMTPAutoTLS = false;
$mail->setFrom('{from}');
`,
  },
  where: 'after $mail = new PHPMailer(true)',
  source: 'PHPMailer/PHPMailer src/PHPMailer.php (smtpConnect)',
  confidence: 'high',
};

/** CodeIgniter 4 (system/Email/Email.php, SMTPConnect): on 465 it speaks TLS at once whatever SMTPCrypto says. */
const CODEIGNITER: Client = {
  ...common,
  id: 'codeigniter',
  name: 'CodeIgniter 4',
  kind: 'framework',
  aliases: ['codeigniter4'],
  keys: {
    host: ['SMTPHost'],
    port: ['SMTPPort'],
    user: ['SMTPUser'],
    password: ['SMTPPass'],
    from: ['fromEmail'],
  },
  modes: [
    { when: { SMTPCrypto: ['ssl'] }, mode: 'implicit-tls' },
    {
      when: { SMTPCrypto: ['tls'] },
      port: [465],
      conflict: 'On 465 CodeIgniter speaks TLS at once and asks for STARTTLS as well, which the server refuses.',
    },
    { when: { SMTPCrypto: ['tls'] }, mode: 'starttls' },
    { when: { SMTPCrypto: [''] }, port: [465], mode: 'implicit-tls' },
    { when: { SMTPCrypto: [''] }, mode: 'cleartext' },
    // app/Config/Email.php as it comes with a new project
    { when: { SMTPCrypto: 'absent' }, mode: 'starttls' },
  ],
  signs: [/\bSMTPCrypto\b/, /\bSMTPPass\b/],
  switches: [],
  labels: { 'implicit-tls': "$SMTPCrypto = 'ssl'", starttls: "$SMTPCrypto = 'tls'", cleartext: "$SMTPCrypto = ''" },
  defaults: { host: 'localhost', port: 25 },
  mistake: "'tls' means STARTTLS and does not go with 465; $protocol stays 'mail' where nobody sets it to 'smtp'",
  templates: {
    'implicit-tls': `public string $protocol = 'smtp';
public string $SMTPHost = '{host}';
public int $SMTPPort = {port};
public string $SMTPCrypto = 'ssl';
public string $SMTPUser = '{user}';
public string $fromEmail = '{from}';

public function __construct()
{
    parent::__construct();
    $this->SMTPPass = (string) getenv('SMTP_PASSWORD');
}
`,
    starttls: `public string $protocol = 'smtp';
public string $SMTPHost = '{host}';
public int $SMTPPort = {port};
public string $SMTPCrypto = 'tls';
public string $SMTPUser = '{user}';
public string $fromEmail = '{from}';

public function __construct()
{
    parent::__construct();
    $this->SMTPPass = (string) getenv('SMTP_PASSWORD');
}
`,
    cleartext: `public string $protocol = 'smtp';
public string $SMTPHost = '{host}';
public int $SMTPPort = {port};
public string $SMTPCrypto = '';
public string $fromEmail = '{from}';
`,
  },
  where: 'app/Config/Email.php',
  source: 'codeigniter4/CodeIgniter4 system/Email/Email.php (SMTPConnect), app/Config/Email.php',
  confidence: 'high',
};

/** CakePHP (src/Mailer/Transport/SmtpTransport.php): implicit TLS is a scheme before the host. */
const CAKEPHP: Client = {
  ...common,
  id: 'cakephp',
  name: 'CakePHP',
  kind: 'framework',
  aliases: ['cake'],
  keys: {
    host: ['host.host', 'host'],
    url: ['host'],
    port: ['port'],
    user: ['username'],
    password: ['password'],
    from: ['from'],
    ehlo: ['client'],
  },
  modes: [
    {
      when: { 'host.scheme': ['ssl', 'tls'], tls: ['true'] },
      conflict: "CakePHP asks for STARTTLS inside of TLS: take 'tls' out.",
    },
    { when: { 'host.scheme': ['ssl', 'tls'] }, mode: 'implicit-tls' },
    { when: { tls: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bEmailTransport\b/, /SmtpTransport::class/, /'className'\s*=>\s*'Smtp'/],
  switches: [],
  labels: { 'implicit-tls': "'host' => 'ssl://…'", starttls: "'tls' => true", cleartext: "'tls' => false" },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    "'tls' => true means STARTTLS; port 465 needs ssl:// before the host, and never both (cakephp/cakephp#15062)",
  templates: {
    'implicit-tls': `'EmailTransport' => [
    'default' => [
        'className' => 'Smtp',
        'host' => 'ssl://{host}',
        'port' => {port},
        'username' => '{user}',
        'password' => env('SMTP_PASSWORD'),
    ],
],
`,
    starttls: `'EmailTransport' => [
    'default' => [
        'className' => 'Smtp',
        'host' => '{host}',
        'port' => {port},
        'tls' => true,
        'username' => '{user}',
        'password' => env('SMTP_PASSWORD'),
    ],
],
`,
    cleartext: `'EmailTransport' => [
    'default' => [
        'className' => 'Smtp',
        'host' => '{host}',
        'port' => {port},
        'tls' => false,
    ],
],
`,
  },
  where: 'config/app_local.php',
  source: 'cakephp/cakephp src/Mailer/Transport/SmtpTransport.php; issue #15062',
  confidence: 'high',
};

/** Libraries and frameworks of PHP that are set up in PHP. */
export const PHP_CLIENTS: readonly Client[] = [PHPMAILER, CODEIGNITER, CAKEPHP];
