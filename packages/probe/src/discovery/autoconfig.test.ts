import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { dnsWith, type Zone } from '../../test/dns-server.ts';
import { closedPort, listen } from '../../test/servers.ts';
import { autoconfigFile, type Page, redirect, type Site, serve } from '../../test/web.ts';
import { type Discovery, findSubmissionHost, type SubmissionHost } from '../submission-host.ts';
import { AUTOCONFIG_MS } from './autoconfig.ts';

const FILE = 'autoconfig.example.test/mail/config-v1.1.xml';
const WELL_KNOWN = 'example.test/.well-known/autoconfig/mail/config-v1.1.xml';
const ZONE: Zone = {
  'A autoconfig.example.test': ['127.0.0.1'],
  'A example.test': ['127.0.0.1'],
  'A other.example.test': ['127.0.0.1'],
  'A inside.example.test': ['127.0.0.2'],
  'A example.net': ['127.0.0.1'],
};

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

const look = async (site: Site, how: Partial<Discovery> = {}, zone: Zone = ZONE): Promise<SubmissionHost> =>
  findSubmissionHost('example.test', { ...(await dnsWith(zone)), ...site.how, ...how });

describe('autoconfig', () => {
  it('names the server, from either place', async () => {
    const first = await serve({ [FILE]: autoconfigFile('smtp.%EMAILDOMAIN%') });
    expect(await look(first)).toMatchObject({
      host: 'smtp.example.test',
      source: 'autoconfig',
      port: 465,
      mode: 'implicit-tls',
      username: 'address',
      why: `https://autoconfig.example.test:${first.port}/mail/config-v1.1.xml says smtp.example.test:465`,
    });
    const second = await serve({ [WELL_KNOWN]: autoconfigFile('mx.example.net', 587, 'STARTTLS') });
    expect(await look(second)).toMatchObject({ host: 'mx.example.net', source: 'autoconfig', mode: 'starttls' });
  });

  it('is read at the first place if both have it, however slow that is', async () => {
    const slow: Page = (response) => void setTimeout(() => response.end(autoconfigFile('first.example.test')), 200);
    const site = await serve({ [FILE]: slow, [WELL_KNOWN]: autoconfigFile('second.example.test') });
    const found = await look(site);
    expect(found.host).toBe('first.example.test');
  });

  it('never hears the user’s address, only that of the postmaster', async () => {
    const site = await serve({});
    await look(site);
    expect(site.asked.toSorted()).toEqual([
      'autoconfig.example.test/mail/config-v1.1.xml?emailaddress=postmaster%40example.test',
      WELL_KNOWN,
    ]);
  });

  it('follows a redirect within the domain, twice at most', async () => {
    const site = await serve({
      [FILE]: (response, request) => redirect(`https://other.${request.headers.host?.slice(11)}/a`)(response, request),
      'other.example.test/a': redirect('/b'),
      'other.example.test/b': autoconfigFile('smtp.example.test'),
    });
    expect(await look(site)).toMatchObject({ host: 'smtp.example.test', source: 'autoconfig' });
    const loop = await serve({ [FILE]: redirect('?again') });
    expect(await look(loop)).toMatchObject({ source: 'guess', why: expect.stringMatching(/redirects to a place/) });
    expect(loop.asked.filter((place) => place.startsWith(FILE))).toHaveLength(3);
  });

  const elsewhere: readonly (readonly [what: string, to: (port: number) => string])[] = [
    ['http', (port) => `http://autoconfig.example.test:${port}/b`],
    ['another domain', (port) => `https://example.net:${port}/b`],
    ['a name that only ends alike', (port) => `https://notexample.test:${port}/b`],
    ['another port', () => 'https://autoconfig.example.test/b'],
    ['an address', (port) => `https://127.0.0.1:${port}/b`],
    ['a login', (port) => `https://u:p@autoconfig.example.test:${port}/b`],
    ['nowhere', () => 'https://'],
    ['a file', () => 'file:///etc/passwd'],
  ];
  it.each(elsewhere)('does not follow a redirect to %s', async (_, to) => {
    const pages: Record<string, string | Page> = { 'example.net/b': autoconfigFile('bad.example.net') };
    pages['autoconfig.example.test/b'] = autoconfigFile('bad.example.test');
    const site = await serve(pages);
    pages[FILE] = redirect(to(site.port));
    const found = await look(site);
    expect(found).toMatchObject({ source: 'guess', host: 'example.test' });
    expect(found.why).toContain('redirects to a place that is not trusted for this domain');
    expect(site.asked).toHaveLength(2);
  });

  it('does not connect to a private address, wherever it comes from', async () => {
    const pages: Record<string, string | Page> = {};
    const site = await serve(pages);
    pages[FILE] = redirect(`https://inside.example.test:${site.port}/b`);
    expect((await look(site)).why).toMatch(/address that must not be connected to/);
    const mixed: Zone = { ...ZONE, 'AAAA autoconfig.example.test': ['00000000000000000000000000000001'] };
    expect((await look(site, {}, mixed)).why).toMatch(/autoconfig.example.test:\d+ has an address/);
    const usual = await dnsWith(ZONE);
    const { isPublic: _, ...how } = site.how;
    const before = site.asked.length;
    expect((await findSubmissionHost('example.test', { ...usual, ...how })).source).toBe('guess');
    expect(site.asked).toHaveLength(before);
  });

  it('asks the guard of the run, too', async () => {
    const site = await serve({ [FILE]: autoconfigFile('smtp.example.test') });
    const seen: string[] = [];
    const permits = (address: string, port: number): boolean => {
      seen.push(`${address}:${port}`);
      return false;
    };
    expect(await look(site, { permits })).toMatchObject({ source: 'guess' });
    expect(seen).toContain(`127.0.0.1:${site.port}`);
    expect(site.asked).toEqual([]);
  });

  it('finds the address behind a CNAME, or the one that the user gave', async () => {
    const site = await serve({ [FILE]: autoconfigFile('smtp.example.test') });
    const alias: Zone = {
      'CNAME autoconfig.example.test': ['web.example.net'],
      'A web.example.net': ['127.0.0.1'],
    };
    expect((await look(site, {}, alias)).source).toBe('autoconfig');
    const resolve = [{ host: 'autoconfig.example.test', addresses: ['127.0.0.1'] }];
    expect((await look(site, { resolve }, {})).source).toBe('autoconfig');
    expect((await look(site, {}, {})).source).toBe('guess');
  });

  it.skipIf(!hasIpv6)('tries IPv6 where IPv4 does not connect', async () => {
    const site = await serve(
      { [FILE]: autoconfigFile('smtp.example.test') },
      'valid',
      ['autoconfig.example.test'],
      '::1',
    );
    const both: Zone = { ...ZONE, 'AAAA autoconfig.example.test': ['00000000000000000000000000000001'] };
    expect((await look(site, { isPublic: () => true }, both)).source).toBe('autoconfig');
  });

  it.each(['self-signed', 'unknown-ca', 'expired', 'wrong-host', 'no-intermediate'] as const)(
    'sends nothing to a server with a certificate that is %s',
    async (profile) => {
      const site = await serve({ [FILE]: autoconfigFile('bad.example.test') }, profile);
      const found = await look(site);
      expect(found).toMatchObject({ source: 'guess', why: expect.stringMatching(/has no valid certificate/) });
      expect(site.asked).toEqual([]);
    },
  );

  it('verifies the certificate for the name, even where the environment turns that off', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const site = await serve({ [FILE]: autoconfigFile('bad.example.test') }, 'self-signed');
      expect((await look(site)).source).toBe('guess');
      expect(site.asked).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('takes 64 KiB and no more', async () => {
    const file = autoconfigFile('smtp.example.test');
    const full = file.padEnd(65_536);
    expect((await look(await serve({ [FILE]: full }))).source).toBe('autoconfig');
    expect((await look(await serve({ [FILE]: `${full} ` }))).why).toMatch(/sends too much/);
    let sent = 0;
    const endless: Page = (response) => {
      const more = (): void => {
        while (sent < 50_000_000 && !response.destroyed) {
          sent += 16_384;
          if (!response.write(' '.repeat(16_384))) return void response.once('drain', more);
        }
      };
      more();
    };
    const found = await look(await serve({ [FILE]: endless }));
    expect(found.why).toMatch(/sends too much/);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('takes no compressed file, as none was asked for', async () => {
    const site = await serve({
      [FILE]: (response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(autoconfigFile('smtp.example.test')),
    });
    expect((await look(site)).source).toBe('guess');
  });

  it.each<readonly [string, Page]>([
    ['never answers', () => undefined],
    ['sends its file drop by drop', (response) => void response.write('<?xml')],
    [
      'sends its headers drop by drop',
      (response) => {
        const drop = (): void => void (response.socket?.writable && response.socket.write('x'));
        response.socket?.write('HTTP/1.1 200 OK\r\nx: ');
        const timer = setInterval(drop, 50);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('waits no longer than its time for a server that %s', async (_, page) => {
    const site = await serve({ [FILE]: page, [WELL_KNOWN]: page });
    const start = performance.now();
    expect((await look(site)).source).toBe('guess');
    expect(performance.now() - start).toBeGreaterThan(AUTOCONFIG_MS - 50);
    expect(performance.now() - start).toBeLessThan(AUTOCONFIG_MS + 400);
  });

  it('copes with servers that speak something else or hang up', async () => {
    const site = await serve({ [FILE]: (response) => response.destroy() });
    expect((await look(site)).source).toBe('guess');
    const plain = await listen((socket) => socket.end('220 smtp.example.test ESMTP\r\n'));
    expect((await look(site, { httpsPort: plain })).source).toBe('guess');
    expect((await look(site, { httpsPort: await closedPort() })).source).toBe('guess');
    const upgrade: Page = (response) => void response.socket?.end('HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n');
    expect((await look(await serve({ [FILE]: upgrade }))).source).toBe('guess');
    const cut: Page = (response) =>
      void response.socket?.end(
        `HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n${autoconfigFile('smtp.example.test')}`,
      );
    expect((await look(await serve({ [FILE]: cut }))).source).toBe('guess');
  });

  it('waits no longer than its time for a handshake', async () => {
    const site = await serve({});
    const mute = await listen(() => undefined);
    const start = performance.now();
    expect((await look(site, { httpsPort: mute })).source).toBe('guess');
    expect(performance.now() - start).toBeLessThan(AUTOCONFIG_MS + 400);
  });

  it.each([
    ['<html>welcome</html>', /^a guess, since nothing else was found: the domain itself$/],
    [`<!DOCTYPE x [<!ENTITY e "smtp.example.test">]>${autoconfigFile('&e;')}`, /the domain itself$/],
    [autoconfigFile('smtp.example.test', 25, 'plain'), /names only servers without encryption$/],
    [autoconfigFile('127.0.0.1'), /names no server that could be used$/],
    [autoconfigFile('localhost'), /names no server that could be used$/],
  ])('does not believe %.50j', async (file, why) => {
    const found = await look(await serve({ [FILE]: file }));
    expect(found).toMatchObject({ host: 'example.test', source: 'guess', why: expect.stringMatching(why) });
  });

  it('is left out behind a proxy, which it would pass by', async () => {
    const site = await serve({ [FILE]: autoconfigFile('smtp.example.test') });
    expect((await look(site, { proxy: 'socks5://127.0.0.1:1' })).source).toBe('guess');
    expect(site.asked).toEqual([]);
  });
});
