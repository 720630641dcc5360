import type { Client } from '../types.ts';

const common = { kind: 'library', syntax: 'python', gathered: '2026-11' } as const;

/** Django (django/core/mail/backends/smtp.py). Both modes check the certificate since Django 4.2. */
const DJANGO: Client = {
  ...common,
  id: 'django',
  name: 'Django',
  kind: 'framework',
  aliases: ['django-mail'],
  // MAILERS with OPTIONS replaces the EMAIL_ names since Django 6.1; those work until 7.0
  keys: {
    host: ['EMAIL_HOST', 'OPTIONS.host'],
    port: ['EMAIL_PORT', 'OPTIONS.port'],
    user: ['EMAIL_HOST_USER', 'OPTIONS.username'],
    password: ['EMAIL_HOST_PASSWORD', 'OPTIONS.password'],
    from: ['DEFAULT_FROM_EMAIL', 'SERVER_EMAIL'],
  },
  modes: [
    {
      when: { EMAIL_USE_SSL: ['true'], EMAIL_USE_TLS: ['true'] },
      conflict: 'Django stops with a ValueError: EMAIL_USE_TLS and EMAIL_USE_SSL are mutually exclusive.',
    },
    { when: { EMAIL_USE_SSL: ['true'] }, mode: 'implicit-tls' },
    { when: { EMAIL_USE_TLS: ['true'] }, mode: 'starttls' },
    {
      when: { 'OPTIONS.use_ssl': ['true'], 'OPTIONS.use_tls': ['true'] },
      conflict: 'Django stops with an error: use_tls and use_ssl are mutually exclusive.',
    },
    { when: { 'OPTIONS.use_ssl': ['true'] }, mode: 'implicit-tls' },
    { when: { 'OPTIONS.use_tls': ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bEMAIL_USE_(TLS|SSL)\b/, /\bEMAIL_HOST_(USER|PASSWORD)\b/, /\bdjango\.core\.mail\b/],
  switches: [],
  stringsAreTrue: true,
  labels: {
    'implicit-tls': 'EMAIL_USE_SSL = True',
    starttls: 'EMAIL_USE_TLS = True',
    cleartext: 'EMAIL_USE_TLS = False, EMAIL_USE_SSL = False',
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'EMAIL_USE_TLS means STARTTLS: with port 465 it waits for a greeting that never comes; "False" from the environment is true',
  templates: {
    'implicit-tls': `import os

EMAIL_HOST = '{host}'
EMAIL_PORT = {port}
EMAIL_USE_SSL = True
EMAIL_HOST_USER = '{user}'
EMAIL_HOST_PASSWORD = os.environ['SMTP_PASSWORD']
DEFAULT_FROM_EMAIL = '{from}'
`,
    starttls: `import os

EMAIL_HOST = '{host}'
EMAIL_PORT = {port}
EMAIL_USE_TLS = True
EMAIL_HOST_USER = '{user}'
EMAIL_HOST_PASSWORD = os.environ['SMTP_PASSWORD']
DEFAULT_FROM_EMAIL = '{from}'
`,
    cleartext: `EMAIL_HOST = '{host}'
EMAIL_PORT = {port}
EMAIL_USE_TLS = False
EMAIL_USE_SSL = False
DEFAULT_FROM_EMAIL = '{from}'
`,
  },
  where: 'settings.py',
  source: 'django/django core/mail/backends/smtp.py; docs.djangoproject.com howto/mailers-migration',
  confidence: 'high',
};

/** Flask-Mail (src/flask_mail/__init__.py): gives smtplib no TLS context, so no certificate is ever checked. */
const FLASK_MAIL: Client = {
  ...common,
  id: 'flask-mail',
  name: 'Flask-Mail',
  aliases: ['flask'],
  keys: {
    host: ['MAIL_SERVER'],
    port: ['MAIL_PORT'],
    user: ['MAIL_USERNAME'],
    password: ['MAIL_PASSWORD'],
    from: ['MAIL_DEFAULT_SENDER'],
  },
  modes: [
    {
      when: { MAIL_USE_SSL: ['true'], MAIL_USE_TLS: ['true'] },
      conflict: 'Flask-Mail connects with TLS and then asks for STARTTLS inside of it, which the server refuses.',
    },
    { when: { MAIL_USE_SSL: ['true'] }, mode: 'implicit-tls' },
    { when: { MAIL_USE_TLS: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bflask_mail\b/, /\bMAIL_USE_(TLS|SSL)\b/],
  switches: [],
  stringsAreTrue: true,
  labels: {
    'implicit-tls': 'MAIL_USE_SSL = True',
    starttls: 'MAIL_USE_TLS = True',
    cleartext: 'MAIL_USE_TLS = False, MAIL_USE_SSL = False',
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'MAIL_USE_TLS means STARTTLS (587), MAIL_USE_SSL implicit TLS (465); certificates are not checked in either mode',
  templates: {
    'implicit-tls': `import os

MAIL_SERVER = '{host}'
MAIL_PORT = {port}
MAIL_USE_SSL = True
MAIL_USERNAME = '{user}'
MAIL_PASSWORD = os.environ['SMTP_PASSWORD']
MAIL_DEFAULT_SENDER = '{from}'
`,
    starttls: `import os

MAIL_SERVER = '{host}'
MAIL_PORT = {port}
MAIL_USE_TLS = True
MAIL_USERNAME = '{user}'
MAIL_PASSWORD = os.environ['SMTP_PASSWORD']
MAIL_DEFAULT_SENDER = '{from}'
`,
    cleartext: `MAIL_SERVER = '{host}'
MAIL_PORT = {port}
MAIL_USE_TLS = False
MAIL_USE_SSL = False
MAIL_DEFAULT_SENDER = '{from}'
`,
  },
  where: 'the file that app.config.from_object or from_pyfile loads',
  source: 'pallets-eco/flask-mail src/flask_mail/__init__.py (configure_host)',
  confidence: 'high',
};

/** The SMTP client of Python's standard library. */
const SMTPLIB: Client = {
  ...common,
  id: 'smtplib',
  name: 'Python smtplib',
  aliases: ['python', 'python-smtplib'],
  keys: {
    // A port may stand behind the host
    place: ['SMTP_SSL().0', 'SMTP_SSL().host', 'SMTP().0', 'SMTP().host', 'connect().0', 'connect().host'],
    port: ['SMTP_SSL().1', 'SMTP_SSL().port', 'SMTP().1', 'SMTP().port', 'connect().1', 'connect().port'],
    user: ['login().0', 'login().user'],
    password: ['login().1', 'login().password'],
    from: ['sendmail().0', 'sendmail().from_addr', 'send_message().from_addr'],
    ehlo: ['SMTP_SSL().local_hostname', 'SMTP_SSL().2', 'SMTP().local_hostname', 'SMTP().2', 'ehlo().0'],
  },
  modes: [
    {
      when: { 'SMTP_SSL()': 'any', 'starttls()': 'any', 'SMTP()': 'absent' },
      conflict: 'SMTP_SSL is encrypted already, and starttls() inside of it fails: the server does not offer it twice.',
    },
    { when: { 'SMTP_SSL()': 'any' }, mode: 'implicit-tls' },
    { when: { 'starttls()': 'any' }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bsmtplib\b/, /\bSMTP_SSL\s*\(/],
  switches: [],
  stringsAreTrue: true,
  labels: { 'implicit-tls': 'smtplib.SMTP_SSL', starttls: 'smtplib.SMTP, then starttls()', cleartext: 'smtplib.SMTP' },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'SMTP_SSL on 587 gives WRONG_VERSION_NUMBER, SMTP on 465 hangs; without context=ssl.create_default_context() no certificate is checked',
  templates: {
    'implicit-tls': `import os
import smtplib
import ssl

with smtplib.SMTP_SSL('{host}', {port}, context=ssl.create_default_context()) as server:
    server.login('{user}', os.environ['SMTP_PASSWORD'])
    server.send_message(message, from_addr='{from}')
`,
    starttls: `import os
import smtplib
import ssl

with smtplib.SMTP('{host}', {port}) as server:
    server.starttls(context=ssl.create_default_context())
    server.login('{user}', os.environ['SMTP_PASSWORD'])
    server.send_message(message, from_addr='{from}')
`,
    cleartext: `import smtplib

with smtplib.SMTP('{host}', {port}) as server:
    server.send_message(message, from_addr='{from}')
`,
  },
  where: 'where your program sends; message is its email.message.EmailMessage',
  source: 'docs.python.org library/smtplib; CPython Lib/smtplib.py',
  confidence: 'high',
};

/** The clients of Python, its standard library first. */
export const PYTHON_CLIENTS: readonly Client[] = [SMTPLIB, DJANGO, FLASK_MAIL];
