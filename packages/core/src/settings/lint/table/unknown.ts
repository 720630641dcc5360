import { bad, good, type LintRow } from './row.ts';

/** URLs, and settings of nobody knows which program. */
export const UNKNOWN: readonly LintRow[] = [
  good(null, 'an smtps URL', 'smtps://ann:s3cret@smtp.example.com:465'),
  good(null, 'an smtp URL', 'smtp://ann:s3cret@smtp.example.com:587'),
  good(null, 'a URL without a port', 'smtps://ann%40gmail.com:s3cret@smtp.gmail.com'),
  good(null, 'submission', 'submission://ann@smtp.example.com:587'),
  good(null, 'a URL of this machine', 'smtp://localhost:1025'),
  bad(null, 'smtps on 587', 'smtps://ann:s3cret@smtp.example.com:587', 'settings-mode-mismatch@1'),
  bad(null, 'smtp on 465', 'smtp://ann:s3cret@smtp.gmail.com:465', 'settings-mode-mismatch@1'),
  bad(null, 'an @ in the password', 'smtp://ann:s3@cret@smtp.example.com:587', 'settings-url-unencoded@1'),
  bad(null, 'a / in the password', 'smtps://ann:s3/cret@smtp.example.com:465', 'settings-url-unencoded@1'),
  bad(null, 'a # in the password', 'smtps://ann:s3#cret@smtp.example.com:465', 'settings-url-unencoded@1'),
  bad(null, 'a lone %', 'smtps://ann:s3%cret@smtp.example.com:465', 'settings-url-unencoded@1'),
  bad(null, 'Office 365 on 465', 'smtps://ann%40example.com:s3cret@smtp.office365.com:465', 'port-not-offered@1'),
  bad(
    null,
    'the MX',
    'smtps://ann%40gmail.com:s3cret@gmail-smtp-in.l.google.com:465',
    'settings-host-not-submission@1',
  ),
  bad(null, 'the mail domain', 'smtps://ann%40gmail.com:s3cret@gmail.com:465', 'settings-host-not-submission@1'),
  bad(null, 'port 25 with a login', 'smtp://ann:s3cret@smtp.example.com:25', 'submission-on-relay-port@1'),
  bad(null, 'the IMAP port', 'smtps://ann:s3cret@smtp.example.com:993', 'settings-port-invalid@1'),
  good(
    null,
    'TLS on 587',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_ENCRYPTION=tls
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
  ),
  good(
    null,
    'SSL on 465',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=465
SMTP_ENCRYPTION=ssl
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
  ),
  good(
    null,
    'host and port alone',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_USER=ann
SMTP_PASSWORD="s3cret#one"`,
  ),
  bad(
    null,
    'TLS on 465',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=465
SMTP_ENCRYPTION=TLS
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
    'settings-label-ambiguous@3',
  ),
  bad(
    null,
    'SSL on 587',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_ENCRYPTION=SSL
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
    'settings-label-ambiguous@3',
  ),
  bad(
    null,
    'TLS and no port',
    `SMTP_HOST=smtp.example.com
SMTP_ENCRYPTION=TLS
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
    'settings-label-ambiguous@2',
  ),
  bad(
    null,
    'a # ends the password',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_USER=ann
SMTP_PASSWORD=s3cret#one`,
    'settings-value-cut@4',
  ),
  bad(
    null,
    'an empty host',
    `SMTP_HOST=
SMTP_PORT=587
SMTP_USER=ann@gmail.com
SMTP_PASSWORD=s3cret-one`,
    'settings-host-missing@1',
  ),
  bad(
    null,
    'an empty password',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
SMTP_USER=ann
SMTP_PASSWORD=`,
    'settings-login-incomplete@4',
  ),
  bad(
    null,
    'a port that is none',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=70000
SMTP_USER=ann
SMTP_PASSWORD=s3cret-one`,
    'settings-port-invalid@2',
  ),
  bad(
    null,
    'two hosts and a comma',
    `SMTP_HOST=smtp.example.com, smtp2.example.com
SMTP_PORT=587`,
    'settings-host-invalid@1',
  ),
  bad(
    null,
    'checks off for all of Node',
    `SMTP_HOST=smtp.example.com
SMTP_PORT=587
NODE_TLS_REJECT_UNAUTHORIZED=0`,
    'settings-verification-off@3',
  ),
];
