import type { Need, Provider, ProviderKind, Source, UsernameForm } from './types.ts';

/** What a login takes, as people say it. */
export const NEED_NAMES: Readonly<Record<Need, string>> = {
  password: 'password',
  'app-password': 'app password',
  oauth: 'OAuth',
  'api-key': 'API key',
  'smtp-credentials': 'SMTP credentials',
  'allow-list': 'allowed address',
  bridge: 'bridge program',
  nothing: 'nothing',
  'no-smtp': 'no SMTP',
};

/** Kinds of providers, as headings. */
export const KIND_NAMES: Readonly<Record<ProviderKind, string>> = {
  mailbox: 'Mailboxes',
  service: 'Sending services',
  hoster: 'Hosters',
  test: 'For tests',
};

/** Who says so, in words. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  vendor: "the provider's own pages",
  nodemailer: "Nodemailer's list of services",
  ispdb: "Thunderbird's ISPDB",
  chatmail: "chatmail's provider list",
  'public-threads': 'public issue threads',
  guides: 'guides by others',
  'common-knowledge': 'common knowledge, not checked',
};

/** What a login takes, alternatives joined: "app password or OAuth". */
export const needsText = ({ needs }: Pick<Provider, 'needs'>): string =>
  needs.map((need) => NEED_NAMES[need]).join(' or ');

/** What to type as user name. */
export function usernameText(form: UsernameForm): string {
  if (typeof form === 'object') return `the word ${form.literal}`;
  return USERNAMES[form];
}

const USERNAMES: Readonly<Record<Extract<UsernameForm, string>, string>> = {
  address: 'the whole e-mail address',
  'local-part': 'the part before the @',
  'address-or-local-part': 'the whole e-mail address, or the part before the @',
  issued: 'as the provider shows it',
  key: 'the key itself',
  any: 'anything',
};

/** A host with its words shown as placeholders: `email-smtp.<region>.amazonaws.com`. */
export const hostText = (host: string): string => host.replace(/\{(\w+)\}/g, '<$1>');
