import { bad, good, type LintRow } from './row.ts';

/** Settings of self-hosted applications, in their files. */
export const APPLICATIONS: readonly LintRow[] = [
  good(
    'grafana',
    '587',
    `[smtp]
enabled = true
host = smtp.example.com:587
user = ann
password = """s3cret#one"""
from_address = grafana@example.com
startTLS_policy = MandatoryStartTLS`,
  ),
  good(
    'grafana',
    '465',
    `[smtp]
enabled = true
host = smtp.gmail.com:465
user = ann@gmail.com
password = abcdefghijklmnop
from_address = ann@gmail.com`,
  ),
  bad(
    'grafana',
    'certificates unchecked',
    `[smtp]
enabled = true
host = smtp.example.com:587
skip_verify = true
from_address = a@example.com`,
    'settings-verification-off@4',
  ),
  bad(
    'grafana',
    'no STARTTLS and a login',
    `[smtp]
enabled = true
host = smtp.example.com:587
user = ann
password = s3cret-one
startTLS_policy = NoStartTLS`,
    'settings-cleartext-login@6',
  ),
  good(
    'alertmanager',
    '587',
    `global:
  smtp_smarthost: 'smtp.example.com:587'
  smtp_from: 'alerts@example.com'
  smtp_auth_username: 'alerts@example.com'
  smtp_auth_password: 's3cret-one'`,
  ),
  bad(
    'grafana',
    'no port behind the host',
    `[smtp]
enabled = true
host = smtp.example.com
user = ann@example.com
password = s3cret-one
from_address = grafana@example.com
startTLS_policy = MandatoryStartTLS`,
    'settings-port-invalid@3',
  ),
  bad(
    'alertmanager',
    'no port behind the host',
    `global:
  smtp_smarthost: 'smtp.example.com'
  smtp_from: 'alerts@example.com'
  smtp_auth_username: 'ann'
  smtp_auth_password: 's3cret-one'`,
    'settings-port-invalid@2',
  ),
  bad(
    'alertmanager',
    'TLS at once on 587',
    `global:
  smtp_smarthost: 'smtp.example.com:587'
  smtp_from: 'alerts@example.com'
  smtp_force_implicit_tls: true`,
    'settings-mode-mismatch@4',
  ),
  good(
    'zabbix',
    'STARTTLS',
    `SMTP server: smtp.example.com
SMTP server port: 587
Connection security: STARTTLS
SSL verify peer: on
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'zabbix',
    'SSL/TLS on 587',
    `SMTP server: smtp.example.com
SMTP server port: 587
Connection security: SSL/TLS
SSL verify peer: on`,
    'settings-mode-mismatch@3',
  ),
  good(
    'uptime-kuma',
    '587',
    `Hostname: smtp.example.com
Port: 587
Security: None / STARTTLS (25, 587)
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'uptime-kuma',
    'TLS (465) on 587',
    `Hostname: smtp.example.com
Port: 587
Security: TLS (465)
Username: ann
Password: s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'gitea',
    'smtps',
    `[mailer]
ENABLED = true
PROTOCOL = smtps
SMTP_ADDR = smtp.example.com
SMTP_PORT = 465
USER = git@example.com
PASSWD = \`s3cret one\``,
  ),
  bad(
    'gitea',
    'smtps beside 587, as the documentation had it',
    `[mailer]
ENABLED = true
PROTOCOL = smtps
SMTP_ADDR = smtp.example.com
SMTP_PORT = 587
USER = git@example.com
PASSWD = \`s3cret one\``,
    'settings-mode-mismatch@3',
  ),
  bad(
    'gitea',
    'every certificate trusted',
    `[mailer]
ENABLED = true
PROTOCOL = smtp+starttls
SMTP_ADDR = smtp.example.com
SMTP_PORT = 587
FORCE_TRUST_SERVER_CERT = true`,
    'settings-verification-off@6',
  ),
  good(
    'gitlab',
    'STARTTLS',
    `gitlab_rails['smtp_enable'] = true
gitlab_rails['smtp_address'] = "smtp.example.com"
gitlab_rails['smtp_port'] = 587
gitlab_rails['smtp_user_name'] = "git@example.com"
gitlab_rails['smtp_password'] = "s3cret-one"
gitlab_rails['smtp_domain'] = "example.com"
gitlab_rails['smtp_enable_starttls_auto'] = true
gitlab_rails['smtp_tls'] = false`,
  ),
  bad(
    'gitlab',
    'both switches',
    `gitlab_rails['smtp_address'] = "smtp.example.com"
gitlab_rails['smtp_port'] = 465
gitlab_rails['smtp_tls'] = true
gitlab_rails['smtp_enable_starttls_auto'] = true`,
    'settings-conflict@4',
  ),
  bad(
    'gitlab',
    'smtp_tls on 587, certificates unchecked',
    `gitlab_rails['smtp_address'] = "smtp.example.com"
gitlab_rails['smtp_port'] = 587
gitlab_rails['smtp_tls'] = true
gitlab_rails['smtp_enable_starttls_auto'] = false
gitlab_rails['smtp_openssl_verify_mode'] = 'none'`,
    'settings-mode-mismatch@2',
    'settings-verification-off@5',
  ),
  good(
    'jenkins',
    'STARTTLS',
    `unclassified:
  mailer:
    smtpHost: 'smtp.example.com'
    smtpPort: '587'
    useSsl: false
    useTls: true
    authentication:
      username: 'ann'
      password: '\${SMTP_PASSWORD}'`,
  ),
  bad(
    'jenkins',
    'both boxes',
    `unclassified:
  mailer:
    smtpHost: 'smtp.example.com'
    smtpPort: '465'
    useSsl: true
    useTls: true`,
    'settings-conflict@6',
  ),
  good(
    'mastodon',
    '587',
    `SMTP_SERVER=smtp.mailgun.org
SMTP_PORT=587
SMTP_LOGIN=postmaster@mg.example.com
SMTP_PASSWORD=s3cret-one
SMTP_ENABLE_STARTTLS=always
SMTP_FROM_ADDRESS=social@example.com`,
  ),
  bad(
    'mastodon',
    'SMTP_TLS on 587',
    `SMTP_SERVER=smtp.mailgun.org
SMTP_PORT=587
SMTP_LOGIN=postmaster@mg.example.com
SMTP_PASSWORD=s3cret-one
SMTP_TLS=true`,
    'settings-mode-mismatch@5',
  ),
  good(
    'discourse',
    '587',
    `env:
  DISCOURSE_SMTP_ADDRESS: smtp.example.com
  DISCOURSE_SMTP_PORT: 587
  DISCOURSE_SMTP_USER_NAME: ann
  DISCOURSE_SMTP_PASSWORD: 's3cret#one'
  DISCOURSE_SMTP_ENABLE_START_TLS: true`,
  ),
  bad(
    'discourse',
    '465 without FORCE_TLS',
    `env:
  DISCOURSE_SMTP_ADDRESS: smtp.example.com
  DISCOURSE_SMTP_PORT: 465
  DISCOURSE_SMTP_ENABLE_START_TLS: true`,
    'settings-mode-mismatch@3',
  ),
  good(
    'listmonk',
    'STARTTLS',
    `Host: smtp.example.com
Port: 587
Auth protocol: PLAIN
Username: ann
Password: s3cret-one
TLS: STARTTLS`,
  ),
  bad(
    'listmonk',
    'SSL/TLS on 587',
    `Host: smtp.example.com
Port: 587
Auth protocol: PLAIN
Username: ann
Password: s3cret-one
TLS: SSL/TLS`,
    'settings-mode-mismatch@6',
  ),
  good(
    'magento',
    'TLS on 587',
    `Host: smtp.example.com
Port (25): 587
Username: ann
Password: s3cret-one
Auth: LOGIN
SSL: TLS`,
  ),
  bad(
    'magento',
    'SSL on 587',
    `Host: smtp.example.com
Port (25): 587
Username: ann
Password: s3cret-one
Auth: LOGIN
SSL: SSL`,
    'settings-mode-mismatch@6',
  ),
  good(
    'prestashop',
    'SSL on 465',
    `SMTP server: smtp.example.com
SMTP username: ann
SMTP password: s3cret-one
Encryption: SSL
Port: 465`,
  ),
  bad(
    'prestashop',
    'TLS on 465',
    `SMTP server: smtp.example.com
SMTP username: ann
SMTP password: s3cret-one
Encryption: TLS
Port: 465`,
    'settings-mode-mismatch@4',
  ),
  good(
    'joomla',
    'tls on 587',
    `public $mailer = 'smtp';
public $smtphost = 'smtp.example.com';
public $smtpport = 587;
public $smtpsecure = 'tls';
public $smtpuser = 'ann';
public $smtppass = 's3cret-one';`,
  ),
  bad(
    'joomla',
    'tls on 465',
    `public $mailer = 'smtp';
public $smtphost = 'smtp.example.com';
public $smtpport = 465;
public $smtpsecure = 'tls';`,
    'settings-mode-mismatch@4',
  ),
  good(
    'drupal',
    'ssl on 465',
    `$config['smtp.settings']['smtp_host'] = 'smtp.example.com';
$config['smtp.settings']['smtp_port'] = '465';
$config['smtp.settings']['smtp_protocol'] = 'ssl';`,
  ),
  bad(
    'drupal',
    'ssl on 587',
    `$config['smtp.settings']['smtp_host'] = 'smtp.example.com';
$config['smtp.settings']['smtp_port'] = '587';
$config['smtp.settings']['smtp_protocol'] = 'ssl';`,
    'settings-mode-mismatch@3',
  ),
  good(
    'typo3',
    '465',
    `$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_server'] = 'smtp.example.com:465';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_encrypt'] = true;`,
  ),
  bad(
    'typo3',
    "'tls' on 587, as before version 10",
    `$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_server'] = 'smtp.example.com:587';
$GLOBALS['TYPO3_CONF_VARS']['MAIL']['transport_smtp_encrypt'] = 'tls';`,
    'settings-mode-mismatch@2',
  ),
  good(
    'ghost',
    '465',
    `{
  "mail": {
    "transport": "SMTP",
    "options": {
      "host": "smtp.example.com",
      "port": 465,
      "secure": true,
      "auth": { "user": "ann", "pass": "s3cret-one" }
    }
  }
}`,
  ),
  bad(
    'ghost',
    'a quoted "false" beside 465 in the environment, which it parses',
    `services:
  ghost:
    environment:
      mail__transport: SMTP
      mail__options__host: smtp.example.com
      mail__options__port: 465
      mail__options__secure: "false"`,
    'settings-mode-mismatch@7',
  ),
  good(
    'ghost',
    'a quoted "false" beside 587 in the environment',
    `services:
  ghost:
    environment:
      mail__transport: SMTP
      mail__options__host: smtp.example.com
      mail__options__port: 587
      mail__options__secure: "false"`,
  ),
  bad(
    'ghost',
    'secure on 587',
    `{
  "mail": {
    "transport": "SMTP",
    "options": {
      "host": "smtp.mailgun.org",
      "port": 587,
      "secure": true
    }
  }
}`,
    'settings-mode-mismatch@7',
  ),
  bad(
    'ghost',
    'a key from old guides',
    `{
  "mail": {
    "transport": "SMTP",
    "options": {
      "host": "smtp.example.com",
      "port": 587,
      "secureConnection": false
    }
  }
}`,
    'settings-without-effect@7',
  ),
  good(
    'wordpress',
    'tls on 587',
    `define( 'WPMS_ON', true );
define( 'WPMS_SMTP_HOST', 'smtp.example.com' );
define( 'WPMS_SMTP_PORT', 587 );
define( 'WPMS_SSL', 'tls' );
define( 'WPMS_SMTP_USER', 'ann' );
define( 'WPMS_SMTP_PASS', 's3cret-one' );`,
  ),
  bad(
    'wordpress',
    'tls on 465',
    `define( 'WPMS_ON', true );
define( 'WPMS_SMTP_HOST', 'smtp.example.com' );
define( 'WPMS_SMTP_PORT', 465 );
define( 'WPMS_SSL', 'tls' );`,
    'settings-mode-mismatch@4',
  ),
  good(
    'fluent-smtp',
    'TLS on 587',
    `SMTP Host: smtp.example.com
SMTP Port: 587
Encryption: TLS
SMTP Username: ann
SMTP Password: s3cret-one`,
  ),
  bad(
    'fluent-smtp',
    'TLS on 465',
    `SMTP Host: smtp.example.com
SMTP Port: 465
Encryption: TLS
SMTP Username: ann
SMTP Password: s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'post-smtp',
    'SMTPS on 465',
    `Outgoing Mail Server Hostname: smtp.example.com
Outgoing Mail Server Port: 465
Security: SMTPS
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'post-smtp',
    'port 25 from the wizard',
    `Outgoing Mail Server Hostname: smtp.example.com
Outgoing Mail Server Port: 25
Security: STARTTLS
Username: ann
Password: s3cret-one`,
    'submission-on-relay-port@2',
  ),
  good(
    'easy-wp-smtp',
    'SSL/TLS on 465',
    `SMTP Host: smtp.example.com
Type of Encryption: SSL/TLS
SMTP Port: 465
SMTP Username: ann
SMTP Password: s3cret-one`,
  ),
  bad(
    'easy-wp-smtp',
    'SSL/TLS on 587',
    `SMTP Host: smtp.example.com
Type of Encryption: SSL/TLS
SMTP Port: 587
SMTP Username: ann
SMTP Password: s3cret-one`,
    'settings-mode-mismatch@2',
  ),
  good(
    'nextcloud',
    "'ssl' on 465",
    `'mail_smtpmode' => 'smtp',
'mail_smtphost' => 'smtp.example.com',
'mail_smtpport' => 465,
'mail_smtpsecure' => 'ssl',
'mail_smtpauth' => true,
'mail_smtpname' => 'ann',
'mail_smtppassword' => 's3cret-one',`,
  ),
  good(
    'nextcloud',
    'nothing on 587',
    `'mail_smtphost' => 'smtp.example.com',
'mail_smtpport' => 587,
'mail_smtpsecure' => '',`,
  ),
  bad(
    'nextcloud',
    "'ssl' on 587",
    `'mail_smtphost' => 'smtp.example.com',
'mail_smtpport' => 587,
'mail_smtpsecure' => 'ssl',`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'nextcloud',
    "'tls' has no effect, on 465 least of all",
    `'mail_smtphost' => 'smtp.example.com',
'mail_smtpport' => 465,
'mail_smtpsecure' => 'tls',`,
    'settings-without-effect@3',
  ),
  good(
    'home-assistant',
    'starttls on 587',
    `notify:
  - name: mail
    platform: smtp
    server: smtp.gmail.com
    port: 587
    encryption: starttls
    username: ann@gmail.com
    password: abcdefghijklmnop
    sender: ann@gmail.com`,
  ),
  good(
    'home-assistant',
    '"tls" on 465',
    `notify:
  - name: mail
    platform: smtp
    server: smtp.gmail.com
    port: 465
    encryption: tls
    username: ann@gmail.com
    password: !secret smtp_password`,
  ),
  bad(
    'home-assistant',
    '"tls" on 587',
    `notify:
  - name: mail
    platform: smtp
    server: smtp.gmail.com
    port: 587
    encryption: tls
    username: ann@gmail.com
    password: !secret smtp_password`,
    'settings-mode-mismatch@6',
  ),
  good(
    'n8n',
    '465 by default',
    `N8N_EMAIL_MODE=smtp
N8N_SMTP_HOST=smtp.example.com
N8N_SMTP_PORT=465
N8N_SMTP_USER=ann
N8N_SMTP_PASS=s3cret-one`,
  ),
  bad(
    'n8n',
    '587 and SSL on by default',
    `N8N_EMAIL_MODE=smtp
N8N_SMTP_HOST=smtp.example.com
N8N_SMTP_PORT=587
N8N_SMTP_USER=ann
N8N_SMTP_PASS=s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'odoo',
    'STARTTLS',
    `SMTP Server: smtp.example.com
SMTP Port: 587
Connection Encryption: TLS (STARTTLS)
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'odoo',
    'STARTTLS on 465',
    `SMTP Server: smtp.example.com
SMTP Port: 465
Connection Encryption: TLS (STARTTLS)
Username: ann
Password: s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'odoo-conf',
    'smtp_ssl is STARTTLS',
    `[options]
smtp_server = smtp.example.com
smtp_port = 587
smtp_ssl = True
smtp_user = ann
smtp_password = s3cret-one`,
  ),
  bad(
    'odoo-conf',
    'smtp_ssl on 465',
    `[options]
smtp_server = smtp.example.com
smtp_port = 465
smtp_ssl = True
smtp_user = ann
smtp_password = s3cret-one`,
    'settings-mode-mismatch@3',
  ),
];
