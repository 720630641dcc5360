import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../catalogue/providers/index.ts';
import { MODE_NAMES, type Mode } from '../ports.ts';
import { findClient, searchClients } from './clients/find.ts';
import { CLIENTS } from './clients/index.ts';
import { configFor, PORT_OF_MODE } from './config.ts';
import { lintSettings } from './lint.ts';
import { readSettings } from './read.ts';
import type { Client } from './types.ts';

const MODES: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
const USER = 'ann@example.com';

const printed = (client: Client, mode: Mode, more: { host?: string; user?: string; from?: string } = {}): string => {
  const text = configFor(client, { host: 'smtp.example.com', port: PORT_OF_MODE[mode], mode, user: USER, ...more });
  if (!text.ok) throw new Error(text.problem);
  return text.value;
};
const client = (id: string): Client => {
  const found = findClient(id);
  if (found === null) throw new Error(id);
  return found;
};
const known = CLIENTS.flatMap((each) =>
  MODES.filter((mode) => each.templates[mode] !== null).map((mode) => [each.id, mode] as const),
);

describe('what configFor prints', () => {
  it.each(known)('for %s with %s is read back as it was meant', (id, mode) => {
    const read = readSettings(printed(client(id), mode), client(id));
    if (!read.ok) throw new Error(read.problem);
    const { host, port, mode: got, user, password, from } = read.value;
    expect({ host: host?.value.replace(/^\[|\]$/g, ''), port: port?.value, mode: got?.value }).toEqual({
      host: 'smtp.example.com',
      port: `${PORT_OF_MODE[mode]}`,
      mode,
    });
    if (mode !== 'cleartext' && client(id).keys.user !== undefined) expect(user?.value).toBe(USER);
    if (mode !== 'cleartext') expect(password?.value ?? 'given').toBe('given');
    if (from !== null) expect(from.value).toContain(USER);
  });

  it.each(known)('for %s with %s has nothing wrong with it', (id, mode) => {
    const read = readSettings(printed(client(id), mode), client(id));
    if (!read.ok) throw new Error(read.problem);
    expect(lintSettings(read.value).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it.each(known)('for %s with %s holds no blank that was not filled in', (id, mode) => {
    expect(printed(client(id), mode)).not.toMatch(/\{(?:host|port|user|from|domain)\}/);
  });
});

describe('configFor', () => {
  it('names what a client can do where it cannot do what is asked', () => {
    const { problem } = configFor(client('odoo-conf'), { host: 'h', port: 465, mode: 'implicit-tls' }) as {
      problem: string;
    };
    expect(problem).toBe('Odoo (odoo.conf) cannot do implicit TLS; it can do STARTTLS (usually port 587)');
  });

  it.each([
    ['grafana', 2465, 'implicit-tls'],
    ['grafana', 465, 'starttls'],
    ['apple-mail', 465, 'starttls'],
    ['supabase', 2465, 'implicit-tls'],
    ['alertmanager', 2465, 'implicit-tls'],
    ['nextcloud', 465, 'starttls'],
    ['typo3', 465, 'starttls'],
  ] as const)('does not hand out settings of %s that would do another mode: %i %s', (id, port, mode) => {
    const text = configFor(client(id), { host: 'smtp.example.com', port, mode });
    expect(text.ok).toBe(false);
    expect(text).toMatchObject({
      problem: expect.stringMatching(new RegExp(`goes by the port: on ${port} .*for ${MODE_NAMES[mode]}`)),
    });
  });

  it('takes another port where the client takes it', () => {
    const text = configFor(client('nodemailer'), { host: 'smtp.example.com', port: 2525, mode: 'starttls' });
    expect(text).toMatchObject({ ok: true, value: expect.stringContaining('port: 2525') });
  });

  it.each([
    ['a port that is none', { host: 'h', port: 0, mode: 'starttls' }],
    ['a host that is none', { host: 'smtp example', port: 587, mode: 'starttls' }],
    ['a line break in the user', { host: 'h', port: 587, mode: 'starttls', user: 'ann\nEVIL=1' }],
    ['a line separator in the sender', { host: 'h', port: 587, mode: 'starttls', from: 'a\u2028b' }],
  ] as const)('refuses %s', (_, route) => {
    expect(configFor(client('nodemailer'), route).ok).toBe(false);
  });

  it('takes the sender for the user and the user for the sender, and somebody where nobody is named', () => {
    const both = (more: { user?: string; from?: string }): string =>
      (
        /SMTP_FROM=(.*)\nSMTP_USERNAME=(.*)/.exec(
          printed(client('vaultwarden'), 'starttls', { user: undefined, ...more } as never),
        ) ?? []
      )
        .slice(1)
        .join(' ');
    expect(both({ user: 'ann@example.org' })).toBe('ann@example.org ann@example.org');
    expect(both({ from: 'app@example.org' })).toBe('app@example.org app@example.org');
    expect(both({ user: 'apikey', from: 'app@example.org' })).toBe('app@example.org apikey');
    expect(both({ user: 'apikey' })).toBe('you@example.com apikey');
    expect(both({})).toBe('you@example.com you@example.com');
  });

  it('puts an IPv6 address in brackets where a port follows', () => {
    expect(printed(client('alertmanager'), 'starttls', { host: '2001:db8::1' })).toContain("'[2001:db8::1]:587'");
    expect(printed(client('authelia'), 'starttls', { host: '2001:db8::1' })).toContain(
      "'submission://[2001:db8::1]:587'",
    );
    expect(printed(client('nodemailer'), 'starttls', { host: '2001:db8::1' })).toContain("host: '2001:db8::1'");
  });

  it('escapes a user so that it is read back as it was, or says that it cannot', () => {
    // Without what looks like a variable to be filled in: that is read as one
    const names = fc
      .string({ unit: fc.constantFrom(...'abc.@ \'"`\\$#%{}()[]=:;,/&!~+-ü'), minLength: 1, maxLength: 12 })
      .filter((name) => !/\$[{(\w]|\{\{|%\w+%/.test(name));
    fc.assert(
      fc.property(fc.constantFrom(...known.filter(([, mode]) => mode !== 'cleartext')), names, ([id, mode], user) => {
        const one = client(id);
        const text = configFor(one, { host: 'smtp.example.com', port: PORT_OF_MODE[mode], mode, user, from: USER });
        if (!text.ok || one.keys.user === undefined) return;
        const read = readSettings(text.value, one);
        expect(read.ok && read.value.user?.value, text.value).toBe(user);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what the list of providers recommends', () => {
  const rows = PROVIDERS.flatMap(({ id, usernameForm, submission: [row] }) =>
    row === undefined ? [] : [{ id, row: { ...row, host: row.host.replace(/\{[^}]*\}/g, 'eu-west-1') }, usernameForm }],
  );

  it.each(['nodemailer', 'django', 'thunderbird'])('has nothing wrong with it in the words of %s', (name) => {
    const wrong = rows.flatMap(({ id, row: { host, port, mode }, usernameForm }) => {
      const user = typeof usernameForm === 'object' ? usernameForm.literal : USER;
      const text = configFor(client(name), { host, port, mode, user, from: USER });
      if (!text.ok) return [`${id}: ${text.problem}`];
      const read = readSettings(text.value, client(name));
      if (!read.ok) return [`${id}: ${read.problem}`];
      return lintSettings(read.value)
        .filter(({ severity }) => severity !== 'info')
        .map(({ code, what }) => `${id}: ${code}: ${what}`);
    });
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });
});

describe('clients', () => {
  it('have ids and other names of their own', () => {
    const names = CLIENTS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const name of names) expect(name).toMatch(/^[a-z\d]+([-.][a-z\d]+)*$/);
  });

  it('have a label for what they have settings for', () => {
    for (const { id, labels, templates } of CLIENTS)
      for (const mode of MODES) if (templates[mode] !== null) expect(labels[mode], `${id} ${mode}`).not.toBeNull();
  });

  it('hold no secret: what stands for a password says so', () => {
    for (const { id, templates } of CLIENTS)
      for (const text of Object.values(templates))
        expect(text ?? '', id).not.toMatch(/pass(?:word)?["']?\s*[:=]\s*["']?(?!your-password)[a-z\d]{6,}["']?\s*$/im);
  });

  it('are found by id, other name and full name, and searched by words', () => {
    expect(findClient('Apple Mail (macOS)')?.id).toBe('apple-mail');
    expect(findClient('FORGEJO')?.id).toBe('gitea');
    expect(findClient('nobody')).toBeNull();
    expect(searchClients('mail apple').map(({ id }) => id)).toEqual(['apple-mail']);
    expect(searchClients('wordpress').map(({ id }) => id)).toEqual([
      'wordpress',
      'fluent-smtp',
      'post-smtp',
      'easy-wp-smtp',
    ]);
    expect(searchClients('')).toBe(CLIENTS);
  });
});
