import { hostsOf, providerOfDomain, providerOfHost, providerOfMx } from './find.ts';
import { providerOfId } from './list.ts';
import { comparable, fillHoles, holes } from './names.ts';
import type { Provider } from './types.ts';

/** What a name is in place of a submission host. */
export type LookAlikeKind = 'mx' | 'mail-domain' | 'web' | 'mailbox' | 'api' | 'guess';

/** A name that people take for a submission host, and the host they want. */
export type LookAlike = {
  readonly host: string;
  readonly is: LookAlikeKind;
  /** Null where the provider has no submission host, or where its name is not known from this one. */
  readonly useInstead: string | null;
  readonly provider: Provider;
};

/** What a look-alike is, as the end of "this name is …". */
export const LOOK_ALIKE_NAMES: Readonly<Record<LookAlikeKind, string>> = {
  mx: 'where other servers deliver mail (MX), which takes no logins from users',
  'mail-domain': 'the mail domain, not a mail server',
  web: 'a web site',
  mailbox: 'the server that mail is fetched from (IMAP or POP)',
  api: 'an HTTP interface',
  guess: 'a name that is often guessed and is not the documented one',
};

type Row = readonly [pattern: string, is: LookAlikeKind, provider: string];

/** Names that no general rule below finds. */
const ROWS: readonly Row[] = [
  ['mail.google.com', 'web', 'gmail'],
  ['www.gmail.com', 'web', 'gmail'],
  ['smtp.google.com', 'mx', 'gmail'],
  ['outlook.office.com', 'web', 'microsoft365'],
  ['outlook.office365.com', 'mailbox', 'microsoft365'],
  ['outlook.live.com', 'web', 'outlook'],
  ['www.outlook.com', 'web', 'outlook'],
  ['imap-mail.outlook.com', 'mailbox', 'outlook'],
  ['pop-mail.outlook.com', 'mailbox', 'outlook'],
  ['smtp.outlook.com', 'guess', 'outlook'],
  ['smtp.live.com', 'guess', 'outlook'],
  ['mail.yahoo.com', 'web', 'yahoo'],
  ['smtp.yahoo.com', 'guess', 'yahoo'],
  ['www.icloud.com', 'web', 'icloud'],
  ['smtp.icloud.com', 'guess', 'icloud'],
  ['smtp.me.com', 'guess', 'icloud'],
  ['imap.gmx.net', 'mailbox', 'gmx'],
  ['pop.gmx.net', 'mailbox', 'gmx'],
  ['imap.gmx.com', 'mailbox', 'gmx-com'],
  ['pop.gmx.com', 'mailbox', 'gmx-com'],
  ['pop3.web.de', 'mailbox', 'webde'],
  ['secureimap.t-online.de', 'mailbox', 'tonline'],
  ['securepop.t-online.de', 'mailbox', 'tonline'],
  ['mail.zoho.com', 'web', 'zoho'],
  ['mail.zoho.eu', 'web', 'zoho-eu'],
  ['smtp.protonmail.com', 'guess', 'proton'],
  ['smtp.proton.me', 'guess', 'proton'],
  ['mail.proton.me', 'web', 'proton'],
  ['smtp.tutanota.com', 'guess', 'tuta'],
  ['email.{region}.amazonaws.com', 'api', 'ses'],
  ['inbound-smtp.{region}.amazonaws.com', 'mx', 'ses'],
  ['api.sendgrid.com', 'api', 'sendgrid'],
  ['mx.sendgrid.net', 'mx', 'sendgrid'],
  ['api.mailgun.net', 'api', 'mailgun'],
  ['api.eu.mailgun.net', 'api', 'mailgun'],
  ['mxa.mailgun.org', 'mx', 'mailgun'],
  ['mxb.mailgun.org', 'mx', 'mailgun'],
  ['api.postmarkapp.com', 'api', 'postmark'],
  ['inbound.postmarkapp.com', 'mx', 'postmark'],
  ['api.brevo.com', 'api', 'brevo'],
  ['api.mailjet.com', 'api', 'mailjet'],
  ['api.sparkpost.com', 'api', 'sparkpost'],
  ['api.resend.com', 'api', 'resend'],
];

/** Hosts that EU customers use, where the first host of the provider is not theirs. */
const MEANT: Readonly<Record<string, string>> = { 'api.eu.mailgun.net': 'smtp.eu.mailgun.org' };

/**
 * Says what a name is that is mistaken for a submission host; null for a submission host, and for a name that nothing is
 * known of.
 *
 * @example
 * ```ts
 * lookAlikeOf('aspmx.l.google.com')?.useInstead; // 'smtp.gmail.com'
 * lookAlikeOf('smtp.gmail.com'); // null
 * ```
 */
export function lookAlikeOf(host: string): LookAlike | null {
  const name = comparable(host);
  if (name === null || providerOfHost(name) !== null) return null;
  return (
    listed(name) ??
    general(name, providerOfDomain(name), 'mail-domain') ??
    fetched(name) ??
    general(name, providerOfMx(name), 'mx')
  );
}

/** The host that is meant by a name, and what the name is in its place, as words of a finding; empty where nothing is known. */
export function meantWords(host: string): Readonly<Record<string, string>> {
  const alike = lookAlikeOf(host);
  return alike === null || alike.useInstead === null
    ? {}
    : { meant: alike.useInstead, alike: LOOK_ALIKE_NAMES[alike.is] };
}

function listed(name: string): LookAlike | null {
  for (const [pattern, is, id] of ROWS) {
    const words = holes(pattern, name);
    const provider = words === null ? null : providerOfId(id);
    if (words !== null && provider !== null)
      return { host: name, is, useInstead: MEANT[name] ?? meant(provider, words), provider };
  }
  return null;
}

const general = (name: string, provider: Provider | null, is: LookAlikeKind): LookAlike | null =>
  provider === null ? null : { host: name, is, useInstead: meant(provider, {}), provider };

/** `imap.` or `pop.` before a name that has a submission host under `smtp.` or `mail.`. */
function fetched(name: string): LookAlike | null {
  const rest = /^(?:imap|imaps|imap4|pop|pop3|pops)\.(.+)$/.exec(name)?.[1];
  for (const first of rest === undefined ? [] : ['smtp', 'mail']) {
    const useInstead = `${first}.${rest}`;
    const provider = providerOfHost(useInstead);
    if (provider !== null) return { host: name, is: 'mailbox', useInstead, provider };
  }
  return null;
}

/** The first host that is a name by now; one on the user's own machine is none for this purpose. */
const meant = (provider: Provider, words: Readonly<Record<string, string>>): string | null =>
  hostsOf(provider)
    .map((each) => fillHoles(each, words))
    .find((each) => comparable(each) !== null && !each.includes('{')) ?? null;
