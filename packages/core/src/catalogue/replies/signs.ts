import type { Provider } from './types.ts';

/** What gives a provider away. Lower case; `hosts` are domains, with all names under them. */
type Signs = {
  readonly hosts: readonly string[];
  readonly greeting: readonly string[];
  readonly text: readonly string[];
};

const only = (...hosts: readonly string[]): Signs => ({ hosts, greeting: hosts, text: hosts });

/** How each provider is known. */
export const SIGNS: Readonly<Record<Provider, Signs>> = {
  'amazon-ses': {
    hosts: ['amazonaws.com', 'amazonses.com'],
    greeting: ['amazonaws.com', 'amazonses.com', 'simpleemailservice'],
    text: ['ses:send', 'subscribed to ses', 'amazonaws', 'your aws account', 'failed the check in region'],
  },
  brevo: {
    hosts: ['brevo.com', 'sendinblue.com'],
    greeting: ['brevo', 'sendinblue'],
    text: ['brevo', 'sendinblue'],
  },
  duocircle: only('duocircle.com', 'mailhop.org'),
  fastmail: only('fastmail.com', 'messagingengine.com'),
  gmx: {
    hosts: ['gmx.net', 'gmx.com', 'gmx.de', 'gmx.at', 'gmx.ch', 'web.de', 'mail.com', '1und1.de', 'kundenserver.de'],
    greeting: ['gmx.', 'web.de', 'mail.com nemesis', 'nemesis esmtp', 'kundenserver.de'],
    text: ['gmx.', 'web.de/', 'postmaster.1und1', 'nemesis esmtp'],
  },
  godaddy: only('secureserver.net', 'godaddy.com'),
  google: {
    hosts: ['gmail.com', 'googlemail.com', 'google.com'],
    greeting: ['gsmtp', 'mx.google.com'],
    text: ['gsmtp', 'support.google.com', 'accounts.google.com', "google's message size", 'gmail has detected'],
  },
  hostinger: only('hostinger.com', 'hostinger.io'),
  icloud: {
    hosts: ['icloud.com', 'me.com', 'mac.com'],
    greeting: ['icloud', '.me.com'],
    text: ['icloud.com', 'support.apple.com'],
  },
  mailgun: { hosts: ['mailgun.org'], greeting: ['mailgun'], text: ['mailgun'] },
  mailru: {
    hosts: ['mail.ru', 'bk.ru', 'list.ru', 'inbox.ru'],
    greeting: ['mail.ru'],
    text: ['help.mail.ru', 'parol prilozheniya'],
  },
  mailtrap: only('mailtrap.io'),
  mandrill: { hosts: ['mandrillapp.com'], greeting: ['mandrill'], text: ['mandrill'] },
  microsoft: {
    hosts: ['office365.com', 'outlook.com', 'office.com', 'hotmail.com', 'live.com'],
    greeting: ['outlook.com', 'office365.com'],
    text: [
      'prod.outlook',
      'outlook.com]',
      'aka.ms/',
      'storedrv.',
      'smtpclientauthentication is',
      'authentication unsuccessful, ',
      'basic authentication is not supported for client submission',
      'tenantattribution',
      'sender.office.com',
      '(s3140)',
      '(s3150)',
    ],
  },
  mxroute: { hosts: ['mxrouting.net', 'mxroute.com', 'mxlogin.com'], greeting: ['mxrout'], text: ['mxroute'] },
  netease: {
    hosts: ['163.com', '126.com', '126.net', 'yeah.net', '188.com'],
    greeting: ['163.com', '126.com', 'coremail'],
    text: ['mail.163.com', '163 smtp', '126 smtp'],
  },
  oracle: { hosts: ['oraclecloud.com'], greeting: ['oraclecloud', 'oracle'], text: ['oraclecloud'] },
  plunk: only('useplunk.com'),
  postmark: { hosts: ['postmarkapp.com', 'mtasv.net'], greeting: ['postmark', 'mtasv.net'], text: ['postmark'] },
  proton: {
    // Proton Bridge listens on this machine; only its greeting says who it is
    hosts: ['protonmail.ch', 'proton.me'],
    greeting: ['proton', 'protonmail bridge'],
    text: ['proton'],
  },
  qq: {
    hosts: ['qq.com', 'foxmail.com'],
    greeting: ['qq.com', 'qq mail', 'esmtp qizmail'],
    text: ['service.mail.qq.com', 'exmail.qq.com'],
  },
  resend: only('resend.com'),
  sendgrid: { hosts: ['sendgrid.net', 'sendgrid.com'], greeting: ['sendgrid'], text: ['sendgrid'] },
  smtp2go: { hosts: ['smtp2go.com'], greeting: ['smtp2go'], text: ['smtp2go'] },
  socketlabs: { hosts: ['socketlabs.com'], greeting: ['socketlabs'], text: ['socketlabs'] },
  sparkpost: {
    hosts: ['sparkpostmail.com', 'sparkpost.com'],
    greeting: ['sparkpost'],
    text: ['sparkpost', 'x-msys-api'],
  },
  tiscali: only('tiscali.it', 'tiscali.co.uk'),
  yahoo: {
    hosts: ['yahoo.com', 'yahoo.co.jp', 'aol.com', 'att.net', 'verizon.net', 'yahoodns.net', 'ymail.com'],
    greeting: ['yahoo', 'aol.com'],
    text: ['#auth005', 'postmaster.yahoo.com', 'senders.yahooinc.com', '[tss0'],
  },
  yandex: {
    hosts: ['yandex.ru', 'yandex.com', 'yandex.net', 'ya.ru'],
    greeting: ['yandex'],
    text: ['yandex'],
  },
  zoho: {
    hosts: ['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zoho.jp', 'zoho.com.cn', 'zohocloud.ca', 'zoho.sa'],
    greeting: ['zoho'],
    text: ['zoho.com', 'zoho.eu', 'zoho.in'],
  },
};

/** Whether host, greeting or the reply itself names this provider. All are lower case. */
export function names(provider: Provider, host: string, greeting: string, text: string): boolean {
  const signs = SIGNS[provider];
  return (
    signs.hosts.some((domain) => host === domain || host.endsWith(`.${domain}`)) ||
    signs.greeting.some((sign) => greeting.includes(sign)) ||
    signs.text.some((sign) => text.includes(sign))
  );
}
