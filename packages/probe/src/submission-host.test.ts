import { describe, expect, it } from 'vitest';
import { dnsWith, type Zone } from '../test/dns-server.ts';
import { fakeNames } from '../test/names.ts';
import { settle } from '../test/servers.ts';
import { autoconfigFile, type Page, serve } from '../test/web.ts';
import type { NameService } from './lookup.ts';
import { type Discovery, findSubmissionHost, type SubmissionHost } from './submission-host.ts';

const find = (names: NameService, how: Discovery = {}): Promise<SubmissionHost> =>
  findSubmissionHost('example.test', { names, ...how });
const record = (name: string, port: number, priority = 0, weight = 0) => ({ name, port, priority, weight });
const forever = (): Promise<never> => new Promise(() => undefined);
const SUBMISSIONS = '_submissions._tcp.example.test';
const SUBMISSION = '_submission._tcp.example.test';

describe('SRV records', () => {
  it('are believed, TLS from the first byte before STARTTLS', async () => {
    const names = fakeNames({
      srv: {
        [SUBMISSION]: [record('smtp.example.test', 587, 0, 90)],
        [SUBMISSIONS]: [record('Secure.example.test', 465)],
      },
    });
    expect(await find(names)).toMatchObject({
      host: 'secure.example.test',
      source: 'srv',
      port: 465,
      mode: 'implicit-tls',
      why: 'SRV record _submissions._tcp.example.test says secure.example.test:465',
    });
  });

  it('count by priority before that, and by the larger weight among equals', async () => {
    const names = fakeNames({
      srv: {
        [SUBMISSION]: [record('light.example.test', 587, 1, 10), record('heavy.example.test', 587, 1, 90)],
        [SUBMISSIONS]: [record('last.example.test', 465, 20)],
      },
    });
    const found = await find(names);
    expect(found.host).toBe('heavy.example.test');
    expect(found.others.slice(0, 2).map(({ host }) => host)).toEqual(['light.example.test', 'last.example.test']);
  });

  it.each(['', '.'])('with the target %j say that there is no such service', async (none) => {
    const one = { [SUBMISSIONS]: [record(none, 0)], [SUBMISSION]: [record('smtp.example.test', 587)] };
    expect(await find(fakeNames({ srv: one }))).toMatchObject({ host: 'smtp.example.test', mode: 'starttls' });
    const both = { [SUBMISSIONS]: [record(none, 0)], [SUBMISSION]: [record(none, 0)] };
    expect(await find(fakeNames({ srv: both, known: ['mail.example.test'] }))).toMatchObject({
      host: 'mail.example.test',
      source: 'guess',
      why: 'a guess, since mail.example.test exists; the SRV records of example.test say that it has no such service',
    });
  });

  it.each(['127.1', '192.0.2.1', 'a b', 'x\r\ny', 'localhost', '::1'])(
    'that name %j are not believed',
    async (name) => {
      const names = fakeNames({ srv: { [SUBMISSIONS]: [record(name, 465)] }, known: [] });
      expect(await find(names)).toMatchObject({
        source: 'guess',
        why: expect.stringMatching(/no server that could be/),
      });
    },
  );
});

describe('the provider', () => {
  it.each([
    ['gmail.com', 'smtp.gmail.com', 465, 'gmail.com is a mail domain of Gmail / Google Workspace'],
    ['Outlook.de', 'smtp-mail.outlook.com', 587, 'outlook.de is a mail domain of Outlook.com / Hotmail'],
  ])('of %s is known by the domain itself', async (domain, host, port, why) => {
    const found = await findSubmissionHost(domain, { names: fakeNames({ mx: 'never' }) });
    expect(found).toMatchObject({ host, port, source: 'mx-provider', username: 'address', why });
  });

  it('is known by the MX', async () => {
    const { names } = await dnsWith({ 'MX example.test': ['10 ALT1.aspmx.l.google.com', '1 aspmx.l.google.com'] });
    expect(await find(names)).toMatchObject({
      host: 'smtp.gmail.com',
      source: 'mx-provider',
      port: 465,
      mode: 'implicit-tls',
      why: 'the MX of example.test, aspmx.l.google.com, belongs to Gmail / Google Workspace',
    });
  });

  it('of an MX that nobody knows is a guess', async () => {
    const zone: Zone = { 'MX example.test': ['10 mx.example.net'], 'A mail.example.test': ['192.0.2.1'] };
    expect(await find((await dnsWith(zone)).names)).toMatchObject({ host: 'mail.example.test', source: 'guess' });
  });

  it.each([
    ['tutanota.com', /at Tuta.*, which lets no mail program send/],
    ['proton.me', /at Proton.*bridge program on your own machine/],
  ])('of %s has no server to connect to, and that is said', async (domain, why) => {
    const found = await findSubmissionHost(domain, { names: fakeNames({ known: [] }) });
    expect(found).toMatchObject({ host: domain, source: 'guess', why: expect.stringMatching(why) });
  });
});

describe('a guess', () => {
  it.each([
    [['smtp.example.test', 'mail.example.test'], 'smtp.example.test'],
    [['mail.example.test'], 'mail.example.test'],
    [[], 'example.test'],
  ])('is what exists: of %j takes %s', async (known, host) => {
    expect(await find(fakeNames({ known }))).toMatchObject({
      host,
      source: 'guess',
      port: null,
      mode: null,
      why: expect.stringMatching(/^a guess, since /),
    });
  });

  it('is what is left when DNS does not answer in time', async () => {
    const silent = { lookup: forever, query: forever, srv: forever, mx: forever };
    const start = performance.now();
    expect(await find(silent, { patienceMs: 50 })).toMatchObject({ host: 'example.test', source: 'guess' });
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('uses what came in time', async () => {
    const half = { ...fakeNames({ known: ['mail.example.test'] }), srv: forever };
    expect(await find(half, { patienceMs: 50 })).toMatchObject({ host: 'mail.example.test' });
  });

  it.each(['', 'localhost', '①②⑦.⓪.⓪.①', '127.0.0.1', 'a b.test'])(
    'is all there is for %j, which is in no zone',
    async (text) => {
      const never = (): never => {
        throw new Error('nobody is to be asked');
      };
      const found = await findSubmissionHost(text, { names: { lookup: never, query: never, srv: never, mx: never } });
      expect(found).toMatchObject({ host: text, source: 'guess' });
    },
  );
});

describe('findSubmissionHost', () => {
  const FILE = 'autoconfig.example.test/mail/config-v1.1.xml';
  const ALL: Zone = {
    [`SRV ${SUBMISSIONS}`]: ['0 1 465 srv.example.test'],
    'A autoconfig.example.test': ['127.0.0.1'],
    'MX example.test': ['1 aspmx.l.google.com'],
    'A smtp.example.test': ['192.0.2.1'],
  };
  const without = (...types: readonly string[]): Zone =>
    Object.fromEntries(Object.entries(ALL).filter(([key]) => !types.includes(key.split(' ')[0] ?? '')));

  it('takes the best source of those that know something; a disagreement is no error', async () => {
    const { how } = await serve({ [FILE]: autoconfigFile('file.example.test', 587, 'STARTTLS') });
    const sources = async (zone: Zone): Promise<string> => {
      const found = await find((await dnsWith(zone)).names, how);
      return `${found.source} ${found.host}`;
    };
    expect(await sources(ALL)).toBe('srv srv.example.test');
    expect(await sources(without('SRV'))).toBe('autoconfig file.example.test');
    expect(await sources({ ...without('SRV'), 'A autoconfig.example.test': [] })).toBe('mx-provider smtp.gmail.com');
    expect(await sources(without('SRV', 'MX'))).toBe('autoconfig file.example.test');
    expect(await sources({ 'A smtp.example.test': ['192.0.2.1'] })).toBe('guess smtp.example.test');
    expect(await sources({})).toBe('guess example.test');
  });

  it('asks all at once, does not wait for a worse source, and tells what had come by then', async () => {
    const slow: Page = (response) => void setTimeout(() => response.end(autoconfigFile('late.example.test')), 1_000);
    const { how, asked } = await serve({ [FILE]: slow });
    const { names, asked: questions } = await dnsWith({
      ...ALL,
      [`SRV ${SUBMISSION}`]: { slow: 300, says: ['5 1 587 srv.example.test'] },
    });
    const start = performance.now();
    const found = await find(names, how);
    expect(performance.now() - start).toBeLessThan(900);
    expect(found.others.map(({ source }) => source)).toEqual(expect.arrayContaining(['srv', 'mx-provider', 'guess']));
    expect(found.others.map(({ source }) => source)).not.toContain('autoconfig');
    expect(asked[0]).toContain(FILE);
    expect(questions).toEqual(expect.arrayContaining(['MX example.test', 'A smtp.example.test']));
  });

  it('waits for a better source while it can still come', async () => {
    const { how } = await serve({ [FILE]: autoconfigFile('file.example.test') });
    const late: Zone = { ...ALL, [`SRV ${SUBMISSIONS}`]: { slow: 300, says: ['0 1 465 srv.example.test'] } };
    expect((await find((await dnsWith(late)).names, how)).host).toBe('srv.example.test');
  });

  it.each(['SERVFAIL', 'silence'] as const)('goes on to the next source after %s', async (trouble) => {
    const { how } = await serve({});
    const zone: Zone = { ...ALL, [`SRV ${SUBMISSIONS}`]: trouble };
    const start = performance.now();
    expect((await find((await dnsWith(zone)).names, how)).source).toBe('mx-provider');
    expect(performance.now() - start).toBeLessThan(2_900);
  });

  it('adds little more than the question itself where SRV answers at once', async () => {
    const { how } = await serve({ [FILE]: () => undefined });
    const { names } = await dnsWith(ALL);
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const start = performance.now();
      await find(names, how);
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it('asks DNS for the A-labels of a name', async () => {
    const { names, asked } = await dnsWith({});
    expect((await findSubmissionHost('bücher.test', { names })).host).toBe('xn--bcher-kva.test');
    expect(asked).toContain('SRV _submissions._tcp.xn--bcher-kva.test');
  });

  it('ends with the run, and leaves neither socket nor timer behind', async () => {
    const held = (kinds: RegExp): number => process.getActiveResourcesInfo().filter((name) => kinds.test(name)).length;
    const sockets = (): number => held(/^TCPSocketWrap|^TLS|Query|GetAddr/);
    const timers = (): number => held(/^Timeout/);
    const { how } = await serve({ [FILE]: () => undefined });
    const { names } = await dnsWith(without('SRV'));
    const before = { sockets: sockets(), timers: timers() };
    const over = new AbortController();
    const found = find(names, { ...how, signal: over.signal });
    await settle(200);
    expect(sockets()).toBeGreaterThan(before.sockets);
    over.abort();
    const start = performance.now();
    expect((await found).source).toBe('mx-provider');
    expect(performance.now() - start).toBeLessThan(50);
    await settle(100);
    expect(sockets()).toBe(before.sockets);
    expect(timers()).toBeLessThanOrEqual(before.timers);
    expect((await find(names, { ...how, signal: over.signal })).source).toBe('guess');
  });

  it('rejects when the guard throws, for that is a bug', async () => {
    const { how } = await serve({});
    const { names } = await dnsWith(without('SRV'));
    const permits = (): never => {
      throw new Error('a guard that throws');
    };
    await expect(find(names, { ...how, permits })).rejects.toThrow('a guard that throws');
  });
});
