import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, hear, say, secure } from '../test/client.ts';
import { at, type Rule } from './rules.ts';
import { type MockServer, startMockServer } from './server.ts';

const opened: { readonly end: () => unknown }[] = [];
afterEach(async () => {
  // Newest first: Node 20 crashes when a socket is destroyed under a TLS client that goes on
  for (const { end } of opened.splice(0).reverse()) await end();
});
async function start(...rules: readonly Rule[]): Promise<MockServer> {
  const smtp = await startMockServer({ rules });
  opened.push({ end: smtp.close });
  return smtp;
}
async function call(port: number | undefined): Promise<Socket> {
  const socket = await dial(port);
  opened.push({ end: () => socket.destroy() });
  return socket;
}

/** A connection that is due for a handshake, implicit or after STARTTLS. */
async function due(smtp: MockServer, implicit: boolean): Promise<Socket> {
  const raw = await call(smtp.ports[implicit ? 'submissions' : 'submission']);
  if (implicit) return raw;
  await hear(raw);
  await say(raw, 'EHLO client.test');
  await say(raw, 'STARTTLS');
  return raw;
}

/** How a handshake goes: the version, the error's code, or `hangs`. */
async function handshake(raw: Socket, smtp: MockServer, withinMs = 120): Promise<string> {
  raw.removeAllListeners('data');
  const tls = connectTls({
    socket: raw,
    servername: 'mail.example.test',
    ca: smtp.ca.certPem,
    ciphers: 'DEFAULT:@SECLEVEL=0',
    minVersion: 'TLSv1',
  });
  opened.push({ end: () => tls.destroy() });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('hangs'), withinMs);
    const settle = (how: string): void => {
      clearTimeout(timer);
      resolve(how);
    };
    tls
      .on('secureConnect', () => settle(tls.getProtocol() ?? ''))
      .on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}

const FAULTS: readonly (readonly [string, Rule, RegExp])[] = [
  ['speaks cleartext where TLS is due', at('tls').tls.plaintextReply(), /WRONG_VERSION_NUMBER|PACKET_LENGTH/],
  ['sends an alert', at('tls').tls.alert('handshake_failure'), /ALERT_HANDSHAKE_FAILURE/],
  ['says that the name is unknown', at('tls').tls.alert('unrecognized_name'), /UNRECOGNIZED_NAME/],
  ['wants another version', at('tls').tls.alert('protocol_version'), /ALERT_PROTOCOL_VERSION/],
  ['never reads the ClientHello', at('tls').tls.stall('start'), /hangs/],
  ['reads the ClientHello and stalls', at('tls').tls.stall(), /hangs/],
  ['stalls after the ServerHello', at('tls').tls.stall('server-hello'), /hangs/],
  ['closes at the start', at('tls').tls.close('start'), /ECONNRESET/],
  ['closes after the ClientHello', at('tls').tls.close(), /ECONNRESET/],
  ['closes after the ServerHello', at('tls').tls.close('server-hello'), /ECONNRESET/],
  ['resets', at('tls').delay(5).reset(), /ECONNRESET/],
  ['sends noise', at('tls').delay(20).garbage(20), /WRONG_VERSION_NUMBER|PACKET_LENGTH/],
  ['speaks TLS 1.0 only', at('tls').tls.profile({ maxVersion: 'TLSv1' }), /^TLSv1$/],
  ['shows an expired certificate', at('tls').tls.profile({ certificate: 'expired' }), /CERT_HAS_EXPIRED/],
  ['takes its time, and then does it', at('tls').delay(20), /^TLSv1.3$/],
  ['spares clients on another listener', at('tls').tls.alert().on('relay'), /^TLSv1.3$/],
];

describe.each([
  ['with implicit TLS', true],
  ['after STARTTLS', false],
] as const)('a server %s', (_, implicit) => {
  it.each(FAULTS)('%s', async (_name, rule, want) => {
    const smtp = await start(rule);
    expect(await handshake(await due(smtp, implicit), smtp)).toMatch(want);
  });
});

describe('a fault in TLS', () => {
  it('comes once where it is asked for once, and then all is well', async () => {
    const smtp = await start(at('tls').tls.alert('internal_error').once());
    expect(await handshake(await due(smtp, true), smtp)).toMatch(/ALERT_INTERNAL_ERROR/);
    expect(await handshake(await due(smtp, true), smtp)).toBe('TLSv1.3');
    expect(smtp.pendingRules()).toEqual([]);
  });

  it('that injects cleartext before an implicit handshake breaks it', async () => {
    const smtp = await start(at('tls').tls.inject('250 ok\r\n'));
    expect(await handshake(await due(smtp, true), smtp)).toMatch(/WRONG_VERSION_NUMBER|PACKET_LENGTH/);
  });

  it('that injects replies after STARTTLS reaches the client in the same breath as the 220 (CVE-2011-0411)', async () => {
    const smtp = await start(at('tls').tls.inject('250 injected\r\n'));
    const raw = await call(smtp.ports['submission']);
    await hear(raw);
    await say(raw, 'EHLO client.test');
    expect(await say(raw, 'STARTTLS')).toMatch(/^220 [^\n]*\r\n250 injected\r\n$/);
  });

  it('is closed at once with its server', async () => {
    const smtp = await start(at('tls').tls.stall('server-hello'));
    const raw = await due(smtp, true);
    const gone = once(raw, 'close');
    void handshake(raw, smtp);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = performance.now();
    await smtp.close();
    expect(performance.now() - before).toBeLessThan(25);
    await gone;
  });

  it('is written down: the rule, what was seen and what was said', async () => {
    const smtp = await start(at('tls').tls.alert('unknown_ca'));
    await handshake(await due(smtp, true), smtp);
    const shown = smtp.sessions[0]?.entries.map((entry) =>
      'line' in entry ? entry.line : entry.type === 'sent' ? entry.lines[0] : entry.type,
    );
    expect(shown?.slice(0, 4)).toEqual([
      'connected',
      'rules',
      expect.stringContaining('‹ClientHello'),
      '‹TLS alert unknown_ca›',
    ]);
  });

  it('leaves ClientHellos unread during a delay, and a slow server still greets inside TLS', async () => {
    const smtp = await start(at('accept').delay(20), at('greeting').delay(5));
    const tls = await secure(await call(smtp.ports['submissions']), smtp.ca.certPem);
    expect(await hear(tls)).toMatch(/^220 /);
  });
});
