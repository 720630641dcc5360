import { connect } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { type Code, type Finding, type Mode, reportOf } from '@smtp-triage/core';
import { caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepare } from '../src/prepare.ts';
import { triage } from '../src/triage.ts';
import { listenHttpProxy, listenSocks, type ProxyPlan } from './proxies.ts';
import { closedPort, listen, listenTls, speakSmtp } from './servers.ts';

/** What a run against one port finds, through a proxy or not. */
async function findings(port: number, mode: Mode, proxy: string | null = null): Promise<readonly Finding[]> {
  const request = prepare({
    target: 'localhost',
    port,
    mode,
    only: true,
    controls: [],
    ...(proxy === null ? {} : { proxied: true }),
  });
  if (!request.ok) throw new Error(request.problem);
  const found = await triage(request.value, { trust: { ca: [caCertPem()] }, ...(proxy === null ? {} : { proxy }) });
  return reportOf(found).findings;
}

const codes = (found: readonly Finding[]): readonly Code[] => found.map(({ code }) => code);

/** A server that speaks SMTP once TLS is up, from the first byte. */
const tlsServer = (options: TlsOptions): Promise<number> =>
  listenTls((socket: TLSSocket) => speakSmtp(socket), options);

/** Answers EHLO inside TLS, and anything else with goodbye. */
const afterStarttls = (socket: TLSSocket): void =>
  void socket.on('data', (chunk: Buffer) => {
    socket.write(chunk.includes('EHLO') ? '250-small.example.test\r\n250 AUTH PLAIN\r\n' : '221 2.0.0 bye\r\n');
  });

/** The same behind STARTTLS. */
const starttlsServer = async (options: TlsOptions): Promise<number> => {
  const inner = await listenTls(afterStarttls, options);
  return listen((socket) => {
    socket.write('220 small.example.test ESMTP\r\n');
    socket.on('data', function hear(chunk: Buffer) {
      if (chunk.includes('EHLO')) socket.write('250-small.example.test\r\n250 STARTTLS\r\n');
      if (!chunk.includes('STARTTLS')) return;
      socket.off('data', hear);
      const onward = connect(inner, '127.0.0.1', () => {
        socket.write('220 2.0.0 go ahead\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => undefined);
      onTestFinished(() => void onward.destroy());
    });
  });
};

describe.each([
  ['implicit-tls', tlsServer],
  ['starttls', starttlsServer],
] as const)('a server that wants a client certificate, %s', (mode, start) => {
  const wanted = { requestCert: true, rejectUnauthorized: true };

  it('is told in TLS 1.2 by its request before alert 40', async () => {
    const [first] = await findings(await start({ ...wanted, maxVersion: 'TLSv1.2' }), mode);
    expect(first).toMatchObject({ code: 'tls-client-certificate-required', stage: 'tls', confidence: 'likely' });
    expect(first?.cause).toContain('TLS alert 40');
  });

  it('is told in TLS 1.3 by alert 116', async () => {
    const [first] = await findings(await start({ ...wanted, minVersion: 'TLSv1.3' }), mode);
    expect(first).toMatchObject({ code: 'tls-client-certificate-required', stage: 'tls', confidence: 'certain' });
  });

  it('is not seen where the server asks and takes no for an answer', async () => {
    const options = { requestCert: true, rejectUnauthorized: false, maxVersion: 'TLSv1.2' } as const;
    expect(codes(await findings(await start(options), mode))).toEqual([]);
  });

  it('is not seen where there is no cipher in common, and a certificate would have been wanted next', async () => {
    const options = { ...wanted, maxVersion: 'TLSv1.2', ciphers: 'PSK-AES128-CBC-SHA' } as const;
    const [first] = await findings(await start(options), mode);
    expect(first).toMatchObject({ code: 'tls-no-common-cipher', confidence: 'likely' });
  });

  it('is not seen where the only suite does not fit the key of the certificate', async () => {
    const options = { ...wanted, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } as const;
    expect(codes(await findings(await start(options), mode))).toEqual(['tls-no-common-cipher']);
  });
});

describe.each([
  ['socks5', listenSocks],
  ['http', listenHttpProxy],
] as const)('through a %s proxy', (scheme, start) => {
  const through = async (plan: ProxyPlan): Promise<string> => `${scheme}://127.0.0.1:${await start(plan)}`;

  it('that refuses, the proxy is named', async () => {
    const [first] = await findings(587, 'starttls', await through({ answer: scheme === 'http' ? 403 : 2 }));
    expect(first).toMatchObject({ code: 'proxy-failed', stage: 'connect', confidence: 'certain', blame: 'client' });
    expect(first?.cause).toMatch(/HTTP 403|SOCKS NotAllowed/);
  });

  it('that nobody runs, the proxy is named', async () => {
    expect(codes(await findings(587, 'starttls', `${scheme}://127.0.0.1:${await closedPort()}`))).toEqual([
      'proxy-failed',
    ]);
  });

  it('that makes the connection, everything is well', async () => {
    expect(codes(await findings(await tlsServer({}), 'implicit-tls', await through({})))).toEqual([]);
  });
});

describe('a SOCKS5 proxy that says what became of the far end', () => {
  it.each([
    [3, 'network-unreachable'],
    [4, 'host-unreachable'],
    [5, 'connect-refused'],
  ] as const)('(%d) is not to blame for it', async (answer, code) => {
    const proxy = `socks5://127.0.0.1:${await listenSocks({ answer })}`;
    expect(codes(await findings(587, 'starttls', proxy))).toEqual([code]);
  });
});
