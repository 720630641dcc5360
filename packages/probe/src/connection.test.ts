import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { caCertPem } from '@smtp-triage/mock-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificate, closedPort, deferred, listen, listenTls, Recorded, settle } from '../test/servers.ts';
import { LINGER_MS } from './connection.ts';
import { trustStore } from './trust.ts';

/** Connects, and starts TLS at once, as implicit TLS does. */
function secureTo(port: number, servername: string | null = 'localhost', options = {}): Recorded {
  const recorded = new Recorded(options, (input) => {
    if (input.type === 'connected') recorded.connection.secure(servername, servername ?? '127.0.0.1');
  });
  recorded.connection.connect('127.0.0.1', port);
  return recorded;
}

const OPENSSL = spawnSync('openssl', ['version']).status === 0 ? 'openssl' : null;

const trusting = (() => {
  const store = trustStore({ ca: [caCertPem()] });
  if (!store.ok) throw new Error(store.problem);
  return { secureContext: store.value };
})();

describe('a connection in cleartext', () => {
  it('reports a closed port as refused', async () => {
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', await closedPort());
    expect(await recorded.until('not-connected')).toEqual({
      type: 'not-connected',
      why: 'refused',
      code: 'ECONNREFUSED',
    });
    await settle();
    expect(recorded.types).toEqual(['not-connected']);
  });

  it('passes bytes on as they come, and the FIN after them', async () => {
    const port = await listen((socket) => socket.end('220 hello\r\n'));
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', port);
    expect(await recorded.until('closed')).toEqual({ type: 'closed', how: 'end', code: null });
    expect(recorded.text).toBe('220 hello\r\n');
    expect(recorded.types).toEqual(['connected', 'bytes', 'closed']);
  });

  it('reports a reset at once as a reset, before or after the connect is known', async () => {
    const port = await listen((socket) => socket.resetAndDestroy());
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', port);
    const last = await Promise.race([recorded.until('not-connected'), recorded.until('closed')]);
    expect([...Object.values(last)]).toContain('reset');
  });

  it('reports a reset after accept as closed by reset', async () => {
    const port = await listen((socket) => setTimeout(() => socket.resetAndDestroy(), 20));
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', port);
    expect(await recorded.until('closed')).toEqual({ type: 'closed', how: 'reset', code: 'ECONNRESET' });
  });

  it('keeps the last words of a server that says them and resets', async () => {
    const port = await listen((socket) => {
      socket.write('421 too busy\r\n', () => setTimeout(() => socket.resetAndDestroy(), 20));
    });
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', port);
    await recorded.until('closed');
    expect(recorded.text).toBe('421 too busy\r\n');
  });

  it('writes, says goodbye with a FIN, and reports nothing after that', async () => {
    let heard = '';
    const ended = deferred<void>();
    const port = await listen((socket) => {
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
      socket.on('end', () => ended.resolve());
    });
    const recorded = new Recorded({}, (input) => {
      if (input.type !== 'connected') return;
      recorded.connection.write(Buffer.from('QUIT\r\n'));
      recorded.connection.close('end');
    });
    recorded.connection.connect('127.0.0.1', port);
    await ended.promise;
    expect(heard).toBe('QUIT\r\n');
    expect(recorded.types).toEqual(['connected']);
  });

  it('drops a peer that does not answer the goodbye', async () => {
    const gone = deferred<number>();
    let ended = 0;
    const port = await listen(
      (socket) => {
        socket.on('end', () => {
          ended = performance.now();
          // Something for a closed socket to refuse, so that this side hears of it
          const talk = setInterval(() => socket.write('more'), 10);
          socket.on('close', () => {
            clearInterval(talk);
            gone.resolve(performance.now() - ended);
          });
        });
        socket.resume();
      },
      { allowHalfOpen: true },
    );
    const recorded = new Recorded({}, () => recorded.connection.close('end'));
    recorded.connection.connect('127.0.0.1', port);
    const took = await gone.promise;
    expect(took).toBeGreaterThan(LINGER_MS - 50);
    expect(took).toBeLessThan(LINGER_MS + 300);
  });

  it('reports a source address of the other IP version, or of another machine, as no local address', async () => {
    const port = await listen(() => undefined);
    for (const sourceAddress of ['::1', '192.0.2.77']) {
      const recorded = new Recorded({ sourceAddress });
      recorded.connection.connect('127.0.0.1', port);
      expect(await recorded.until('not-connected')).toMatchObject({ why: 'no-local-address' });
    }
  });

  it('connects from the source address it is given', async () => {
    const seen = deferred<string | undefined>();
    const port = await listen((socket) => seen.resolve(socket.remoteAddress));
    new Recorded({ sourceAddress: '127.0.0.2' }).connection.connect('127.0.0.1', port);
    expect(await seen.promise).toBe('127.0.0.2');
  });

  it('can be dropped while it is still connecting', async () => {
    const recorded = new Recorded();
    recorded.connection.connect('127.0.0.1', await listen(() => undefined));
    await recorded.connection.dispose();
    await settle();
    expect(recorded.types).toEqual([]);
  });

  it('refuses to be given a name', () => {
    expect(() => new Recorded().connection.connect('localhost', 25)).toThrow(TypeError);
  });
});

describe('a handshake', () => {
  it('reports facts, then passes bytes both ways', async () => {
    const port = await listenTls((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (chunk: Buffer) => socket.end(`250 ${chunk.toString().trim()}\r\n`));
    });
    const recorded = secureTo(port, 'localhost', trusting);
    const { tls } = await recorded.until('secured');
    expect(tls).toMatchObject({ protocol: 'TLSv1.3', authorized: true, authorizationError: null, nameMatches: true });
    // Node 20 names the curve; 22 says nothing of a hybrid group; 24 calls its type TLSGroup
    expect([undefined, 'ECDH', 'TLSGroup']).toContain(tls.keyExchange?.type);
    await recorded.until('bytes');
    recorded.connection.write(Buffer.from('EHLO x\r\n'));
    expect(await recorded.until('closed')).toEqual({ type: 'closed', how: 'end', code: null });
    expect(recorded.text).toBe('220 hello\r\n250 EHLO x\r\n');
  });

  it('can begin after cleartext, as STARTTLS does', async () => {
    const port = await listen((socket) => {
      socket.write('220 ready\r\n');
      socket.once('data', () => {
        socket.write('220 go ahead\r\n');
        const tls = new TLSSocket(socket, { isServer: true, ...certificate() });
        tls.on('error', () => undefined);
        tls.on('data', (chunk: Buffer) => tls.write(`250 ${chunk.toString().trim()}\r\n`));
      });
    });
    const recorded = new Recorded(trusting, (input) => {
      if (input.type === 'secured') recorded.connection.write(Buffer.from('EHLO inside\r\n'));
      if (input.type !== 'bytes') return;
      const text = Buffer.from(input.chunk).toString();
      if (text === '220 ready\r\n') recorded.connection.write(Buffer.from('STARTTLS\r\n'));
      if (text === '220 go ahead\r\n') recorded.connection.secure('localhost', 'localhost');
    });
    recorded.connection.connect('127.0.0.1', port);
    await recorded.until('secured');
    while (!recorded.text.includes('250')) await settle(5);
    expect(recorded.types).toEqual(['connected', 'bytes', 'bytes', 'secured', 'bytes']);
    expect(recorded.text).toContain('250 EHLO inside');
  });

  it('that offers nothing in common is answered by a short alert', async () => {
    const port = await listenTls(() => undefined, certificate());
    const recorded = new Recorded(trusting, (input) => {
      if (input.type === 'connected') recorded.connection.secure('localhost', 'localhost', 'nothing-common');
    });
    recorded.connection.connect('127.0.0.1', port);
    const { failure } = await recorded.until('not-secured');
    expect(failure).toMatchObject({ why: 'alert', alert: 40 });
  });

  it('with a cleartext server shows what that said', async () => {
    const port = await listen((socket) => socket.write('220 mail.example.test ESMTP\r\n'));
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({
      why: 'not-tls',
      alert: null,
      code: 'ERR_SSL_WRONG_VERSION_NUMBER',
      speaker: 'smtp',
      firstBytes: { length: 29, text: '220 mail.example.test ESMTP\r\n' },
    });
  });

  it('with a server that says three digits and leaves is not TLS either', async () => {
    const port = await listen((socket) => socket.end('421'));
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({ why: 'not-tls', firstBytes: { length: 3, text: '421' } });
  });

  it('cuts a long first message', async () => {
    const port = await listen((socket) => socket.write(`220 ${'x'.repeat(1_000)}\r\n`));
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure.firstBytes).toMatchObject({ length: 1_006, truncated: true });
    expect(failure.firstBytes?.text).toHaveLength(256);
  });

  it('is told by alert number why the server refuses', async () => {
    const port = await listen((socket) => {
      // fatal (2), handshake_failure (40)
      socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])));
    });
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({ why: 'alert', alert: 40, speaker: 'tls-alert', firstBytes: null });
  });

  it('reports a FIN in the middle as closed', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.end()));
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({ why: 'closed', alert: null, firstBytes: null, speaker: null });
  });

  it('reports a reset in the middle as reset', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({ why: 'reset', code: 'ECONNRESET' });
  });

  it('with a garbled record is a protocol failure', async () => {
    const port = await listen((socket) => {
      socket.once('data', () => socket.end(Buffer.from([0x16, 3, 3, 0, 4, 99, 0, 0, 0])));
    });
    const { failure } = await secureTo(port).until('not-secured');
    expect(failure).toMatchObject({ why: 'protocol', alert: null });
  });

  it('waits in silence as long as core wants, and ends without a word', async () => {
    const port = await listen(() => undefined);
    const recorded = secureTo(port);
    await settle(100);
    expect(recorded.types).toEqual(['connected']);
    await recorded.connection.dispose();
    expect(recorded.types).toEqual(['connected']);
  });

  it.skipIf(OPENSSL === null)('that looked finished fails when the server then misses our certificate', async () => {
    // Node's own servers do not send alert 116
    const port = await closedPort();
    const pem = join(mkdtempSync(join(tmpdir(), 'probe-')), 'server.pem');
    const { key, cert } = certificate();
    writeFileSync(pem, `${String(key)}${String(cert)}`);
    const args = [
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      pem,
      '-tls1_3',
      '-Verify',
      '1',
      '-verify_return_error',
    ];
    const server = spawn(OPENSSL ?? '', args, { stdio: ['pipe', 'pipe', 'ignore'] });
    onTestFinished(() => void server.kill());
    await new Promise<void>((resolve) => {
      server.stdout.on('data', (text: Buffer) => text.includes('ACCEPT') && resolve());
    });
    const recorded = secureTo(port);
    const { failure } = await recorded.until('not-secured');
    expect(failure).toMatchObject({ why: 'alert', alert: 116 });
    expect(recorded.types).toEqual(['connected', 'secured', 'not-secured']);
  });

  it('reports a connection reset after TLS as closed', async () => {
    let below: Socket | undefined;
    const server = await listenTls((socket) => {
      socket.write('220 hi\r\n', () => setTimeout(() => below?.resetAndDestroy(), 20));
    });
    // The TLS socket hides the TCP one: put a relay between that can reset
    const port = await listen((socket) => {
      below = socket;
      const onward = connect(server, '127.0.0.1');
      onward.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
      onTestFinished(() => void onward.destroy());
    });
    const recorded = secureTo(port);
    expect(await recorded.until('closed')).toMatchObject({ how: 'reset' });
    expect(recorded.text).toBe('220 hi\r\n');
  });

  it('sends no SNI for an address, and checks the address', async () => {
    const seen = deferred<string | false | null>();
    const port = await listenTls((socket) => {
      seen.resolve(socket.servername);
      socket.write('220 hi\r\n');
    });
    const recorded = secureTo(port, '127.0.0.1', trusting);
    const { tls } = await recorded.until('secured');
    expect(await seen.promise).toBe(false);
    expect(tls.nameMatches).toBe(true);
  });

  it('moves large amounts in both directions', async () => {
    const size = 3_000_000;
    let got = 0;
    const port = await listenTls((socket) => {
      socket.on('data', (chunk: Buffer) => {
        got += chunk.length;
        if (got === size) socket.end(Buffer.alloc(size, 0x61));
      });
    });
    let bytes = 0;
    const recorded = new Recorded({}, (input) => {
      if (input.type === 'connected') recorded.connection.secure('localhost', 'localhost');
      if (input.type === 'secured') recorded.connection.write(Buffer.alloc(size, 0x62));
      if (input.type === 'bytes') bytes += input.chunk.length;
    });
    recorded.connection.connect('127.0.0.1', port);
    expect(await recorded.until('closed')).toMatchObject({ how: 'end' });
    expect([got, bytes]).toEqual([size, size]);
  });
});
