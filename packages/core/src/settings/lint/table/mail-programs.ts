import { bad, good, type LintRow } from './row.ts';

/** Settings of mail programs, as the fields of their dialogs are filled in. */
export const MAIL_PROGRAMS: readonly LintRow[] = [
  good(
    'outlook',
    'STARTTLS on 587',
    `Server: smtp.office365.com
Port: 587
Encryption method: STARTTLS
User Name: ann@example.com
Password: s3cret-one`,
  ),
  good(
    'outlook',
    'SSL/TLS on 465',
    `Server: mail.example.com
Port: 465
Encryption method: SSL/TLS
User Name: ann`,
  ),
  bad(
    'outlook',
    'SSL/TLS on 587',
    `Server: mail.example.com
Port: 587
Encryption method: SSL/TLS
User Name: ann`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'outlook',
    '465 at Office 365',
    `Server: smtp.office365.com
Port: 465
Encryption method: SSL/TLS`,
    'port-not-offered@2',
  ),
  good(
    'new-outlook',
    'StartTLS on 587',
    `SMTP Outgoing Server: smtp.example.com
Port: 587
Secure connection type: StartTLS
SMTP Username: ann
SMTP Password: s3cret-one`,
  ),
  bad(
    'new-outlook',
    'the port typed behind the server',
    `SMTP Outgoing Server: smtp.example.com:587
Port: 587
Secure connection type: StartTLS`,
    'settings-host-invalid@1',
  ),
  good(
    'thunderbird',
    'SSL/TLS on 465',
    `Server Name: smtp.gmail.com
Port: 465
Connection security: SSL/TLS
Authentication method: Normal password
User Name: ann@gmail.com`,
  ),
  good(
    'thunderbird',
    'STARTTLS on 587',
    `Server Name: mail.gmx.net
Port: 587
Connection security: STARTTLS
User Name: ann@gmx.de`,
  ),
  good(
    'thunderbird',
    'Proton Bridge',
    `Server Name: 127.0.0.1
Port: 1025
Connection security: STARTTLS
User Name: ann@proton.me`,
  ),
  good(
    'thunderbird',
    'nobody named, but its words',
    `Server Name: smtp.example.com
Port: 587
Connection security: STARTTLS`,
  ),
  bad(
    'thunderbird',
    'SSL/TLS and the port left',
    `Server Name: smtp.example.com
Port: 587
Connection security: SSL/TLS`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'thunderbird',
    'STARTTLS on 465',
    `Server Name: smtp.example.com
Port: 465
Connection security: STARTTLS`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'thunderbird',
    'the server that mail is read from',
    `Server Name: imap.gmail.com
Port: 465
Connection security: SSL/TLS`,
    'settings-host-not-submission@1',
  ),
  bad(
    'thunderbird',
    'no encryption and a login',
    `Server Name: smtp.example.com
Port: 587
Connection security: None
User Name: ann@example.com
Password: s3cret-one`,
    'settings-cleartext-login@3',
  ),
  bad(
    'thunderbird',
    'an e-mail address for a server',
    `Server Name: ann@gmail.com
Port: 465
Connection security: SSL/TLS`,
    'settings-host-invalid@1',
  ),
  good(
    'apple-mail',
    'one box, 587',
    `Host Name: smtp.mail.me.com
Port: 587
Use TLS/SSL: on
User Name: ann@icloud.com`,
  ),
  good(
    'apple-mail',
    'one box, 465',
    `Host Name: smtp.example.com
Port: 465
Use TLS/SSL: on
User Name: ann`,
  ),
  bad(
    'apple-mail',
    'iCloud has no 465',
    `Host Name: smtp.mail.me.com
Port: 465
Use TLS/SSL: on
User Name: ann@icloud.com`,
    'port-not-offered@2',
  ),
  bad(
    'apple-mail',
    'the box is off',
    `Host Name: smtp.example.com
Port: 587
Use TLS/SSL: off
User Name: ann
Password: s3cret-one`,
    'settings-cleartext-login@3',
  ),
  good(
    'ios-mail',
    'SSL on 465',
    `Host Name: smtp.example.com
Server Port: 465
Use SSL: on
User Name: ann
Password: s3cret-one`,
  ),
  bad(
    'ios-mail',
    'the optional password left empty',
    `Host Name: smtp.example.com
Server Port: 587
Use SSL: on
User Name: ann
Password:`,
    'settings-login-incomplete@5',
  ),
  good(
    'gmail-send-as',
    'TLS on 587',
    `SMTP Server: smtp.example.com
Port: 587
Username: ann
Password: s3cret-one
Secured connection using TLS (recommended): on`,
  ),
  bad(
    'gmail-send-as',
    'SSL on 587',
    `SMTP Server: smtp.example.com
Port: 587
Username: ann
Password: s3cret-one
Secured connection using SSL: on`,
    'settings-mode-mismatch@2',
  ),
  good(
    'k9',
    'STARTTLS on 587',
    `SMTP server: smtp.example.com
Port: 587
Security: STARTTLS
Username: ann`,
  ),
  bad(
    'k9',
    'a port kept from before',
    `SMTP server: smtp.example.com
Port: 587
Security: SSL/TLS
Username: ann`,
    'settings-mode-mismatch@3',
  ),
  good(
    'samsung-email',
    'TLS is STARTTLS',
    `SMTP server: smtp.example.com
Security type: TLS
Port: 587
User name: ann`,
  ),
  bad(
    'samsung-email',
    'TLS beside 465',
    `SMTP server: smtp.example.com
Security type: TLS
Port: 465
User name: ann`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'samsung-email',
    'every certificate accepted',
    `SMTP server: smtp.example.com
Security type: SSL (Accept all certificates)
Port: 465
User name: ann`,
    'settings-verification-off@2',
  ),
  good(
    'fairemail',
    'SSL/TLS on 465',
    `Host name: smtp.fastmail.com
Port number: 465
Encryption: SSL/TLS
User name: ann@fastmail.com`,
  ),
  bad(
    'fairemail',
    'the IMAP port',
    `Host name: smtp.fastmail.com
Port number: 993
Encryption: SSL/TLS
User name: ann@fastmail.com`,
    'settings-port-invalid@2',
  ),
  good(
    'em-client',
    'its words for 465',
    `Host: smtp.example.com
Port: 465
Security policy: Use SSL/TLS on special port (legacy)
User name: ann`,
  ),
  bad(
    'em-client',
    '"Force usage" is STARTTLS',
    `Host: smtp.example.com
Port: 465
Security policy: Force usage of SSL/TLS
User name: ann`,
    'settings-mode-mismatch@3',
  ),
];
