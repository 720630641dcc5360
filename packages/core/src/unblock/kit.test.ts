import { describe, expect, it } from 'vitest';
import { at, HOST, REFUSED, STARTTLS, TLS } from '../../test/cases/case.ts';
import { GOOD_TLS, type Place, request, run } from '../../test/world.ts';
import { exactBlock, NETWORK_BLOCKS, type NetworkBlock } from '../catalogue/blocks/index.ts';
import type { Request } from '../investigation/index.ts';
import { reportOf } from '../report/report.ts';
import type { Report } from '../report/types.ts';
import { Secret } from '../secret.ts';
import { blamesNetwork, standsInTheWay, unblockKit } from './index.ts';
import type { UnblockKit } from './types.ts';

/** A report of a run in a world where these ports answer, and every other one is silent. */
function seen(places: Readonly<Record<number, Place>>, asked: Partial<Request> = {}): Report {
  const host = asked.host ?? 'mail.example.test';
  const world = { ...at(places), names: { [host]: [{ family: 4 as const, ok: true as const, addresses: [HOST] }] } };
  const named = { host, input: host, families: [4 as const], waitForAll: true, ...asked };
  return reportOf(run(world, request(named)).triaged, { traces: true });
}

const network = (id: string): NetworkBlock => {
  const found = exactBlock(id);
  if (found === null) throw new Error(`no network ${id}`);
  return found;
};

const PROHIBITED: Place = { connect: 'prohibited' };
/** What a closed port is like there; null: as if it were not there. */
const CLOSED: Readonly<Record<NetworkBlock['looksLike'], Place | null>> = {
  silence: null,
  refusal: REFUSED,
  redirect: REFUSED,
  error: PROHIBITED,
  varies: null,
};

/** A healthy server, seen from a network that does what it is known to do. */
function inside({ ports, looksLike }: NetworkBlock): Report {
  const healthy: Readonly<Record<number, Place>> = { 587: STARTTLS, 465: TLS, 2525: STARTTLS, 25: STARTTLS };
  const closed = CLOSED[looksLike];
  return seen(
    Object.fromEntries(
      Object.entries(healthy).flatMap(([port, place]) =>
        !ports.includes(Number(port)) ? [[port, place]] : closed === null ? [] : [[port, closed]],
      ),
    ),
  );
}

const textsOf = (kit: UnblockKit): readonly string[] => [
  ...(kit.agreement === null ? [] : [kit.agreement.summary]),
  kit.fallback.instead,
  ...(kit.request === null ? [] : [kit.request.subject, kit.request.body]),
];

describe.each(NETWORK_BLOCKS.map((each) => [each.id, each] as const))('the kit for %s', (_, platform) => {
  const blank = unblockKit(platform, null);
  const filled = unblockKit(platform, inside(platform));

  it('agrees with a run that shows just what is closed there', () => {
    expect(filled.agreement).toMatchObject({ verdict: 'agrees', unexplained: [], passed: [] });
    expect(filled.agreement?.explained).toEqual(platform.ports.filter((port) => [25, 465, 587, 2525].includes(port)));
  });

  it('holds a text to ask with where asking helps, and only there', () => {
    expect(blank.request !== null).toBe(platform.lift === 'request');
    expect(filled.request !== null).toBe(platform.lift === 'request');
  });

  it('leaves no sentence empty or unfinished', () => {
    for (const kit of [blank, filled]) {
      for (const text of textsOf(kit)) {
        expect(text.trim()).not.toBe('');
        expect(text).not.toMatch(/undefined|null|NaN|\[object|\{\w+\}|\S {2}\w/);
      }
    }
  });

  it('asks in lines of 72 characters, with nothing but the ports in question', () => {
    for (const { request: asked } of [blank, filled]) {
      if (asked === null) continue;
      for (const line of asked.body.split('\n')) {
        if (line.includes(' ') || !line.includes('://')) expect(line.length, line).toBeLessThanOrEqual(72);
      }
      expect(asked.ports.length).toBeGreaterThan(0);
      expect(platform.ports).toEqual(expect.arrayContaining([...asked.ports]));
      for (const port of asked.ports) expect(asked.subject).toMatch(new RegExp(`\\b${port}\\b`));
    }
  });

  it('never advises a port that is closed there', () => {
    for (const { routes, services } of [blank.fallback, filled.fallback]) {
      for (const { port } of [...routes, ...services]) expect(platform.ports).not.toContain(port);
    }
  });
});

describe('whether a run fits the policy', () => {
  const OPEN = { 587: STARTTLS, 465: TLS, 2525: STARTTLS, 25: STARTTLS };
  const { 25: _, ...WITHOUT_25 } = OPEN;
  const wrongName: Place = { ...STARTTLS, tls: { ...GOOD_TLS, nameMatches: false } };

  it.each<[string, string, Readonly<Record<number, Place>>, object]>([
    ['port 25 alone is silent', 'aws-ec2', WITHOUT_25, { verdict: 'agrees', explained: [25] }],
    [
      '587 is silent where it is left open',
      'aws-ec2',
      { 465: TLS, 2525: STARTTLS, 25: STARTTLS },
      { verdict: 'does-not-explain', explained: [], unexplained: [587], passed: [25] },
    ],
    [
      '587 is silent where it is left open, and 25 as it should be',
      'aws-ec2',
      { 465: TLS, 2525: STARTTLS },
      { verdict: 'partly', explained: [25], unexplained: [587] },
    ],
    [
      'one of the closed ports answers',
      'digitalocean',
      { 587: STARTTLS, 2525: STARTTLS },
      { verdict: 'partly', explained: [25, 465], unexplained: [], passed: [587] },
    ],
    ['everything answers', 'digitalocean', OPEN, { verdict: 'nothing-closed', explained: [], passed: [25, 465, 587] }],
    [
      'a refusal is the server’s own where blocks are silent',
      'linode',
      { 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED },
      { verdict: 'nothing-closed', passed: [25, 465, 587] },
    ],
    [
      'a refusal is the block where blocks refuse',
      'cpanel-restrictions',
      { 587: REFUSED, 465: REFUSED, 2525: STARTTLS, 25: REFUSED },
      { verdict: 'agrees', explained: [25, 465, 587] },
    ],
    [
      'a local server answers in place of the target',
      'cpanel-restrictions',
      { 587: wrongName, 465: { ...wrongName, implicitTls: true }, 2525: STARTTLS, 25: wrongName },
      { verdict: 'agrees', explained: [25, 465, 587] },
    ],
    [
      'the same wrong certificate is the server’s own elsewhere',
      'linode',
      { 587: wrongName, 465: { ...wrongName, implicitTls: true }, 2525: STARTTLS, 25: wrongName },
      { verdict: 'nothing-closed', passed: [25, 465, 587] },
    ],
    [
      'a firewall that says no is not a block that says nothing',
      'linode',
      { 587: PROHIBITED, 2525: STARTTLS },
      { verdict: 'partly', explained: [25, 465], unexplained: [587] },
    ],
    [
      'the unofficial port is silent, which few servers serve',
      'hetzner-cloud',
      { 587: STARTTLS },
      { verdict: 'agrees', explained: [25, 465], unexplained: [] },
    ],
    [
      'the unofficial port is silent where it is closed',
      'cloudzy',
      {},
      { verdict: 'agrees', explained: [25, 465, 587, 2525] },
    ],
  ])('%s (%s)', (_name, id, places, wanted) => {
    expect(unblockKit(network(id), seen(places)).agreement).toMatchObject(wanted);
  });

  it('counts one address that answers as an answer', () => {
    const host = 'mail.example.test';
    const addresses = [HOST, '198.51.100.8'];
    const world = { ...at(OPEN), names: { [host]: [{ family: 4 as const, ok: true as const, addresses }] } };
    const report = reportOf(run(world, request({ host, families: [4], waitForAll: true })).triaged);
    expect(report.findings.map(({ code }) => code)).toContain('address-dead');
    expect(unblockKit(network('linode'), report).agreement?.verdict).toBe('nothing-closed');
  });

  it('counts one that answers, though another is refused where blocks refuse', () => {
    const host = 'mail.example.test';
    const refuses = Object.fromEntries([587, 465, 2525, 25].map((port) => [`198.51.100.8:${port}`, REFUSED]));
    const world = {
      places: { ...at(OPEN).places, ...refuses },
      names: { [host]: [{ family: 4 as const, ok: true as const, addresses: ['198.51.100.8', HOST] }] },
    };
    const report = reportOf(run(world, request({ host, families: [4], waitForAll: true })).triaged);
    expect(unblockKit(network('cpanel-restrictions'), report).agreement).toMatchObject({
      verdict: 'nothing-closed',
      passed: [25, 465, 587],
    });
  });

  it('asks for nothing that the policy does not explain', () => {
    const silent587 = seen({ 465: TLS, 2525: STARTTLS, 25: STARTTLS });
    expect(unblockKit(network('aws-ec2'), silent587).request).toBeNull();
  });

  it('needs no traces', () => {
    const { traces, ...bare } = seen(WITHOUT_25);
    expect(traces?.length).toBeGreaterThan(0);
    expect(unblockKit(network('aws-ec2'), bare).agreement).toEqual(
      unblockKit(network('aws-ec2'), { ...bare, ...(traces === undefined ? {} : { traces }) }).agreement,
    );
  });
});

describe('what works instead', () => {
  const routes = (kit: UnblockKit): readonly string[] =>
    kit.fallback.routes.map(({ host, port, mode, source }) => `${host} ${port} ${mode} ${source}`);

  it('is the port that the provider documents and that is open there', () => {
    const kit = unblockKit(network('digitalocean'), seen({}, { host: 'smtp.sendgrid.net', ladder: LADDER }));
    expect(routes(kit)).toEqual(['smtp.sendgrid.net 2525 starttls documented']);
    expect(kit.fallback.routes[0]?.knownOpen).toBe(true);
    expect(kit.fallback.https).toMatchObject({ name: 'Twilio SendGrid' });
  });

  it('is none of the provider’s ports where the provider has no other', () => {
    const kit = unblockKit(network('digitalocean'), seen({}, { host: 'smtp.gmail.com' }));
    expect(routes(kit)).toEqual([]);
    expect(kit.fallback.services).toContainEqual(expect.objectContaining({ id: 'sendgrid', port: 2525 }));
    expect(kit.fallback.https).toBeNull();
  });

  it('is for the host that was asked, not for another of the provider', () => {
    const host = 'email-smtp.eu-west-1.amazonaws.com';
    expect(routes(unblockKit(network('scaleway'), seen({}, { host })))).toEqual([
      `${host} 2587 starttls documented`,
      `${host} 2465 implicit-tls documented`,
    ]);
  });

  it('begins with what worked in the run', () => {
    const kit = unblockKit(network('hetzner-cloud'), seen({ 587: STARTTLS }, { host: 'smtp.sendgrid.net' }));
    expect(routes(kit)[0]).toBe('smtp.sendgrid.net 587 starttls run');
  });

  it('never is a port that was tried in vain', () => {
    const kit = unblockKit(network('digitalocean'), seen({}, { host: 'smtp.sendgrid.net' }));
    expect(routes(kit)).toEqual([]);
    expect(kit.fallback.instead).toBe('The HTTP interface of a sending service, which uses port 443.');
    const hetzner = unblockKit(network('hetzner-cloud'), seen({ 2525: REFUSED }));
    expect(hetzner.fallback.instead).not.toMatch(/587|2525/);
  });

  it('is other services on ports that are known to be open there', () => {
    const ports = (id: string): readonly number[] => [
      ...new Set(unblockKit(network(id), null).fallback.services.map(({ port }) => port)),
    ];
    expect(ports('digitalocean')).toEqual([2525]);
    expect(ports('scaleway')).toEqual(expect.arrayContaining([2525, 2587]));
    expect(ports('railway')).toEqual([]);
  });

  it('never is port 25, though a provider documents it', () => {
    const without25 = { ...network('linode'), ports: [465, 587] };
    const kit = unblockKit(without25, seen({}, { host: 'smtp.sendgrid.net', ladder: LADDER }));
    expect(routes(kit)).toEqual(['smtp.sendgrid.net 2525 starttls documented']);
  });

  it('is no list of services where a standard port is left open', () => {
    expect(unblockKit(network('aws-ec2'), null).fallback.services).toEqual([]);
    expect(unblockKit(network('gitpod'), null).fallback.services).toEqual([]);
  });
});

/** Without the unofficial port, as `--ports` asks for. */
const LADDER = [
  { port: 587, mode: 'starttls' },
  { port: 465, mode: 'implicit-tls' },
] as const;

describe('the text to ask with', () => {
  const asked = {
    input: 'ann@example.test',
    credentials: { user: 'ann@example.test', password: new Secret('hunter2 and more') },
    controls: [{ host: '192.0.2.1', port: null, builtIn: false }],
  } as const satisfies Partial<Request>;

  it('asks for submission alone where nothing else is missing', () => {
    expect(unblockKit(network('linode'), seen({})).request?.ports).toEqual([465, 587]);
    expect(unblockKit(network('linode'), seen({ 2525: STARTTLS })).request?.ports).toEqual([465, 587]);
    expect(unblockKit(network('hetzner-cloud'), seen({ 587: STARTTLS })).request?.ports).toEqual([25, 465]);
  });

  it('asks for port 25 only where it is wanted, or where nothing else is missing', () => {
    expect(unblockKit(network('vultr'), seen({})).request).toBeNull();
    expect(unblockKit(network('vultr'), seen({}, { settings: { port: 25, mode: 'starttls' } })).request?.ports).toEqual(
      [25],
    );
    expect(unblockKit(network('vultr'), seen({ 587: STARTTLS })).request?.ports).toEqual([25]);
  });

  it('tells neither user nor secret', () => {
    const report = seen({ 2525: STARTTLS }, asked);
    expect(JSON.stringify(report)).toContain('ann@example.test');
    expect(JSON.stringify(unblockKit(network('linode'), report))).not.toMatch(/ann@|hunter2/);
  });

  it('shows what control hosts showed', () => {
    const { request: text } = unblockKit(network('linode'), seen({ 25: STARTTLS }, asked));
    expect(text?.body).toMatch(/for comparison, 192\.0\.2\.1 port 587: no answer/);
    expect(text?.body).toContain('This network blocks outgoing port 587: the port is silent at');
  });

  it('keeps to one line what a hostile report says', () => {
    const report = seen({});
    const hostile = { ...report, target: { ...report.target, host: 'a\r\nBcc: x\u001b[2J' } };
    const body = unblockKit(network('linode'), hostile).request?.body ?? '';
    expect(body).not.toContain('\u001b');
    expect(body).not.toContain('\r');
    expect(body).not.toMatch(/^Bcc/m);
  });

  it.each<[string, UnblockKit]>([
    ['with the evidence of a run', unblockKit(network('linode'), seen({ 25: STARTTLS }, asked))],
    ['for port 25 alone', unblockKit(network('comcast'), seen({ 587: STARTTLS, 465: TLS, 2525: REFUSED }))],
    ['with blanks', unblockKit(network('cpanel-restrictions'), null)],
  ])('%s', (_name, { request: text }) => {
    expect(`${text?.subject}\n\n${text?.body}`).toMatchSnapshot();
  });
});

describe('whether the network is blamed', () => {
  it.each<[string, Report, boolean]>([
    ['every port is silent', seen({}), true],
    ['a firewall says no', seen({ 587: PROHIBITED, 465: PROHIBITED, 25: STARTTLS }), true],
    ['only a relay port is silent', seen({ 587: STARTTLS, 465: TLS, 2525: STARTTLS }), false],
    ['the server refuses', seen({ 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED }), false],
    ['everything works', seen({ 587: STARTTLS, 465: TLS, 2525: STARTTLS, 25: STARTTLS }), false],
  ])('%s', (_name, report, wanted) => {
    expect(blamesNetwork(report)).toBe(wanted);
  });
});

describe('whether the network stands in the way', () => {
  const REFUSES = { 587: REFUSED, 465: REFUSED, 2525: REFUSED, 25: REFUSED };
  it.each<[string, string, Report, boolean]>([
    ['nothing answers', 'linode', seen({}), true],
    ['nothing answers, whatever the policy says', 'aws-ec2', seen({}), true],
    ['everything is refused where blocks refuse', 'cpanel-restrictions', seen(REFUSES), true],
    ['everything is refused where blocks are silent', 'linode', seen(REFUSES), false],
    ['465 and 25 are silent, and 587 works', 'hetzner-cloud', seen({ 587: STARTTLS, 2525: STARTTLS }), false],
  ])('%s (%s)', (_name, id, report, wanted) => {
    expect(standsInTheWay(unblockKit(network(id), report), report)).toBe(wanted);
  });
});
