import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { askRaw } from '../../test/raw.ts';
import { type Served, serve } from '../../test/serve.ts';
import type { Deps } from '../deps.ts';
import { CONFIG_SCHEMA } from '../operation/config.ts';
import { failures } from './failures.ts';
import { noteFull } from './full.ts';
import { gate } from './gate.ts';

const PAGE = 'https://triage.example.net';
const EVIL = 'http://evil.example';

let served: Served | null = null;
let draining = false;
let now = 0;
let begun = 0;
let deps: Deps;
afterEach(async () => {
  draining = false;
  await served?.close();
  served = null;
});

/** A service that answers everything behind the gate with 200. */
function appBehindGate(config: Readonly<Record<string, unknown>> = {}): Express {
  deps = {
    config: CONFIG_SCHEMA.parse(config),
    now: () => now,
    draining: () => draining,
    log: pino({ level: 'silent' }),
    runner: {
      get begun() {
        return begun;
      },
    },
  } as unknown as Deps;
  const app = express();
  app.use(
    gate(deps),
    (_request: Request, response: Response) => void response.status(200).end('in'),
    ...failures(deps),
  );
  return app;
}
async function behindGate(config: Readonly<Record<string, unknown>> = {}): Promise<Served> {
  served = await serve(appBehindGate(config));
  return served;
}
const slugOf = (body: string): string =>
  body === 'in' || body === '' ? body : JSON.parse(body).type.split('/').at(-1);
async function said(
  path: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly [number, string]> {
  if (served === null) throw new Error('not served');
  const answer = await askRaw(`${served.url}${path}`, { method, headers: fill(headers, served.url) });
  return [answer.status, slugOf(answer.body)];
}
/** `PORT` in a header stands for the port of the listener. */
const fill = (headers: Readonly<Record<string, string>>, url: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', new URL(url).port)]));

describe('the Host of a request', () => {
  const CONFIG = { allowHosts: ['triage.lan', 'proxy.lan:8443'], publicUrl: PAGE };
  it.each([
    'localhost:PORT',
    'LOCALHOST:PORT',
    '127.0.0.1:PORT',
    '[::1]:PORT',
    'triage.lan',
    'Triage.LAN:1234',
    'proxy.lan:8443',
    'triage.example.net',
    'triage.example.net:443',
  ])('may be %s', async (host) => {
    await behindGate(CONFIG);
    expect(await said('/', 'GET', { host })).toEqual([200, 'in']);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    'localhost',
    'localhost:1',
    '127.0.0.1',
    '127.0.0.2:PORT',
    '127.0.0.1.evil.example:PORT',
    'localhost.evil.example:PORT',
    'localhost:PORT.evil.example',
    'proxy.lan',
    'proxy.lan:8444',
    'x.triage.lan',
    'triage.example.net:8443',
    'evil@localhost:PORT',
  ])('must not be %j', async (host) => {
    await behindGate(CONFIG);
    expect(await said('/', 'GET', { host })).toEqual([421, 'misdirected']);
    expect(await said('/api/v1/diagnoses', 'POST', { host })).toEqual([421, 'misdirected']);
  });

  it('may be the very address it came in at', async () => {
    const server = appBehindGate().listen(0, '127.0.0.5');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = async (host: string) => (await askRaw(`http://127.0.0.5:${port}`, { headers: { host } })).status;
    expect(await ask(`127.0.0.5:${port}`)).toBe(200);
    expect(await ask(`127.0.0.6:${port}`)).toBe(421);
    server.close();
  });

  it('is not what X-Forwarded-Host says', async () => {
    await behindGate({ ...CONFIG, trustProxy: ['127.0.0.1'] });
    expect(await said('/', 'GET', { host: EVIL, 'x-forwarded-host': 'localhost:PORT' })).toEqual([421, 'misdirected']);
  });
});

describe('the page that a request comes from', () => {
  const HOST = 'localhost:PORT';
  it.each([
    ['POST', { origin: EVIL }],
    ['DELETE', { origin: EVIL }],
    ['PUT', { origin: EVIL }],
    ['OPTIONS', { origin: EVIL, 'access-control-request-method': 'POST' }],
    ['POST', { origin: 'null' }],
    ['POST', { origin: 'http://localhost:1' }],
    ['POST', { origin: 'http://127.0.0.1:PORT' }],
    ['POST', { 'sec-fetch-site': 'cross-site' }],
    ['POST', { 'sec-fetch-site': 'same-site' }],
    ['POST', { origin: EVIL, 'sec-fetch-site': 'same-origin' }],
  ])('must not be foreign: %s %o', async (method, headers) => {
    await behindGate();
    expect(await said('/api/v1/lint', method, { host: HOST, ...headers })).toEqual([403, 'foreign-origin']);
  });

  it.each([
    ['POST', {}],
    ['POST', { origin: 'http://localhost:PORT' }],
    ['POST', { origin: 'http://localhost:PORT', 'sec-fetch-site': 'same-origin' }],
    ['POST', { 'sec-fetch-site': 'none' }],
    ['GET', { origin: EVIL }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
  ])('may be our own, or none: %s %o', async (method, headers) => {
    await behindGate();
    expect(await said('/api/v1/lint', method, { host: HOST, ...headers })).toEqual([200, 'in']);
  });

  it('must not be foreign for event streams, although they are read with GET', async () => {
    await behindGate();
    const events = '/api/v1/diagnoses/dg_1/events';
    expect(await said(events, 'GET', { host: HOST, origin: EVIL })).toEqual([403, 'foreign-origin']);
    expect(await said(`${events}/`, 'GET', { host: HOST, 'sec-fetch-site': 'cross-site' })).toEqual([
      403,
      'foreign-origin',
    ]);
    const accept = 'text/event-stream';
    expect(await said('/x', 'GET', { host: HOST, origin: EVIL, accept })).toEqual([403, 'foreign-origin']);
    expect(await said(events, 'GET', { host: HOST })).toEqual([200, 'in']);
  });

  it('must have the scheme of the public address', async () => {
    await behindGate({ publicUrl: PAGE });
    const host = 'triage.example.net';
    expect(await said('/', 'POST', { host, origin: PAGE })).toEqual([200, 'in']);
    expect(await said('/', 'POST', { host, origin: `http://${host}` })).toEqual([403, 'foreign-origin']);
  });
});

describe('CORS', () => {
  const host = 'localhost:PORT';
  const preflight = { host, 'access-control-request-method': 'POST' };
  const ask = async (headers: Readonly<Record<string, string>>, method = 'OPTIONS') => {
    if (served === null) throw new Error('not served');
    return askRaw(`${served.url}/api/v1/diagnoses`, { method, headers: fill(headers, served.url) });
  };

  it('is off', async () => {
    await behindGate();
    const answer = await ask({ ...preflight, origin: PAGE });
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers).not.toHaveProperty('vary');
  });

  it('lets the listed origins in, exactly those, and never with credentials', async () => {
    await behindGate({ allowOrigins: [PAGE] });
    const yes = await ask({ ...preflight, origin: PAGE });
    expect(yes.status).toBe(204);
    expect(yes.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
      vary: 'Origin',
    });
    expect(yes.headers).not.toHaveProperty('access-control-allow-credentials');
    const posted = await ask({ host, origin: PAGE, 'sec-fetch-site': 'cross-site' }, 'POST');
    expect([posted.status, posted.headers['access-control-allow-origin']]).toEqual([200, PAGE]);
    for (const origin of [`${PAGE}.evil.example`, `${PAGE}:8443`, PAGE.toUpperCase(), 'null', EVIL]) {
      const no = await ask({ ...preflight, origin });
      expect([no.status, no.headers['access-control-allow-origin']], origin).toEqual([403, undefined]);
      expect((await ask({ host, origin }, 'POST')).status, origin).toBe(403);
    }
  });

  it('does not open a foreign host', async () => {
    await behindGate({ allowOrigins: [PAGE] });
    expect((await ask({ ...preflight, host: 'evil.example', origin: PAGE })).status).toBe(421);
  });
});

describe('while the service shuts down', () => {
  it.each([
    ['POST', '/api/v1/diagnoses', 503],
    ['POST', '/api/v1/diagnoses/', 503],
    ['POST', '/API/v1/Diagnoses', 503],
    ['GET', '/probe', 503],
    ['POST', '/api/v1/diagnoses/dg_1/cancel', 200],
    ['POST', '/api/v1/classify', 200],
    ['GET', '/api/v1/diagnoses', 200],
    ['GET', '/metrics', 200],
  ])('%s %s is answered with %i', async (method, path, status) => {
    await behindGate();
    draining = true;
    if (served === null) throw new Error('not served');
    const answer = await askRaw(`${served.url}${path}`, { method });
    expect(answer.status).toBe(status);
    if (status === 503) {
      expect(slugOf(answer.body)).toBe('shutting-down');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });
});

describe('a queue that was full a moment ago (REL-05)', () => {
  const order = () => askRaw(`${served?.url}/api/v1/diagnoses`, { method: 'POST', body: 'not even JSON' });
  const statusesOf = async (count: number): Promise<readonly number[]> => {
    const statuses = [];
    for (let asked = 0; asked < count; asked += 1) statuses.push((await order()).status);
    return statuses;
  };

  it('turns new work away before anything is read, and lets everything else through', async () => {
    await behindGate();
    noteFull(deps, 7);
    const answer = await order();
    expect([answer.status, slugOf(answer.body), answer.headers['retry-after']]).toEqual([503, 'overloaded', '7']);
    for (const [path, method] of [
      ['/api/v1/diagnoses', 'GET'],
      ['/api/v1/diagnoses/dg_1/cancel', 'POST'],
      ['/api/v1/classify', 'POST'],
    ] as const) {
      expect(await said(path, method, {})).toEqual([200, 'in']);
    }
  });

  it('lets in one for each run that has begun since', async () => {
    await behindGate();
    begun = 40;
    noteFull(deps, 7);
    begun += 2;
    expect(await statusesOf(4)).toEqual([200, 200, 503, 503]);
    begun += 1;
    expect(await statusesOf(2)).toEqual([200, 503]);
    noteFull(deps, 7);
    expect(await statusesOf(1)).toEqual([503]);
  });

  it('lets everybody find out a second later: room may have come up elsewhere', async () => {
    await behindGate();
    noteFull(deps, 7);
    now += 999;
    expect(await statusesOf(1)).toEqual([503]);
    now += 1;
    expect(await statusesOf(9)).toEqual(Array(9).fill(200));
  });
});
