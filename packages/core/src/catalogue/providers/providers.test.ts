import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hostsOf, lacksPort, PROVIDERS, type Provider, providerOfId } from './index.ts';
import { attestation } from './provider.ts';

const LABEL = /^(?!-)[a-z\d-]{1,63}(?<!-)$/;
/** A name of lower-case A-labels, once its words in braces are filled in. */
const isName = (pattern: string): boolean => {
  const labels = pattern.replace(/\{[a-z]+\}/g, 'x1').split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
};

describe('the list of providers', () => {
  it.each(PROVIDERS.map((each) => [each.id, each] as const))('%s is well formed', (id, each) => {
    expect(id).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
    const local = each.kind === 'test' || each.needs.includes('bridge');
    for (const host of hostsOf(each)) expect(isName(host) && (host !== '127.0.0.1' || local), host).toBe(true);
    for (const name of [...each.domains, ...each.mxPatterns]) expect(isName(name), name).toBe(true);
    for (const { port } of [...each.submission, ...each.altPorts]) expect(port > 0 && port < 65_536).toBe(true);
    expect(each.submission.length === 0).toBe(each.needs.includes('no-smtp'));
    expect(each.submission.length === 0).toBe(each.auth.length === 0);
    expect(each.docs ?? 'https://').toMatch(/^https:\/\//);
    expect(each.notes ?? '.').toMatch(/\.$/);
  });

  it.each(PROVIDERS.map((each) => [each.id, each] as const))('%s says where it comes from, row by row', (_, each) => {
    for (const { sources } of [each, ...each.submission, ...each.altPorts]) {
      expect(sources.length).toBeGreaterThan(0);
      expect(new Set(sources).size).toBe(sources.length);
    }
    expect(each.gathered).toMatch(/^\d{4}-\d{2}$/);
  });

  it('has every id, domain, host and MX pattern once', () => {
    const once = (names: readonly string[]): void =>
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    once(PROVIDERS.map(({ id }) => id));
    once(PROVIDERS.flatMap(({ domains }) => domains));
    once(PROVIDERS.flatMap(({ mxPatterns }) => mxPatterns));
    once(PROVIDERS.flatMap(hostsOf).filter((host) => host !== '127.0.0.1'));
    for (const { submission, altPorts } of PROVIDERS)
      once([...submission, ...altPorts.map((row) => ({ ...row, host: '' }))].map((r) => `${r.host}:${r.port}`));
  });

  it('never says of one port both that it is there and that it is not', () => {
    for (const each of PROVIDERS)
      for (const { port } of [...each.submission, ...each.altPorts]) expect(lacksPort(each, port), each.id).toBe(false);
  });

  it('rates a row by who says so', () => {
    expect(attestation(['vendor'])).toBe('high');
    expect(attestation(['nodemailer', 'ispdb'])).toBe('high');
    expect(attestation(['ispdb', 'common-knowledge'])).toBe('medium');
    expect(attestation(['common-knowledge'])).toBe('low');
  });

  it('is small enough to be loaded with a page', async () => {
    const esbuild = createRequire(createRequire(import.meta.url).resolve('tsup'))('esbuild') as {
      build(options: object): Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
    };
    const { outputFiles } = await esbuild.build({
      entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      logLevel: 'silent',
    });
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(25_000);
  });
});

/** Typed by hand and apart from the lists, so that a slip in them is seen. */
const PINNED: Readonly<Record<string, readonly [rows: string, alt: string, needs: string, user: string]>> = {
  gmail: ['smtp.gmail.com 465 implicit-tls, smtp.gmail.com 587 starttls', '', 'app-password oauth', 'address'],
  microsoft365: ['smtp.office365.com 587 starttls', '25 starttls', 'oauth password', 'address'],
  outlook: ['smtp-mail.outlook.com 587 starttls', '', 'oauth', 'address'],
  yahoo: [
    'smtp.mail.yahoo.com 465 implicit-tls, smtp.mail.yahoo.com 587 starttls',
    '',
    'app-password oauth',
    'address',
  ],
  icloud: ['smtp.mail.me.com 587 starttls', '', 'app-password', 'address'],
  fastmail: ['smtp.fastmail.com 465 implicit-tls, smtp.fastmail.com 587 starttls', '', 'app-password', 'address'],
  zoho: ['smtp.zoho.com 465 implicit-tls, smtp.zoho.com 587 starttls', '', 'password app-password', 'address'],
  gmx: ['mail.gmx.net 465 implicit-tls, mail.gmx.net 587 starttls', '', 'password app-password', 'address'],
  webde: [
    'smtp.web.de 587 starttls, smtp.web.de 465 implicit-tls',
    '',
    'password app-password',
    'address-or-local-part',
  ],
  ovh: ['ssl0.ovh.net 465 implicit-tls, ssl0.ovh.net 587 starttls', '', 'password', 'address'],
  sendgrid: [
    'smtp.sendgrid.net 587 starttls, smtp.sendgrid.net 465 implicit-tls',
    '25 starttls, 2525 starttls',
    'api-key',
    'literal apikey',
  ],
  mailgun: [
    'smtp.mailgun.org 587 starttls, smtp.mailgun.org 465 implicit-tls, smtp.eu.mailgun.org 587 starttls',
    '25 starttls, 2525 starttls',
    'smtp-credentials',
    'issued',
  ],
  ses: [
    'email-smtp.{region}.amazonaws.com 587 starttls, email-smtp.{region}.amazonaws.com 465 implicit-tls',
    '25 starttls, 2587 starttls, 2465 implicit-tls',
    'smtp-credentials',
    'issued',
  ],
  postmark: ['smtp.postmarkapp.com 587 starttls', '25 starttls, 2525 starttls', 'api-key smtp-credentials', 'key'],
  brevo: [
    'smtp-relay.brevo.com 587 starttls, smtp-relay.brevo.com 465 implicit-tls',
    '2525 starttls',
    'smtp-credentials',
    'issued',
  ],
  mailjet: [
    'in-v3.mailjet.com 587 starttls, in-v3.mailjet.com 465 implicit-tls',
    '25 starttls, 80 starttls, 588 starttls, 2525 starttls',
    'api-key',
    'key',
  ],
  sparkpost: [
    'smtp.sparkpostmail.com 587 starttls, smtp.eu.sparkpostmail.com 587 starttls',
    '2525 starttls',
    'api-key',
    'literal SMTP_Injection',
  ],
  mailtrap: ['live.smtp.mailtrap.io 587 starttls', '25 starttls, 2525 starttls', 'api-key', 'literal api'],
  proton: ['127.0.0.1 1025 starttls', '', 'bridge', 'address'],
  'proton-smtp': ['smtp.protonmail.ch 587 starttls', '', 'smtp-credentials', 'address'],
};

describe('the most used providers', () => {
  it.each(Object.entries(PINNED))('%s', (id, pinned) => {
    const found = providerOfId(id);
    expect(found === null ? null : inShort(found)).toEqual(pinned);
  });

  it('ionos, which has a host for every country', () => {
    const [rows = ''] = inShort(providerOfId('ionos') as Provider);
    expect(rows).toMatch(/^smtp\.ionos\.com 465 implicit-tls, smtp\.ionos\.com 587 starttls, smtp\.ionos\.de 465/);
  });

  it('that are known to lack 465', () => {
    expect(PROVIDERS.filter((each) => lacksPort(each, 465)).map(({ id }) => id)).toEqual([
      'microsoft365',
      'outlook',
      'icloud',
      'postmark',
    ]);
  });
});

function inShort({ submission, altPorts, needs, usernameForm }: Provider): readonly string[] {
  return [
    submission.map(({ host, port, mode }) => `${host} ${port} ${mode}`).join(', '),
    altPorts.map(({ port, mode }) => `${port} ${mode}`).join(', '),
    needs.join(' '),
    typeof usernameForm === 'object' ? `literal ${usernameForm.literal}` : usernameForm,
  ];
}
