import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Autoconfig, readAutoconfig } from './read.ts';
import { TAG_CAPS } from './tags.ts';

const ASKED = 'postmaster@example.test';

function read(xml: string): Autoconfig {
  const found = readAutoconfig(xml, ASKED);
  if (!found.ok) throw new Error(found.problem);
  return found.value;
}
const problem = (xml: string): string => {
  const found = readAutoconfig(xml, ASKED);
  return found.ok ? '' : found.problem;
};
const file = (servers: string): string =>
  `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="example.test">${servers}</emailProvider></clientConfig>`;
const server = (rows: Readonly<Record<string, string>>): string =>
  `<outgoingServer type="smtp">${Object.entries(rows)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</outgoingServer>`;
const GOOD = { hostname: 'smtp.example.test', port: '465', socketType: 'SSL' };
const nothing = { username: null, authentication: [] };

describe('readAutoconfig', () => {
  it('reads the servers for sending in their order, and no others', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <!-- <outgoingServer type="smtp"><hostname>old.example.test</hostname></outgoingServer> -->
      <clientConfig version="1.1">
        <emailProvider id="example.test">
          <domain>example.test</domain>
          <incomingServer type="imap">
            <hostname>imap.example.test</hostname> <port>993</port> <socketType>SSL</socketType>
          </incomingServer>
          <outgoingServer type='smtp'>
            <hostname>SMTP.Example.test</hostname>
            <port> 465 </port>
            <socketType>SSL</socketType>
            <authentication>OAuth2</authentication>
            <authentication>password-cleartext</authentication>
            <username>%EMAILADDRESS%</username>
            <restriction><hostname>no.example.test</hostname></restriction>
          </outgoingServer>
          <outgoingServer type="smtp">
            <hostname>smtp.%EMAILDOMAIN%</hostname><port>587</port><socketType>STARTTLS</socketType>
            <username>%EMAILLOCALPART%</username>
          </outgoingServer>
          <outgoingServer type="exchange"><hostname>no.example.test</hostname></outgoingServer>
        </emailProvider>
        <webMail><loginPage url="https://example.test/?a=1&amp;b>2"/></webMail>
      </clientConfig>`;
    expect(read(xml)).toEqual({
      servers: [
        {
          host: 'smtp.example.test',
          port: 465,
          mode: 'implicit-tls',
          username: 'address',
          authentication: ['OAuth2', 'password-cleartext'],
        },
        { host: 'smtp.example.test', port: 587, mode: 'starttls', username: 'local-part', authentication: [] },
      ],
      refused: [],
    });
  });

  it.each([
    ['%EMAILADDRESS%', 'address'],
    ['%EMAILLOCALPART%@%EMAILDOMAIN%', 'address'],
    ['postmaster@example.test', 'address'],
    ['%EMAILLOCALPART%', 'local-part'],
    ['postmaster', 'local-part'],
    ['u123456', null],
    ['%REALNAME%', null],
    ['', null],
  ])('takes the user name %s for the form %s', (username, want) => {
    expect(read(file(server({ ...GOOD, username }))).servers[0]?.username).toBe(want);
  });

  it.each([
    [{ socketType: 'plain' }, 'cleartext'],
    [{ socketType: 'TLS1.3' }, 'no-mode'],
    [{ socketType: 'constructor' }, 'no-mode'],
    [{ port: '0' }, 'no-port'],
    [{ port: '99999' }, 'no-port'],
    [{ port: '465x' }, 'no-port'],
    [{ hostname: '127.0.0.1' }, 'no-host'],
    [{ hostname: '[::1]' }, 'no-host'],
    [{ hostname: '2130706433' }, 'no-host'],
    [{ hostname: 'localhost' }, 'no-host'],
    [{ hostname: 'a.test, b.test' }, 'no-host'],
    [{ hostname: '&host;.example.test' }, 'no-host'],
    [{ hostname: '%EMAILLOCALPART%.example.test' }, 'no-host'],
    [{ hostname: 'x&#10;y.example.test' }, 'no-host'],
  ] as const)('does not believe a row with %j: %s', (odd, why) => {
    const good = { host: 'smtp.example.test', port: 465, mode: 'implicit-tls', ...nothing };
    expect(read(file(server({ ...GOOD, ...odd }) + server(GOOD)))).toEqual({ servers: [good], refused: [why] });
  });

  it('reads references and CDATA as XML means them', () => {
    const hostname = '&#115;m&#x74;p<!-- -->.<![CDATA[example.test]]>';
    expect(read(file(server({ ...GOOD, hostname }))).servers[0]?.host).toBe('smtp.example.test');
  });

  it.each([
    ['<html><body>Not found</body></html>', /no autoconfig file/],
    ['', /no autoconfig file/],
    ['{"a": 1}', /no autoconfig file/],
    [
      `<!DOCTYPE clientConfig [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${file(server(GOOD))}`,
      /document type definition/,
    ],
    [
      file(server(GOOD)).replace('<emailProvider', '<!ENTITY x SYSTEM "file:///etc/passwd"><emailProvider'),
      /definition/,
    ],
    [`${file(server(GOOD))}<!-- `, /cut off/],
    [file(server(GOOD)).slice(0, -5), /broken/],
    [file(server(GOOD)).replace('type="smtp"', 'type="smtp'), /broken/],
    [' '.repeat(TAG_CAPS.length) + file(server(GOOD)), /too long/],
    [file('<a/>'.repeat(TAG_CAPS.tags)), /too many tags/],
  ])('refuses %.60j', (xml, why) => expect(problem(xml)).toMatch(why));

  it('reads no more servers than a few, and no deeper', () => {
    expect(read(file(server(GOOD).repeat(50))).servers).toHaveLength(20);
    expect(read(file(`${'<deep>'.repeat(20)}${server(GOOD)}`)).servers).toEqual([]);
  });

  it('passes over closing tags that fit nothing, and closes what was left open', () => {
    expect(read(file(`</br>${server({ ...GOOD, note: '<b>bold' })}${server(GOOD)}`)).servers).toHaveLength(2);
  });

  it('gives only full host names, whatever comes', () => {
    const piece = fc.constantFrom('<', '>', '"', '&', '</', '<!--', '<outgoingServer type="smtp">', '127.0.0.1', 'a.b');
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, inside) => {
        const xml = file(before.join('') + server({ ...GOOD, hostname: inside.join('') }));
        const found = readAutoconfig(xml, ASKED);
        for (const { host } of found.ok ? found.value.servers : []) expect(host).toMatch(/^[^\s<>&]+\.[^\s<>&]+$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['an open quote', `<a b="${'x'.repeat(60_000)}`],
    ['many quotes', `<a ${'b="" '.repeat(12_000)}`],
    ['one long name', `<${'a'.repeat(60_000)}`],
    ['a long attribute', file(`<outgoingServer ${'a'.repeat(60_000)}>`)],
    ['many attributes', file(`<outgoingServer ${'a '.repeat(200)}>`.repeat(150))],
    ['open brackets', '<'.repeat(60_000)],
    ['ampersands', file('&#'.repeat(30_000))],
    ['open tags', '<a>'.repeat(20_000)],
  ])('is done with %s at once', (_, xml) => {
    const start = performance.now();
    readAutoconfig(xml, ASKED);
    expect(performance.now() - start).toBeLessThan(100);
  });
});
