import { bad, good, type LintRow } from './row.ts';

/** Settings of devices, of identity servers and of services. */
export const DEVICES: readonly LintRow[] = [
  good(
    'printer',
    'STARTTLS on 587',
    `SMTP Server Address: smtp.example.com
SMTP Port: 587
SMTP over SSL/TLS: TLS
SMTP-AUTH Account Name: scan@example.com
SMTP-AUTH Account Password: s3cret-one`,
  ),
  good(
    'printer',
    'straight to the MX, without a login',
    `SMTP Server Address: example-com.mail.protection.outlook.com
SMTP Port: 25
SMTP over SSL/TLS: TLS`,
  ),
  good(
    'printer',
    'the relay of the house',
    `SMTP Server Address: 192.168.1.10
SMTP Port: 25
SMTP over SSL/TLS: None`,
  ),
  bad(
    'printer',
    'the MX with a login',
    `SMTP Server Address: example-com.mail.protection.outlook.com
SMTP Port: 587
SMTP over SSL/TLS: TLS
SMTP-AUTH Account Name: scan@example.com
SMTP-AUTH Account Password: s3cret-one`,
    'settings-host-not-submission@1',
  ),
  bad(
    'printer',
    'SSL beside 587',
    `SMTP Server Address: smtp.example.com
SMTP Port: 587
SMTP over SSL/TLS: SSL`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'printer',
    'Office 365 on 465',
    `SMTP Server: smtp.office365.com
Port: 465
SMTP over SSL/TLS: SSL`,
    'port-not-offered@2',
  ),
  good(
    'camera',
    'SSL on 465',
    `SMTP Server: smtp.example.com
SMTP Port: 465
E-mail Encryption: SSL
Sender's Address: cam@example.com
User Name: cam
Password: s3cret-one`,
  ),
  bad(
    'camera',
    'SSL beside 587',
    `SMTP Server: smtp.example.com
SMTP Port: 587
E-mail Encryption: SSL
Sender's Address: cam@example.com`,
    'settings-mode-mismatch@3',
  ),
  good(
    'alert-device',
    'no TLS, to the relay of the house',
    `SMTP Server: 10.1.1.25
SMTP Port: 25
Connection Encryption: None
From Address: ups@example.com`,
  ),
  bad(
    'alert-device',
    'a login in the clear',
    `SMTP Server: smtp.example.com
SMTP Port: 587
Connection Encryption: None
User Name: ups
Password: s3cret-one`,
    'settings-cleartext-login@3',
  ),
  good(
    'synology',
    '587',
    `SMTP server: smtp.example.com
SMTP port: 587
Secure connection (SSL/TLS) is required: on
Username: ann
Password: s3cret-one
Sender email: nas@example.com`,
  ),
  bad(
    'synology',
    'a POP3 port',
    `SMTP server: smtp.example.com
SMTP port: 995
Secure connection (SSL/TLS) is required: on
Username: ann
Password: s3cret-one`,
    'settings-port-invalid@2',
  ),
  good(
    'qnap',
    'TLS on 587',
    `SMTP Server: smtp.example.com
Port Number: 587
Secure connection: TLS
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'qnap',
    'TLS on 465',
    `SMTP Server: smtp.example.com
Port Number: 465
Secure connection: TLS
Username: ann
Password: s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'truenas',
    'STARTTLS',
    `Outgoing Mail Server: smtp.example.com
Mail Server Port: 587
Security: TLS (STARTTLS)
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'truenas',
    'implicit TLS with the port left',
    `Outgoing Mail Server: smtp.example.com
Mail Server Port: 25
Security: SSL (Implicit TLS)
Username: ann
Password: s3cret-one`,
    'settings-mode-mismatch@3',
    'submission-on-relay-port@2',
  ),
  good(
    'proxmox',
    'tls on 465',
    `smtp: mail
	server smtp.example.com
	port 465
	mode tls
	from-address pve@example.com
	username pve@example.com`,
  ),
  bad(
    'proxmox',
    'tls on 587',
    `smtp: mail
	server smtp.example.com
	port 587
	mode tls
	from-address pve@example.com
	username pve@example.com`,
    'settings-mode-mismatch@4',
  ),
  good(
    'pfsense',
    'the box for 465',
    `E-Mail server: smtp.example.com
SMTP Port of E-Mail server: 465
Secure SMTP Connection: on
Notification E-Mail auth username: ann
Notification E-Mail auth password: s3cret-one`,
  ),
  bad(
    'pfsense',
    'the box beside 587',
    `E-Mail server: smtp.example.com
SMTP Port of E-Mail server: 587
Secure SMTP Connection: on
Notification E-Mail auth username: ann
Notification E-Mail auth password: s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  good(
    'unraid',
    'both boxes for 587',
    `Mail server: smtp.example.com
Mail server port: 587
Use SSL/TLS: YES
Use STARTTLS: YES
Username: ann
Password: s3cret-one`,
  ),
  bad(
    'unraid',
    'one box on 587',
    `Mail server: smtp.example.com
Mail server port: 587
Use SSL/TLS: YES
Use STARTTLS: NO
Username: ann
Password: s3cret-one`,
    'settings-mode-mismatch@4',
  ),
  good(
    'keycloak',
    'STARTTLS',
    `{
  "smtpServer": {
    "host": "smtp.example.com",
    "port": "587",
    "from": "id@example.com",
    "ssl": "false",
    "starttls": "true",
    "auth": "true",
    "user": "ann",
    "password": "s3cret-one"
  }
}`,
  ),
  bad(
    'keycloak',
    'both switches',
    `{
  "smtpServer": {
    "host": "smtp.example.com",
    "port": "587",
    "ssl": "true",
    "starttls": "true"
  }
}`,
    'settings-conflict@5',
  ),
  good(
    'authelia',
    'submissions',
    `notifier:
  smtp:
    address: 'submissions://smtp.example.com:465'
    sender: 'auth@example.com'
    identifier: 'auth.example.com'
    username: 'ann'
    password: 's3cret-one'`,
  ),
  bad(
    'authelia',
    'it says localhost',
    `notifier:
  smtp:
    address: 'submission://smtp.example.com:587'
    sender: 'auth@example.com'
    identifier: 'localhost'`,
    'settings-ehlo-localhost@5',
  ),
  good(
    'authentik',
    'USE_TLS on 587',
    `AUTHENTIK_EMAIL__HOST=smtp.example.com
AUTHENTIK_EMAIL__PORT=587
AUTHENTIK_EMAIL__USERNAME=ann
AUTHENTIK_EMAIL__PASSWORD=s3cret-one
AUTHENTIK_EMAIL__USE_TLS=true
AUTHENTIK_EMAIL__USE_SSL=false`,
  ),
  bad(
    'authentik',
    'both',
    `AUTHENTIK_EMAIL__HOST=smtp.example.com
AUTHENTIK_EMAIL__PORT=465
AUTHENTIK_EMAIL__USE_TLS=true
AUTHENTIK_EMAIL__USE_SSL=true`,
    'settings-conflict@3',
  ),
  bad(
    'authentik',
    'USE_TLS on 465',
    `AUTHENTIK_EMAIL__HOST=smtp.example.com
AUTHENTIK_EMAIL__PORT=465
AUTHENTIK_EMAIL__USE_TLS=true
AUTHENTIK_EMAIL__USE_SSL=false`,
    'settings-mode-mismatch@2',
  ),
  good(
    'vaultwarden',
    'starttls',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_SECURITY=starttls
SMTP_FROM=vault@example.com
SMTP_USERNAME=ann
SMTP_PASSWORD=s3cret-one`,
  ),
  bad(
    'vaultwarden',
    'force_tls on 587',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_SECURITY=force_tls
SMTP_FROM=vault@example.com
SMTP_USERNAME=ann
SMTP_PASSWORD=s3cret-one`,
    'settings-mode-mismatch@3',
  ),
  bad(
    'vaultwarden',
    'a switch that was named the wrong way round',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=465
SMTP_SSL=true
SMTP_EXPLICIT_TLS=true
SMTP_FROM=vault@example.com`,
    'settings-label-ambiguous@4',
  ),
  good(
    'supabase',
    'the port decides',
    `SMTP_HOST=smtp.resend.com
SMTP_PORT=465
SMTP_USER=resend
SMTP_PASS=re_s3cret
SMTP_ADMIN_EMAIL=no-reply@example.com`,
  ),
  bad(
    'supabase',
    'Resend wants its own word as user',
    `SMTP_HOST=smtp.resend.com
SMTP_PORT=465
SMTP_USER=ann@example.com
SMTP_PASS=re_s3cret
SMTP_ADMIN_EMAIL=no-reply@example.com`,
    'settings-user-wrong@3',
  ),
  good(
    'auth0',
    'the port decides',
    `Host: smtp.sendgrid.net
Port: 587
Username: apikey
Password: SG.s3cret
From: no-reply@example.com`,
  ),
  bad(
    'auth0',
    'an API host',
    `Host: api.sendgrid.com
Port: 587
Username: apikey
Password: SG.s3cret`,
    'settings-host-not-submission@1',
  ),
];
