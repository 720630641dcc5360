import { caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { listenHttpProxy, listenSocks, type ProxyPlan } from '../test/proxies.ts';
import { closedPort, listen, listenTls, Recorded, settle, speakSmtp } from '../test/servers.ts';
import { prepare } from './prepare.ts';
import { type ProxyServer, parseProxy } from './proxy.ts';
import { triage } from './triage.ts';

const KINDS = [
  { scheme: 'socks5', start: listenSocks },
  { scheme: 'http', start: listenHttpProxy },
] as const;
const LOGIN = { user: 'ann', password: 'open:sesame' };

/** A connection through a proxy that follows a plan, to a name that only the proxy can resolve. */
async function through(kind: (typeof KINDS)[number], plan: ProxyPlan, port: number, login = ''): Promise<Recorded> {
  const recorded = new Recorded({ proxy: proxyAt(`${kind.scheme}://${login}127.0.0.1:${await kind.start(plan)}`) });
  recorded.connection.connect('mail.example.test', port);
  return recorded;
}

function proxyAt(url: string): ProxyServer {
  const proxy = parseProxy(url);
  if (!proxy.ok) throw new Error(proxy.problem);
  return proxy.value;
}

describe.each(KINDS)('through a $scheme proxy', (kind) => {
  it('the name is resolved at the far end, and bytes go both ways', async () => {
    const port = await listen((socket) => {
      socket.write('220 hi\r\n');
      socket.on('data', (chunk: Buffer) => socket.end(`250 ${chunk.toString()}`));
    });
    const asked: string[] = [];
    const recorded = await through(kind, { asked }, port);
    await recorded.until('bytes');
    recorded.connection.write(Buffer.from('EHLO x\r\n'));
    await recorded.until('closed');
    expect(recorded.text).toBe('220 hi\r\n250 EHLO x\r\n');
    expect(asked).toEqual([`mail.example.test:${port}`]);
    expect(recorded.types[0]).toBe('connected');
  });

  it('a greeting that comes along with the answer of the proxy is not lost', async () => {
    const port = await listen((socket) => void socket.write('220 quick\r\n'));
    const recorded = await through(kind, { greetingInHead: true }, port);
    await recorded.until('bytes');
    expect(recorded.text).toBe('220 quick\r\n');
    expect(recorded.types).toEqual(['connected', 'bytes']);
  });

  it('user and password are sent', async () => {
    const port = await listen((socket) => void socket.write('220 hi\r\n'));
    const recorded = await through(kind, { login: LOGIN }, port, 'ann:open%3Asesame@');
    await recorded.until('bytes');
  });

  it('a wrong password is a failure of the proxy', async () => {
    const recorded = await through(kind, { login: LOGIN }, 25, 'ann:wrong@');
    const code = kind.scheme === 'http' ? 'HTTP 407' : 'SOCKS authentication';
    expect(await recorded.until('not-connected')).toEqual({ type: 'not-connected', why: 'proxy-failed', code });
  });

  it('TLS works', async () => {
    const port = await listenTls((socket) => void socket.write('220 inside\r\n'));
    const recorded = await through(kind, {}, port);
    await recorded.until('connected');
    recorded.connection.secure('localhost', 'localhost');
    await recorded.until('bytes');
    expect(recorded.text).toBe('220 inside\r\n');
  });

  it('a proxy that hangs is waited for until core says otherwise', async () => {
    const recorded = await through(kind, { answer: null }, 25);
    await settle(100);
    expect(recorded.types).toEqual([]);
    await recorded.connection.dispose();
    await settle();
    expect(recorded.types).toEqual([]);
  });

  it('a proxy that is not there is named as the failure', async () => {
    const recorded = new Recorded({ proxy: proxyAt(`${kind.scheme}://127.0.0.1:${await closedPort()}`) });
    recorded.connection.connect('mail.example.test', 25);
    expect(await recorded.until('not-connected')).toMatchObject({ why: 'proxy-failed', code: 'ECONNREFUSED' });
  });

  it.each(['end', 'resetAndDestroy', 'garbage'] as const)('a proxy that answers with %s has failed', async (how) => {
    const port = await listen((socket) => {
      socket.once('data', () => (how === 'garbage' ? socket.end('220 no proxy at all, ESMTP\r\n') : socket[how]()));
    });
    const recorded = new Recorded({ proxy: proxyAt(`${kind.scheme}://127.0.0.1:${port}`) });
    recorded.connection.connect('mail.example.test', 25);
    expect(await recorded.until('not-connected')).toMatchObject({ why: 'proxy-failed' });
    await settle();
    expect(recorded.types).toEqual(['not-connected']);
  });

  it('a whole run works', async () => {
    const port = await listen((socket) => speakSmtp(socket));
    const asked: string[] = [];
    const request = prepare({
      target: 'localhost',
      port,
      only: true,
      user: 'ann',
      password: 'open sesame',
      proxied: true,
      controls: [],
    });
    if (!request.ok) throw new Error(request.problem);
    const proxy = `${kind.scheme}://127.0.0.1:${await kind.start({ asked, greetingInHead: true })}`;
    const found = await triage(request.value, { proxy, trust: { ca: [caCertPem()] } });
    expect(found.traces.at(-1)?.events.at(-1)).toMatchObject({ type: 'ended', outcome: 'ok', reached: 'auth' });
    expect(asked).toEqual([`localhost:${port}`]);
  });
});

describe('the reply of a SOCKS5 proxy', () => {
  it.each([
    [1, 'proxy-failed', 'SOCKS Failure'],
    [2, 'proxy-failed', 'SOCKS NotAllowed'],
    [3, 'network-unreachable', 'SOCKS NetworkUnreachable'],
    [4, 'host-unreachable', 'SOCKS HostUnreachable'],
    [5, 'refused', 'SOCKS ConnectionRefused'],
  ])('%d means %s', async (answer, why, code) => {
    const recorded = await through(KINDS[0], { answer }, 25);
    expect(await recorded.until('not-connected')).toEqual({ type: 'not-connected', why, code });
  });
});

describe('the answer of an HTTP proxy', () => {
  it.each([403, 502, 504])('%d means that the proxy failed', async (answer) => {
    const recorded = await through(KINDS[1], { answer }, 25);
    expect(await recorded.until('not-connected')).toMatchObject({ why: 'proxy-failed', code: `HTTP ${answer}` });
  });
});

describe('parseProxy', () => {
  it.each([
    ['socks5://127.0.0.1', { kind: 'socks5', host: '127.0.0.1', port: 1080, login: null }],
    ['socks5h://[::1]:9050', { kind: 'socks5', host: '::1', port: 9_050, login: null }],
    ['http://proxy.example.test', { kind: 'http', host: 'proxy.example.test', port: 8_080, login: null }],
    ['http://proxy.example.test:80/', { kind: 'http', host: 'proxy.example.test', port: 80, login: null }],
    ['socks5://a%40b:c%3Ad@p:1', { kind: 'socks5', host: 'p', port: 1, login: { user: 'a@b', password: 'c:d' } }],
  ])('reads %s', (text, value) => {
    expect(parseProxy(text)).toEqual({ ok: true, value });
  });

  it.each(['', 'proxy:1080', 'ftp://p', 'socks4://p', 'http://', 'socks5://p:0', 'socks5://a:%zz@p', 'socks5://%zz:1'])(
    'gives a problem for %j, without the password',
    (text) => {
      const proxy = parseProxy(text);
      expect(proxy.ok).toBe(false);
      expect(JSON.stringify(proxy)).not.toContain('zz');
    },
  );
});
