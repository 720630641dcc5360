import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import type { Family } from '@smtp-triage/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenDns } from '../../test/dns-server.ts';
import { listenZone, nameOctets, octets } from '../../test/zone.ts';
import { parseDnsServer } from './exchange.ts';
import { type Stub, type StubAnswer, stubResolver, systemStub } from './stub.ts';

const NAME = 'mail.example.com';
const never = new AbortController().signal;
function stubAt(...servers: readonly string[]): Stub {
  const stub = stubResolver(servers);
  if (!stub.ok) throw new Error(stub.problem);
  return stub.value;
}
const ask = (stub: Stub, name = NAME, family: Family = 4): Promise<StubAnswer> => stub.addresses(name, family, never);

/** A chain of aliases that ends at an address. */
const aliasesFrom = (
  name: string,
  length: number,
): readonly { type: number; data: readonly number[]; owner: readonly number[] }[] => {
  const owners = [name, ...Array.from({ length }, (_, index) => `a${index}.example.com`)].map(nameOctets);
  return owners.map((owner, index) => {
    const next = owners[index + 1];
    return next === undefined ? { type: 1, data: octets('192.0.2.1'), owner } : { type: 5, data: next, owner };
  });
};

/** A server that answers each datagram with octets of the test's own making; gives its address, and counts. */
async function listenRaw(
  answers: (question: Buffer) => readonly Buffer[],
  port = 0,
): Promise<{ server: string; port: number }> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    for (const answer of answers(question)) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${socket.address().port}`, port: socket.address().port };
}

/** A whole answer: header with flags, the question as it came, one A record. */
function answerTo(
  question: Buffer,
  address: string,
  more: { id?: number; flags?: number; name?: string; type?: number } = {},
): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(more.id ?? question.readUInt16BE(0), 0);
  header.writeUInt16BE(more.flags ?? 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 6);
  const asked = Buffer.from([...nameOctets(more.name ?? NAME), 0, more.type ?? 1, 0, 1]);
  return Buffer.concat([header, asked, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...octets(address)])]);
}

describe('a stub resolver', () => {
  it('gives the addresses of each family, each asked for once', async () => {
    const { server, asked } = await listenZone(() => ({
      a: ['192.0.2.1', '192.0.2.2'],
      aaaa: ['2001:db8:0:0:0:0:0:1'],
    }));
    expect(await ask(stubAt(server))).toEqual({ ok: true, chain: [], addresses: ['192.0.2.1', '192.0.2.2'] });
    expect(await ask(stubAt(server), NAME, 6)).toEqual({ ok: true, chain: [], addresses: ['2001:db8::1'] });
    expect(asked).toEqual([`A ${NAME}`, `AAAA ${NAME}`]);
  });

  it('shows the aliases on the way, out of the same answer', async () => {
    const { server, asked } = await listenZone(() => ({ cname: 'db.corp.internal', a: ['192.0.2.1'] }));
    expect(await ask(stubAt(server))).toEqual({ ok: true, chain: ['db.corp.internal'], addresses: ['192.0.2.1'] });
    expect(asked).toHaveLength(1);
  });

  it('follows a chain of sixteen', async () => {
    const answer = await ask(stubAt(await listenDns(() => ({ records: aliasesFrom(NAME, 16) }))));
    expect(answer).toMatchObject({ ok: true, addresses: ['192.0.2.1'] });
  });

  it('takes no record of another owner, and none of another type', async () => {
    const other = nameOctets('other.example.com');
    const server = await listenDns(() => ({
      records: [
        { type: 1, data: octets('192.0.2.9'), owner: other },
        { type: 5, data: nameOctets('10.0.0.1'), owner: other },
        { type: 28, data: octets('0:0:0:0:0:ffff:7f00:1') },
        { type: 1, data: octets('192.0.2.1') },
      ],
    }));
    expect(await ask(stubAt(server))).toEqual({ ok: true, chain: [], addresses: ['192.0.2.1'] });
  });

  it.each([
    ['is longer than any', aliasesFrom(NAME, 17)],
    ['goes in a circle', [{ type: 5, data: nameOctets(NAME) }]],
    [
      'forks',
      [
        { type: 5, data: nameOctets('a.example.com') },
        { type: 5, data: nameOctets('b.example.com') },
      ],
    ],
  ])('does not follow an alias that %s', async (_, records) => {
    expect(await ask(stubAt(await listenDns(() => ({ records }))))).toMatchObject({ ok: false, code: 'EBADRESP' });
  });

  it('knows no hosts file and no search domains (SEC-09)', async () => {
    const { server, asked } = await listenZone(() => undefined);
    for (const name of ['localhost', hostname(), 'mail']) {
      expect(await ask(stubAt(server), name)).toMatchObject({ ok: false, why: 'not-found', code: 'ENOTFOUND' });
    }
    expect(asked).toEqual(['A localhost', `A ${hostname()}`, 'A mail']);
  });

  it('asks the next server where one fails, is not there, or says nothing', async () => {
    const broken = await listenDns(() => ({ code: 2 }));
    const absent = (await listenRaw(() => [])).server;
    const { server, asked } = await listenZone(() => ({ a: ['192.0.2.1'] }));
    expect(await ask(stubAt(broken, absent, server))).toMatchObject({ ok: true, addresses: ['192.0.2.1'] });
    expect(asked).toHaveLength(1);
    expect(await ask(stubAt(broken))).toMatchObject({ ok: false, why: 'server-failure', code: 'ESERVFAIL' });
    expect(await ask(stubAt())).toMatchObject({ ok: false, why: 'timed-out' });
  });

  it('believes the first server that says there is no such name', async () => {
    const [first, second] = [await listenZone(() => undefined), await listenZone(() => ({ a: ['10.0.0.1'] }))];
    expect(await ask(stubAt(first.server, second.server))).toMatchObject({ ok: false, why: 'not-found' });
    expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
  });

  it('asks a silent server twice, and then says so in time for the run', async () => {
    const { server, asked } = await listenZone(() => null);
    const start = performance.now();
    expect(await ask(stubAt(server))).toMatchObject({ ok: false, why: 'timed-out', code: 'ETIMEOUT' });
    expect(performance.now() - start).toBeLessThan(3_600);
    expect(asked).toHaveLength(2);
  });

  it('passes over answers to other questions', async () => {
    const { server } = await listenRaw((question) => [
      answerTo(question, '10.0.0.1', { id: question.readUInt16BE(0) ^ 1 }),
      answerTo(question, '10.0.0.2', { flags: 0x0100 }),
      answerTo(question, '10.0.0.3', { name: 'mail.example.org' }),
      answerTo(question, '10.0.0.4', { type: 28 }),
      Buffer.from('not DNS at all'),
      answerTo(question, '192.0.2.1'),
    ]);
    expect(await ask(stubAt(server))).toEqual({ ok: true, chain: [], addresses: ['192.0.2.1'] });
  });

  it('hears nobody but the server it asked', async () => {
    const stranger = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    const socket = createSocket('udp4');
    socket.on('message', (question, from) => {
      stranger.send(answerTo(question, '10.0.0.1'), from.port, from.address);
      setTimeout(() => socket.send(answerTo(question, '192.0.2.1'), from.port, from.address), 50);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void socket.close());
    expect(await ask(stubAt(`127.0.0.1:${socket.address().port}`))).toMatchObject({ addresses: ['192.0.2.1'] });
  });

  it('asks over TCP where the answer was cut off, and uses nothing of the cut one', async () => {
    const tcp = createServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        const answer = answerTo(chunk.subarray(2), '192.0.2.1');
        const whole = Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 0xff]), answer]);
        socket.write(whole.subarray(0, 5));
        setTimeout(() => socket.end(whole.subarray(5)), 20);
      });
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void tcp.close());
    const { port } = tcp.address() as { port: number };
    const { server } = await listenRaw((question) => [answerTo(question, '10.0.0.1', { flags: 0x8380 })], port);
    expect(await ask(stubAt(server))).toEqual({ ok: true, chain: [], addresses: ['192.0.2.1'] });
  });

  it('is not upset by whatever a server sends', async () => {
    let next: Buffer = Buffer.alloc(0);
    const { server } = await listenRaw((question) => [
      Buffer.concat([question.subarray(0, 2), next]),
      answerTo(question, '192.0.2.1'),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (octetsSent) => {
        next = Buffer.from(octetsSent);
        return (await ask(stubAt(server))).ok;
      }),
      { numRuns: 200 },
    );
  });

  it('ends at once with the run', async () => {
    const { server } = await listenZone(() => null);
    const over = new AbortController();
    const start = performance.now();
    const asked = stubAt(server).addresses(NAME, 4, over.signal);
    setTimeout(() => over.abort(), 30);
    expect((await asked).ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
    expect(await stubAt(server).addresses(NAME, 4, over.signal)).toMatchObject({ ok: false });
  });

  it('finds services and mail exchangers', async () => {
    const server = await listenDns((_, type) =>
      type === 33
        ? {
            records: [
              { type, data: [0, 5, 0, 1, 2, 0x4b, ...nameOctets(NAME)] },
              { type, data: [0, 9, 0, 0, 0, 0, 0] },
            ],
          }
        : { records: [{ type, data: [0, 10, ...nameOctets('mx.example.net')] }] },
    );
    const { names } = stubAt(server);
    expect(await names.srv('_submission._tcp.example.com', never)).toEqual([
      { name: NAME, port: 587, priority: 5, weight: 1 },
      { name: '', port: 0, priority: 9, weight: 0 },
    ]);
    expect(await names.mx('example.com', never)).toEqual([{ exchange: 'mx.example.net', priority: 10 }]);
    await expect(stubAt(await listenDns(() => ({}))).names.mx('example.com', never)).rejects.toMatchObject({
      code: 'ENODATA',
    });
  });

  it('is a name service, with codes as Node has them', async () => {
    const { server } = await listenZone((name) => (name === NAME ? { a: ['192.0.2.1'] } : undefined));
    const { names } = stubAt(server);
    expect(await names.lookup(NAME, 4)).toEqual(['192.0.2.1']);
    await expect(names.lookup(NAME, 6)).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(names.query('gone.example.com', 4, never)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('takes the servers of this machine where none are named', () => expect(systemStub()).toBeTypeOf('object'));
});

describe('the address of a DNS server', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 53],
    ['192.0.2.1:5353', '192.0.2.1', 5353],
    ['2001:db8::1', '2001:db8::1', 53],
    ['[2001:db8::1]:5353', '2001:db8::1', 5353],
    ['[2001:db8::1]', '2001:db8::1', 53],
  ])('is read from %s', (text, address, port) =>
    expect(parseDnsServer(text)).toEqual({ ok: true, value: { address, port } }),
  );

  it.each(['', 'dns.example.com', '192.0.2.1:0', '192.0.2.1:x', '[192.0.2.1', '1.2.3'])(
    'is not read from %j',
    (text) => {
      expect(parseDnsServer(text).ok).toBe(false);
      expect(stubResolver([text]).ok).toBe(false);
    },
  );
});
