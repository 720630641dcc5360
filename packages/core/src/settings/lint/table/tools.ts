import { bad, good, type LintRow } from './row.ts';

/** Command lines of tools, and files of relays. */
export const TOOLS: readonly LintRow[] = [
  good(
    'swaks',
    '--tls on 587',
    'swaks --server smtp.example.com --port 587 --tls --auth --auth-user ann --auth-password "$SMTP_PASSWORD" --to b@example.com',
  ),
  good(
    'swaks',
    'host and port together',
    'swaks -s smtp.example.com:465 -tlsc -au ann -ap s3cret-one --to b@example.com',
  ),
  bad(
    'swaks',
    '--tls on 465',
    'swaks --server smtp.example.com --port 465 --tls --auth-user ann --auth-password s3cret-one --to b@example.com',
    'settings-mode-mismatch@1',
  ),
  bad(
    'swaks',
    '--tls-on-connect on 587',
    'swaks --server smtp.example.com --port 587 --tls-on-connect --to b@example.com',
    'settings-mode-mismatch@1',
  ),
  good(
    'curl',
    'smtps on 465',
    'curl --url smtps://smtp.example.com:465 --user ann:s3cret-one --mail-from a@example.com --mail-rcpt b@example.com -T mail.txt',
  ),
  good(
    'curl',
    '--ssl-reqd on 587',
    "curl --ssl-reqd --url 'smtp://smtp.example.com:587' --user 'ann:s3cret-one' --mail-from a@example.com --mail-rcpt b@example.com -T mail.txt",
  ),
  bad(
    'curl',
    'smtps on 587',
    'curl --url smtps://smtp.example.com:587 --user ann:s3cret-one --mail-from a@example.com',
    'settings-mode-mismatch@1',
  ),
  bad(
    'curl',
    'no --ssl-reqd',
    'curl --url smtp://smtp.example.com:587 --user ann:s3cret-one --mail-from a@example.com',
    'settings-cleartext-login',
  ),
  bad(
    'curl',
    '-k',
    'curl -k --ssl-reqd --url smtp://smtp.example.com:587 --user ann:s3cret-one',
    'settings-verification-off@1',
  ),
  good('openssl', '-starttls on 587', 'openssl s_client -starttls smtp -connect smtp.gmail.com:587 -crlf -quiet'),
  good('openssl', '465', 'openssl s_client -connect smtp.gmail.com:465 -quiet'),
  bad('openssl', '587 without -starttls', 'openssl s_client -connect smtp.gmail.com:587', 'settings-mode-mismatch@1'),
  bad(
    'openssl',
    '-starttls on 465',
    'openssl s_client -starttls smtp -connect smtp.gmail.com:465',
    'settings-mode-mismatch@1',
  ),
  bad(
    'openssl',
    'an old version',
    'openssl s_client -tls1 -starttls smtp -connect smtp.example.com:587',
    'settings-tls-outdated@1',
  ),
  good(
    'postfix',
    '587',
    `relayhost = [smtp.gmail.com]:587
smtp_use_tls = yes
smtp_tls_security_level = encrypt
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous`,
  ),
  good(
    'postfix',
    '465',
    `relayhost = [smtp.example.com]:465
smtp_tls_wrappermode = yes
smtp_tls_security_level = encrypt
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd`,
  ),
  good(
    'postfix',
    'a relay in the house',
    `myhostname = web1.example.com
relayhost = [10.0.0.2]
smtp_tls_security_level = may`,
  ),
  good(
    'postfix',
    'no relay: mail goes straight to its MX',
    `myhostname = mail.example.com
relayhost =
smtp_tls_security_level = may`,
  ),
  bad(
    'postfix',
    '465 without wrappermode',
    `relayhost = [smtp.example.com]:465
smtp_tls_security_level = encrypt
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'postfix',
    'wrappermode alone',
    `relayhost = [smtp.example.com]:465
smtp_tls_wrappermode = yes
smtp_tls_security_level = may`,
    'settings-conflict@3',
  ),
  bad(
    'postfix',
    'wrappermode on 587',
    `relayhost = [smtp.example.com]:587
smtp_tls_wrappermode = yes
smtp_tls_security_level = encrypt`,
    'settings-mode-mismatch@2',
  ),
  good(
    'exim',
    '587',
    `smarthost:
  driver = manualroute
  transport = smarthost_smtp
  route_data = smtp.example.com
smarthost_smtp:
  driver = smtp
  port = 587
  hosts_require_tls = *`,
  ),
  bad(
    'exim',
    '465 without smtps',
    `smarthost:
  driver = manualroute
  transport = smarthost_smtp
  route_data = smtp.example.com
smarthost_smtp:
  driver = smtp
  port = 465
  hosts_require_tls = *`,
    'settings-mode-mismatch@7',
  ),
  good(
    'msmtp',
    'STARTTLS',
    `defaults
auth on
tls on
tls_trust_file /etc/ssl/certs/ca-certificates.crt

account gmail
host smtp.gmail.com
port 587
from ann@gmail.com
user ann@gmail.com
passwordeval "pass mail/gmail"

account default : gmail`,
  ),
  good(
    'msmtp',
    '465',
    `account default
host smtp.example.com
port 465
tls on
tls_starttls off
auth on
user ann
password s3cret-one`,
  ),
  good(
    'msmtp',
    'two accounts, of which the first is read',
    `defaults
auth on
tls on

account work
host smtp.example.com
port 587
user ann
password s3cret-one

account home
host smtp.example.org
port 465
user ann
password s3cret-two

account default : work`,
  ),
  bad(
    'msmtp',
    '465 without tls_starttls off',
    `account default
host smtp.example.com
port 465
tls on
auth on
user ann
password s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'msmtp',
    'checks off',
    `account default
host smtp.example.com
port 587
tls on
tls_certcheck off
auth on
user ann
password s3cret-one`,
    'settings-verification-off@5',
  ),
  bad(
    'msmtp',
    'no tls',
    `account default
host smtp.example.com
port 587
auth on
user ann
password s3cret-one`,
    'settings-cleartext-login',
  ),
  good(
    'ssmtp',
    '587',
    `root=postmaster
mailhub=smtp.gmail.com:587
hostname=host.example.com
AuthUser=ann@gmail.com
AuthPass=abcdefghijklmnop
UseTLS=YES
UseSTARTTLS=YES`,
  ),
  bad(
    'ssmtp',
    '587 without UseSTARTTLS',
    `mailhub=smtp.gmail.com:587
AuthUser=ann@gmail.com
AuthPass=abcdefghijklmnop
UseTLS=YES`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'ssmtp',
    'no port, so 25',
    `mailhub=smtp.example.com
AuthUser=ann
AuthPass=s3cret-one
UseTLS=YES
UseSTARTTLS=YES`,
    'submission-on-relay-port',
  ),
  good(
    'dma',
    '465',
    `SMARTHOST smtp.example.com
PORT 465
SECURETRANSFER
AUTHPATH /etc/dma/auth.conf
MAILNAME host.example.com`,
  ),
  bad(
    'dma',
    '587 without STARTTLS',
    `SMARTHOST smtp.example.com
PORT 587
SECURETRANSFER
AUTHPATH /etc/dma/auth.conf`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'dma',
    'a word that only the manual has',
    `SMARTHOST 10.0.0.2
PORT 25
SECURETRANS`,
    'settings-without-effect@3',
  ),
  good('nullmailer', '--starttls on 587', 'smtp.example.com smtp --port=587 --starttls --user=ann --pass=s3cret-one'),
  bad(
    'nullmailer',
    '--ssl on 587',
    'smtp.example.com smtp --port=587 --ssl --user=ann --pass=s3cret-one',
    'settings-mode-mismatch@1',
  ),
  good(
    'sendmail',
    '587',
    `define(\`SMART_HOST', \`[smtp.example.com]')dnl
define(\`RELAY_MAILER_ARGS', \`TCP $h 587')dnl
FEATURE(\`authinfo', \`hash -o /etc/mail/authinfo.db')dnl`,
  ),
  bad(
    'sendmail',
    '465, which it cannot do',
    `define(\`SMART_HOST', \`[smtp.example.com]')dnl
define(\`RELAY_MAILER_ARGS', \`TCP $h 465')dnl
FEATURE(\`authinfo', \`hash -o /etc/mail/authinfo.db')dnl`,
    'settings-mode-mismatch@2',
  ),
];
