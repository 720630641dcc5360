import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exactProvider,
  hostsOf,
  lookAlikeOf,
  offersThere,
  PROVIDERS,
  type Provider,
  providerOfDomain,
  providerOfHost,
  providerOfId,
  providerOfMx,
  searchProviders,
} from './index.ts';

const id = (found: Provider | null): string | null => found?.id ?? null;
const known = (name: string): Provider => {
  const found = providerOfId(name);
  if (found === null) throw new Error(`no provider ${name}`);
  return found;
};

describe('the provider of a submission host', () => {
  it.each([
    ['smtp.gmail.com', 'gmail'],
    ['SMTP.Gmail.COM.', 'gmail'],
    ['smtp.googlemail.com', 'gmail'],
    ['smtp-relay.gmail.com', 'gmail-relay'],
    ['email-smtp.eu-central-1.amazonaws.com', 'ses'],
    ['smtp.email.us-ashburn-1.oci.oraclecloud.com', 'oracle-oci'],
    ['ex4.mail.ovh.net', 'ovh-exchange'],
    ['w0123456.kasserver.com', 'allinkl'],
    ['posteo.de', 'posteo'],
    ['gmail.com', null],
    ['evilsmtp.gmail.com', null],
    ['smtp.gmail.com.evil.test', null],
    ['smtp.evilgmail.com', null],
    ['a.smtp.gmail.com', null],
    ['email-smtp.amazonaws.com', null],
    ['email-smtp.a.b.amazonaws.com', null],
    ['email-smtp..amazonaws.com', null],
    ['pro.mail.ovh.net', null],
    ['127.0.0.1', null],
    ['localhost', null],
    ['', null],
  ])('%s is that of %s', (host, want) => {
    expect(id(providerOfHost(host))).toBe(want);
  });

  it('is found for A-labels alone: look-alike letters are somebody else (SEC-06)', () => {
    expect(providerOfHost('smtp.gm\u0430il.com')).toBeNull();
    expect(providerOfHost('smtp.xn--gmil-63d.com')).toBeNull();
    // The Kelvin sign becomes an ASCII k in lower case, the long s an S in upper case
    expect(providerOfHost('smtp.\u212Aolabnow.com')).toBeNull();
    expect(providerOfDomain('gmail\u3002com')).toBeNull();
    expect(providerOfMx('a\u017Fpmx.l.google.com')).toBeNull();
  });

  it('is its own for every host in the list', () => {
    for (const each of PROVIDERS)
      for (const host of hostsOf(each).filter((name) => name !== '127.0.0.1'))
        expect(id(providerOfHost(host.replace(/\{\w+\}/g, 'x1'))), host).toBe(each.id);
  });
});

describe('the provider of a mail domain', () => {
  it.each([
    ['gmail.com', 'gmail'],
    ['GMX.de', 'gmx'],
    ['gmx.com', 'gmx-com'],
    ['contoso.onmicrosoft.com', 'microsoft365'],
    ['zoho.eu', 'zoho-eu'],
    ['verizon.net', 'aol'],
    ['tuta.com', 'tuta'],
    ['evilgmail.com', null],
    ['gmail.com.evil.test', null],
    ['mail.gmail.com', null],
    ['onmicrosoft.com', null],
    ['example.com', null],
  ])('%s is that of %s', (domain, want) => {
    expect(id(providerOfDomain(domain))).toBe(want);
  });
});

describe('the provider of an MX host', () => {
  it.each([
    ['aspmx.l.google.com', 'gmail'],
    ['alt3.aspmx.l.google.com', 'gmail'],
    ['aspmx2.googlemail.com', 'gmail'],
    ['smtp.google.com', 'gmail'],
    ['contoso-com.mail.protection.outlook.com', 'microsoft365'],
    ['contoso-com.o-v1.mx.microsoft', 'microsoft365'],
    ['hotmail-com.olc.protection.outlook.com', 'outlook'],
    ['mta5.am0.yahoodns.net', 'yahoo'],
    ['mx-aol.mail.gm0.yahoodns.net', 'aol'],
    ['mxbiz1.qq.com', 'qq-exmail'],
    ['mx3.qq.com', 'qq'],
    ['www123.your-server.de', 'hetzner'],
    ['mx00.ionos.de', 'ionos'],
    ['evilaspmx.l.google.com', null],
    ['aspmx.l.google.com.evil.test', null],
    ['xmail.protection.outlook.com', null],
    ['notyahoodns.net', null],
    // Rented machines of a hoster have names of the same domain, and mail servers of their own
    ['static.1.0.113.203.clients.your-server.de', null],
    ['vps-1234.vps.ovh.net', null],
    ['ip-203-0-113-1.ip.secureserver.net', null],
    ['ec2-203-0-113-1.compute-1.amazonaws.com', null],
    ['mail.example.com', null],
  ])('%s is that of %s', (host, want) => {
    expect(id(providerOfMx(host))).toBe(want);
  });

  it('depends on whole labels alone', () => {
    for (const { id: owner, mxPatterns } of PROVIDERS) {
      for (const name of mxPatterns.map((pattern) => pattern.replace(/\{\w+\}/g, 'x1'))) {
        expect(id(providerOfMx(name)), name).toBe(owner);
        expect(id(providerOfMx(`a.${name}`)), name).toBe(owner);
        expect(id(providerOfMx(`evil${name}`)), name).not.toBe(owner);
        expect(providerOfMx(`${name}.evil.test`), name).toBeNull();
      }
    }
  });
});

describe('what a provider offers', () => {
  it.each([
    ['gmail', 465, 'implicit-tls', 'documented'],
    ['gmail', 465, 'starttls', 'not-documented'],
    ['gmail', 2525, 'starttls', 'not-documented'],
    ['ses', 2465, 'implicit-tls', 'documented'],
    ['ses', 2587, 'starttls', 'documented'],
    ['icloud', 465, 'implicit-tls', 'not-documented'],
    ['tuta', 587, 'starttls', 'not-documented'],
  ] as const)('%s, port %i with %s: %s', (name, port, mode, want) => {
    expect(offersThere(known(name), port, mode)).toBe(want);
  });

  it('is looked up for the host that is asked for', () => {
    expect(offersThere(known('yandex'), 587, 'starttls', 'smtp.yandex.com')).toBe('documented');
    expect(offersThere(known('yandex'), 587, 'starttls', 'smtp.yandex.ru')).toBe('not-documented');
    // An alias has no rows of its own
    expect(offersThere(known('gmail'), 587, 'starttls', 'smtp.googlemail.com')).toBe('documented');
  });
});

describe('names that are taken for submission hosts', () => {
  it.each([
    ['smtp.google.com', 'mx', 'smtp.gmail.com'],
    ['aspmx.l.google.com', 'mx', 'smtp.gmail.com'],
    ['contoso-com.mail.protection.outlook.com', 'mx', 'smtp.office365.com'],
    ['mail.protection.outlook.com', 'mx', 'smtp.office365.com'],
    ['outlook.office365.com', 'mailbox', 'smtp.office365.com'],
    ['gmail.com', 'mail-domain', 'smtp.gmail.com'],
    ['web.de', 'mail-domain', 'smtp.web.de'],
    ['imap.gmail.com', 'mailbox', 'smtp.gmail.com'],
    ['imap.mail.me.com', 'mailbox', 'smtp.mail.me.com'],
    ['imap.gmx.net', 'mailbox', 'mail.gmx.net'],
    ['email.eu-west-1.amazonaws.com', 'api', 'email-smtp.eu-west-1.amazonaws.com'],
    ['inbound-smtp.us-east-1.amazonaws.com', 'mx', 'email-smtp.us-east-1.amazonaws.com'],
    ['api.eu.mailgun.net', 'api', 'smtp.eu.mailgun.org'],
    ['smtp.protonmail.com', 'guess', null],
    ['smtp.tutanota.com', 'guess', null],
  ])('%s is %s; wanted: %s', (host, is, useInstead) => {
    expect(lookAlikeOf(host)).toMatchObject({ host, is, useInstead });
  });

  it.each([
    'smtp.gmail.com',
    'posteo.de',
    'mx.freenet.de',
    'mail.your-server.de',
    'imap.example.com',
    'gmail.com.evil.test',
    'smtp.example.com',
    '192.0.2.1',
  ])('%s is none', (host) => {
    expect(lookAlikeOf(host)).toBeNull();
  });

  it('always lead to a host of the same provider', () => {
    for (const each of PROVIDERS)
      for (const name of [...each.domains, ...each.mxPatterns].map((one) => one.replace(/\{\w+\}/g, 'x1'))) {
        const found = lookAlikeOf(name);
        if (found?.useInstead != null) expect(id(providerOfHost(found.useInstead)), name).toBe(found.provider.id);
      }
  });
});

describe('the search', () => {
  const first = (query: string): readonly string[] =>
    searchProviders(query)
      .slice(0, 3)
      .map((each) => each.id);

  it.each([
    ['gmail', ['gmail', 'gmail-relay']],
    ['ann@googlemail.com', ['gmail']],
    ['smtp.sendgrid.net', ['sendgrid']],
    ['Zoho', ['zoho', 'zoho-eu', 'zoho-in']],
    ['hotmail', ['outlook']],
    ['1und1', ['ionos']],
    ['Office 365', ['microsoft365']],
    ['alt1.aspmx.l.google.com', ['gmail']],
    ['no-such-provider', []],
  ])('%s finds %j first', (query, want) => {
    expect(first(query)).toEqual(want);
  });

  it('finds everybody for nothing, and nobody twice', () => {
    expect(searchProviders(' ')).toHaveLength(PROVIDERS.length);
    fc.assert(
      fc.property(fc.string(), (query) => {
        const found = searchProviders(query);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  it('knows when there is no doubt', () => {
    expect(id(exactProvider('ann@web.de'))).toBe('webde');
    expect(id(exactProvider(' GMAIL '))).toBe('gmail');
    expect(exactProvider('mail')).toBeNull();
  });
});
