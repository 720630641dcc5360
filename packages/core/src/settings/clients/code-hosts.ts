import type { Client } from '../types.ts';
import { PASSWORD } from './form.ts';

const gitea = (protocol: string, login: boolean): string => `[mailer]
ENABLED = true
PROTOCOL = ${protocol}
SMTP_ADDR = {host}
SMTP_PORT = {port}
FROM = {from}
${login ? `USER = {user}\nPASSWD = \`${PASSWORD}\`\n` : ''}`;

/** Gitea from 1.18, and Forgejo: one word names the mode; without it the port decides. */
export const GITEA: Client = {
  id: 'gitea',
  name: 'Gitea, Forgejo',
  kind: 'application',
  aliases: ['forgejo', 'codeberg'],
  syntax: 'ini',
  keys: {
    host: ['mailer.SMTP_ADDR', 'GITEA__mailer__SMTP_ADDR', 'FORGEJO__mailer__SMTP_ADDR'],
    port: ['mailer.SMTP_PORT', 'GITEA__mailer__SMTP_PORT', 'FORGEJO__mailer__SMTP_PORT'],
    place: ['mailer.HOST'],
    user: ['mailer.USER', 'GITEA__mailer__USER', 'FORGEJO__mailer__USER'],
    password: ['mailer.PASSWD', 'GITEA__mailer__PASSWD', 'FORGEJO__mailer__PASSWD'],
    from: ['mailer.FROM', 'GITEA__mailer__FROM', 'FORGEJO__mailer__FROM'],
    ehlo: ['mailer.HELO_HOSTNAME'],
  },
  modes: [
    ...['mailer.PROTOCOL', 'GITEA__mailer__PROTOCOL', 'FORGEJO__mailer__PROTOCOL'].flatMap((key) => [
      { when: { [key]: ['smtps'] }, mode: 'implicit-tls' as const },
      { when: { [key]: ['smtp+starttls', 'smtp+startls'] }, mode: 'starttls' as const },
      { when: { [key]: ['smtp'] }, mode: 'cleartext' as const },
    ]),
    { when: { 'mailer.IS_TLS_ENABLED': ['true'] }, mode: 'implicit-tls' },
    { when: { 'mailer.IS_TLS_ENABLED': ['false'] }, mode: 'starttls', optional: true },
    { when: {}, port: [25], mode: 'cleartext' },
    { when: {}, port: [587], mode: 'starttls' },
    { when: {}, mode: 'implicit-tls' },
  ],
  signs: [/^\s*\[mailer\]\s*$/im, /\b(?:GITEA|FORGEJO)__mailer__\w+/, /^\s*PROTOCOL\s*=\s*smtp(?:s|\+)/im],
  switches: [
    {
      key: 'mailer.FORCE_TRUST_SERVER_CERT',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Gitea then accepts every certificate',
    },
    {
      key: 'mailer.SKIP_VERIFY',
      values: ['true'],
      code: 'settings-verification-off',
      instead: 'false',
      why: 'Gitea then accepts every certificate',
    },
    {
      key: 'mailer.IS_TLS_ENABLED',
      values: 'any',
      code: 'settings-without-effect',
      instead: null,
      why: 'since 1.19 PROTOCOL decides: smtps or smtp+starttls',
    },
  ],
  stringsAreTrue: false,
  labels: {
    'implicit-tls': 'PROTOCOL = smtps',
    starttls: 'PROTOCOL = smtp+starttls',
    cleartext: 'PROTOCOL = smtp',
  },
  defaults: { host: null, port: 465 },
  mistake: 'PROTOCOL = smtps beside port 587, as the documentation itself had it for years; 587 wants smtp+starttls',
  templates: {
    'implicit-tls': gitea('smtps', true),
    starttls: gitea('smtp+starttls', true),
    cleartext: gitea('smtp', false),
  },
  where: 'app.ini',
  source: 'go-gitea/gitea, modules/setting/mailer.go; issue #14773',
  gathered: '2026-11',
  confidence: 'high',
};

const gitlab = (tls: boolean, starttls: boolean, login: boolean): string => `gitlab_rails['smtp_enable'] = true
gitlab_rails['smtp_address'] = '{host}'
gitlab_rails['smtp_port'] = {port}
${login ? `gitlab_rails['smtp_user_name'] = '{user}'\ngitlab_rails['smtp_password'] = '${PASSWORD}'\n` : ''}gitlab_rails['smtp_domain'] = '{domain}'
${login ? "gitlab_rails['smtp_authentication'] = 'login'\n" : ''}gitlab_rails['smtp_tls'] = ${tls}
gitlab_rails['smtp_enable_starttls_auto'] = ${starttls}
gitlab_rails['gitlab_email_from'] = '{from}'
`;

/** The packages' gitlab.rb, which becomes settings of Action Mailer. */
export const GITLAB: Client = {
  id: 'gitlab',
  name: 'GitLab (Linux package)',
  kind: 'application',
  aliases: ['gitlab-omnibus', 'omnibus'],
  syntax: 'ruby',
  keys: {
    host: ['smtp_address'],
    port: ['smtp_port'],
    user: ['smtp_user_name'],
    password: ['smtp_password'],
    from: ['gitlab_email_from'],
    ehlo: ['smtp_domain'],
  },
  modes: [
    {
      when: { smtp_tls: ['true'], smtp_enable_starttls_auto: ['true'] },
      conflict: 'smtp_tls starts TLS at once, and GitLab refuses to combine it with STARTTLS or hangs',
    },
    { when: { smtp_tls: ['true'] }, mode: 'implicit-tls' },
    { when: { smtp_ssl: ['true'] }, mode: 'implicit-tls' },
    { when: { smtp_force_ssl: ['true'] }, mode: 'implicit-tls' },
    { when: { smtp_enable_starttls_auto: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bgitlab_rails\[['"]smtp_\w+/],
  switches: [
    {
      key: 'smtp_openssl_verify_mode',
      values: ['none'],
      code: 'settings-verification-off',
      instead: 'peer',
      why: 'GitLab then accepts every certificate',
    },
  ],
  stringsAreTrue: true,
  labels: {
    'implicit-tls': 'smtp_tls true, smtp_enable_starttls_auto false',
    starttls: 'smtp_enable_starttls_auto true, smtp_tls false',
    cleartext: 'both false',
  },
  defaults: { host: 'localhost', port: 25 },
  mistake: 'smtp_tls and smtp_enable_starttls_auto both true: "wrong version number" on 587, a hang on 465',
  templates: {
    'implicit-tls': gitlab(true, false, true),
    starttls: gitlab(false, true, true),
    cleartext: gitlab(false, false, false),
  },
  where: '/etc/gitlab/gitlab.rb, then "gitlab-ctl reconfigure"',
  source: 'docs.gitlab.com/omnibus/settings/smtp',
  gathered: '2026-11',
  confidence: 'medium',
};

const jenkins = (ssl: boolean, tls: boolean, login: boolean): string => `unclassified:
  mailer:
    smtpHost: '{host}'
    smtpPort: '{port}'
    useSsl: ${ssl}
    useTls: ${tls}
${login ? `    authentication:\n      username: '{user}'\n      password: '\${SMTP_PASSWORD}'\n` : ''}`;

/** The Mailer plugin by Configuration as Code, and by the labels of its form. */
export const JENKINS: Client = {
  id: 'jenkins',
  name: 'Jenkins (Mailer)',
  kind: 'application',
  aliases: [],
  syntax: 'yaml',
  keys: {
    host: ['mailer.smtpHost', 'SMTP server'],
    port: ['mailer.smtpPort', 'SMTP Port'],
    user: ['mailer.authentication.username', 'User Name'],
    password: ['mailer.authentication.password', 'Password'],
    from: ['adminAddress', 'System Admin e-mail address'],
  },
  modes: [
    {
      when: { useSsl: ['true'], useTls: ['true'] },
      conflict: 'with both, Jenkins starts TLS at once and never gets to STARTTLS',
    },
    {
      when: { 'Use SSL': ['true'], 'Use TLS': ['true'] },
      conflict: 'with both ticked, Jenkins starts TLS at once and never gets to STARTTLS',
    },
    { when: { useSsl: ['true'] }, mode: 'implicit-tls' },
    { when: { 'Use SSL': ['true'] }, mode: 'implicit-tls' },
    { when: { useTls: ['true'] }, mode: 'starttls' },
    { when: { 'Use TLS': ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/^\s*unclassified\s*:/m, /^\s*useSsl\s*:/m],
  switches: [],
  stringsAreTrue: false,
  labels: { 'implicit-tls': 'useSsl: true (Use SSL)', starttls: 'useTls: true (Use TLS)', cleartext: 'both off' },
  defaults: { host: 'localhost', port: 25 },
  mistake: '"Use SSL" and "Use TLS" both ticked; the system administrator\'s address is not the one that logs in',
  templates: {
    'implicit-tls': jenkins(true, false, true),
    starttls: jenkins(false, true, true),
    cleartext: jenkins(false, false, false),
  },
  where: 'jenkins.yaml (Configuration as Code), or Manage Jenkins > System > E-mail Notification',
  source: 'the Mailer plugin (jenkinsci/mailer-plugin)',
  gathered: '2026-11',
  confidence: 'medium',
};
