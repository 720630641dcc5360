import type { Client } from '../types.ts';

/** Action Mailer of Rails, over the mail gem (lib/mail/network/delivery_methods/smtp.rb). */
const RAILS: Client = {
  id: 'rails',
  name: 'Rails Action Mailer',
  kind: 'framework',
  aliases: ['ruby', 'action-mailer', 'ruby-mail'],
  syntax: 'ruby',
  keys: {
    host: ['smtp_settings.address', 'address'],
    port: ['smtp_settings.port', 'port'],
    user: ['smtp_settings.user_name', 'user_name'],
    password: ['smtp_settings.password', 'password'],
    from: ['default_options.from', 'from'],
    ehlo: ['smtp_settings.domain', 'domain'],
  },
  modes: [
    ...(['tls', 'ssl'] as const).flatMap((key) => [
      {
        when: { [key]: ['true'], enable_starttls: ['true', ':always', ':auto', 'always', 'auto'] },
        conflict: `Ruby's mail gem stops with an ArgumentError: :enable_starttls and :${key} are mutually exclusive.`,
      },
      {
        when: { [key]: ['true'], enable_starttls_auto: ['true'] },
        conflict: `Ruby's mail gem stops with an ArgumentError since 2.8: :enable_starttls_auto and :${key} are mutually exclusive.`,
      },
      { when: { [key]: ['true'] }, mode: 'implicit-tls' as const },
    ]),
    { when: { enable_starttls: ['true', ':always', 'always'] }, mode: 'starttls' },
    { when: { enable_starttls: [':auto', 'auto'] }, mode: 'starttls', optional: true },
    { when: { enable_starttls_auto: ['true'] }, mode: 'starttls', optional: true },
    { when: { enable_starttls_auto: ['false'] }, mode: 'cleartext' },
    { when: { enable_starttls: ['false'] }, mode: 'cleartext' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\baction_mailer\b/, /\bsmtp_settings\b/, /\benable_starttls(_auto)?\b/],
  switches: [
    {
      key: 'openssl_verify_mode',
      values: ['none', 'OpenSSL::SSL::VERIFY_NONE', 'VERIFY_NONE', '0'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Ruby then accepts every certificate',
    },
  ],
  stringsAreTrue: true,
  labels: { 'implicit-tls': 'tls: true', starttls: 'enable_starttls: true', cleartext: 'enable_starttls: false' },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'tls: true means implicit TLS: with 587 it gives "wrong version number"; ENV["…"] is text, and "false" is true',
  templates: {
    'implicit-tls': `config.action_mailer.delivery_method = :smtp
config.action_mailer.default_options = { from: '{from}' }
config.action_mailer.smtp_settings = {
  address: '{host}',
  port: {port},
  tls: true,
  user_name: '{user}',
  password: ENV['SMTP_PASSWORD'],
  authentication: :plain
}
`,
    starttls: `config.action_mailer.delivery_method = :smtp
config.action_mailer.default_options = { from: '{from}' }
config.action_mailer.smtp_settings = {
  address: '{host}',
  port: {port},
  enable_starttls: true,
  user_name: '{user}',
  password: ENV['SMTP_PASSWORD'],
  authentication: :plain
}
`,
    cleartext: `config.action_mailer.delivery_method = :smtp
config.action_mailer.default_options = { from: '{from}' }
config.action_mailer.smtp_settings = {
  address: '{host}',
  port: {port},
  enable_starttls: false
}
`,
  },
  where: 'config/environments/production.rb',
  source: 'mikel/mail lib/mail/network/delivery_methods/smtp.rb; guides.rubyonrails.org action_mailer_basics',
  gathered: '2026-11',
  confidence: 'high',
};

/** The clients of Ruby. */
export const RUBY_CLIENTS: readonly Client[] = [RAILS];
