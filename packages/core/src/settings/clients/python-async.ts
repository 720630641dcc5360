import type { Client } from '../types.ts';

const common = { kind: 'library', syntax: 'python', stringsAreTrue: true, gathered: '2026-11' } as const;

/** aiosmtplib (src/aiosmtplib/smtp.py): upgrades by itself where STARTTLS is offered, unless start_tls says otherwise. */
const AIOSMTPLIB: Client = {
  ...common,
  id: 'aiosmtplib',
  name: 'aiosmtplib',
  aliases: [],
  keys: {
    host: ['hostname', 'SMTP().0'],
    port: ['port', 'SMTP().1'],
    user: ['username', 'login().0'],
    password: ['password', 'login().1'],
    from: ['sender'],
    ehlo: ['local_hostname'],
  },
  modes: [
    {
      when: { use_tls: ['true'], start_tls: ['true'] },
      conflict: 'aiosmtplib stops with a ValueError: start_tls and use_tls are not compatible.',
    },
    { when: { use_tls: ['true'] }, mode: 'implicit-tls' },
    { when: { start_tls: ['true'] }, mode: 'starttls' },
    { when: { 'starttls()': 'any' }, mode: 'starttls' },
    { when: { start_tls: ['False', '0'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\baiosmtplib\b/],
  switches: [
    {
      key: 'validate_certs',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'aiosmtplib then accepts every certificate',
    },
  ],
  labels: { 'implicit-tls': 'use_tls=True', starttls: 'start_tls=True', cleartext: 'start_tls=False' },
  defaults: { host: 'localhost', port: 25 },
  mistake: 'use_tls=True with port 587: it means implicit TLS, the upgrade is start_tls=True',
  templates: {
    'implicit-tls': `import os

import aiosmtplib

await aiosmtplib.send(
    message,
    hostname='{host}',
    port={port},
    use_tls=True,
    username='{user}',
    password=os.environ['SMTP_PASSWORD'],
)
`,
    starttls: `import os

import aiosmtplib

await aiosmtplib.send(
    message,
    hostname='{host}',
    port={port},
    start_tls=True,
    username='{user}',
    password=os.environ['SMTP_PASSWORD'],
)
`,
    cleartext: `import aiosmtplib

await aiosmtplib.send(message, hostname='{host}', port={port}, start_tls=False)
`,
  },
  where: 'where your program sends; message is its email.message.EmailMessage',
  source: 'cole/aiosmtplib src/aiosmtplib/smtp.py (connect)',
  confidence: 'high',
};

/** fastapi-mail (fastapi_mail/config.py), over aiosmtplib: all six of its first settings must be there. */
const FASTAPI_MAIL: Client = {
  ...common,
  id: 'fastapi-mail',
  name: 'fastapi-mail',
  aliases: ['fastapi'],
  keys: {
    host: ['MAIL_SERVER'],
    port: ['MAIL_PORT'],
    user: ['MAIL_USERNAME'],
    password: ['MAIL_PASSWORD'],
    from: ['MAIL_FROM'],
    ehlo: ['LOCAL_HOSTNAME'],
  },
  modes: [
    {
      when: { MAIL_SSL_TLS: ['true'], MAIL_STARTTLS: ['true'] },
      conflict: 'aiosmtplib, which fastapi-mail uses, stops with a ValueError: one of MAIL_STARTTLS and MAIL_SSL_TLS.',
    },
    { when: { MAIL_SSL_TLS: ['true'] }, mode: 'implicit-tls' },
    { when: { MAIL_STARTTLS: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bfastapi_mail\b/, /\bMAIL_SSL_TLS\b/, /\bMAIL_STARTTLS\b/],
  switches: [
    {
      key: 'VALIDATE_CERTS',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'fastapi-mail then accepts every certificate',
    },
    {
      key: 'MAIL_TLS',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'fastapi-mail calls it MAIL_STARTTLS now',
    },
    {
      key: 'MAIL_SSL',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'fastapi-mail calls it MAIL_SSL_TLS now',
    },
  ],
  labels: {
    'implicit-tls': 'MAIL_SSL_TLS=True, MAIL_STARTTLS=False',
    starttls: 'MAIL_STARTTLS=True, MAIL_SSL_TLS=False',
    cleartext: 'MAIL_STARTTLS=False, MAIL_SSL_TLS=False',
  },
  defaults: { host: null, port: null },
  mistake: 'MAIL_SSL_TLS=True with port 587; the names MAIL_TLS and MAIL_SSL of old examples are not read any more',
  templates: {
    'implicit-tls': `import os

from fastapi_mail import ConnectionConfig

config = ConnectionConfig(
    MAIL_SERVER='{host}',
    MAIL_PORT={port},
    MAIL_SSL_TLS=True,
    MAIL_STARTTLS=False,
    MAIL_USERNAME='{user}',
    MAIL_PASSWORD=os.environ['SMTP_PASSWORD'],
    MAIL_FROM='{from}',
)
`,
    starttls: `import os

from fastapi_mail import ConnectionConfig

config = ConnectionConfig(
    MAIL_SERVER='{host}',
    MAIL_PORT={port},
    MAIL_SSL_TLS=False,
    MAIL_STARTTLS=True,
    MAIL_USERNAME='{user}',
    MAIL_PASSWORD=os.environ['SMTP_PASSWORD'],
    MAIL_FROM='{from}',
)
`,
    cleartext: `from fastapi_mail import ConnectionConfig

config = ConnectionConfig(
    MAIL_SERVER='{host}',
    MAIL_PORT={port},
    MAIL_SSL_TLS=False,
    MAIL_STARTTLS=False,
    MAIL_USERNAME='',
    MAIL_PASSWORD='',
    MAIL_FROM='{from}',
    USE_CREDENTIALS=False,
)
`,
  },
  where: 'where your program makes its FastMail',
  source: 'sabuhish/fastapi-mail fastapi_mail/config.py, connection.py',
  confidence: 'high',
};

/** The clients of Python for asyncio. */
export const PYTHON_ASYNC_CLIENTS: readonly Client[] = [AIOSMTPLIB, FASTAPI_MAIL];
