import { describe, expect, it } from 'vitest';
import type { Mode } from '../../ports.ts';
import { configFor, PORT_OF_MODE } from '../config.ts';
import { readSettings } from '../read.ts';
import { READERS } from '../syntax/index.ts';
import { isKey } from '../tables.ts';
import { CLIENTS } from './index.ts';

const MODES: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
/** Templates with what they are made from: a client, a mode, and its text. */
const TEMPLATES = CLIENTS.flatMap((client) =>
  MODES.flatMap((mode) => {
    const text = client.templates[mode];
    return text === null ? [] : [{ client, mode, text, title: `${client.id} ${mode}` }];
  }),
);
/** What stands for a password: a look-up in the environment or in a file, or a word that nobody takes for one. */
const PLACEHOLDER =
  /\bSMTP_PASSWORD\b|^smtp_password$|^your-password$|^`your-password`$|\$\{readfile\{|^texthash:|^\/etc\/dma\/|^hash -o \/etc\/mail\//;

describe('the list of clients', () => {
  it('names every client once, in lower case with hyphens', () => {
    const ids = CLIENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('gives no other name to two clients, nor one that is an id', () => {
    const names = CLIENTS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('knows the libraries, frameworks, relays and tools that people ask about', () => {
    const wanted =
      'nodemailer nestjs strapi directus django flask-mail fastapi-mail smtplib aiosmtplib laravel symfony phpmailer codeigniter cakephp rails go-smtp gomail go-mail jakarta-mail spring dotnet mailkit powershell postfix exim sendmail msmtp ssmtp dma nullmailer swaks curl openssl env';
    expect(CLIENTS.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted.split(' ')));
  });

  it.each(CLIENTS)('says where $id comes from, and what goes wrong with it', (client) => {
    for (const text of [client.name, client.mistake, client.where, client.source]) expect(text.trim()).not.toBe('');
    expect(client.gathered).toMatch(/^20\d\d-\d\d$/);
  });
});

describe('the modes of a client', () => {
  it.each(CLIENTS)('$id has a label for each mode that it has settings for, and no other', ({ labels, templates }) => {
    for (const mode of MODES)
      expect({ mode, label: labels[mode] !== null }).toEqual({ mode, label: templates[mode] !== null });
  });

  it.each(CLIENTS)('$id has a row for each mode that it has settings for', ({ modes, templates }) => {
    const rows = new Set(modes.flatMap((row) => ('mode' in row ? [row.mode] : [])));
    for (const mode of MODES) if (templates[mode] !== null) expect([...rows]).toContain(mode);
  });

  it.each(CLIENTS)('$id is encrypted in some way', ({ templates }) => {
    expect(templates.starttls ?? templates['implicit-tls']).not.toBeNull();
  });
});

describe('templates', () => {
  it.each(TEMPLATES)('$title: name the host and the port, and leave no other blank', ({ text }) => {
    expect(text).toContain('{host}');
    expect(text).toContain('{port}');
    expect(text.replace(/\{(host|port|user|from|domain)\}/g, '')).not.toMatch(/(?<!\$)\{(?!\{)[a-z]+\}/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it.each(TEMPLATES)('$title: hold a placeholder, and never a password', ({ client, mode, text }) => {
    const isPassword = (key: string): boolean =>
      (client.keys.password ?? []).some((each) => isKey(key, each)) || /pass(word|wd)?$/i.test(key);
    const given = READERS[client.syntax](text).filter(({ key, value }) => isPassword(key) && value !== '');
    // What stands in a comment, for another file: the password comes behind the user
    const noted = [...text.matchAll(/\{user\}(?:\|\{host\})?:([^\s@"]+)|"P:([^"]*)"/g)].map(([, a, b]) => a ?? b ?? '');
    for (const value of [...given.map((pair) => pair.value), ...noted]) expect(value).toMatch(PLACEHOLDER);
    if (mode === 'cleartext') expect([...given, ...noted]).toEqual([]);
  });

  it.each(TEMPLATES)('$title: are read back as what they were made from', ({ client, mode }) => {
    const port = PORT_OF_MODE[mode];
    const printed = configFor(client, { host: 'smtp.example.com', port, mode, user: 'ann@example.com' });
    const text = printed.ok ? printed.value : printed.problem;
    const read = readSettings(text, client);
    expect({ text, read }).toMatchObject({
      read: {
        ok: true,
        value: { host: { value: 'smtp.example.com' }, port: { value: `${port}` }, mode: { value: mode }, slips: [] },
      },
    });
  });

  it.each(TEMPLATES)('$title: keep apart who they were made for', ({ client, mode }) => {
    const port = PORT_OF_MODE[mode];
    const printed = configFor(client, { host: 'mail.other.example', port, mode, user: 'bob@other.example' });
    const read = readSettings(printed.ok ? printed.value : '', client);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.host?.value).toBe('mail.other.example');
    if (client.keys.user !== undefined && mode !== 'cleartext')
      expect(read.value.user?.value).toBe('bob@other.example');
  });
});
