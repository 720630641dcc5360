import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { type Parsed, parsePort } from '@smtp-triage/core';
import type { DecodedPacket } from 'dns-packet';
import { openSocket } from '../open.ts';

/** A DNS server by its address. */
export type DnsServer = { readonly address: string; readonly port: number };

/** A question (RFC 1035 §4.1.2). */
export type Question = { readonly name: string; readonly type: 'A' | 'AAAA' | 'SRV' | 'MX' };

/** What a UDP answer may be long, so that it is not cut into fragments (RFC 6891 §6.2.3). */
const UDP_BYTES = 1_232;

/** Reads `address`, `address:port` or `[address]:port`, as `dns.getServers` writes them. */
export function parseDnsServer(text: string): Parsed<DnsServer> {
  const [, bracketed, plain, digits = '53'] =
    /^(?:\[(.*)\]|([^[\]]*?))(?::(\d+))?$/.exec(isIPv6(text) ? `[${text}]` : text) ?? [];
  const address = bracketed ?? plain ?? '';
  const port = parsePort(digits);
  if (isIP(address) === 0 || !port.ok) return { ok: false, problem: `not the address of a DNS server: ${text}` };
  return { ok: true, value: { address, port: port.value } };
}

/**
 * Asks one server once, over UDP, and over TCP where the answer was cut off. Rejects with an error that carries a code as
 * `node:dns` has them. What does not answer this very question is passed over: it may be forged.
 */
export async function exchange(
  server: DnsServer,
  question: Question,
  waitMs: number,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const { decode, encode, RECURSION_DESIRED } = await import('dns-packet');
  const id = randomInt(0x1_0000);
  const query = encode({
    id,
    type: 'query',
    flags: RECURSION_DESIRED,
    questions: [question],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  const read = (message: Buffer): DecodedPacket | null => {
    try {
      const packet = decode(message);
      const [asked, ...more] = packet.questions ?? [];
      const fits = packet.id === id && packet.type === 'response' && more.length === 0;
      return fits && asked?.type === question.type && asked.name.toLowerCase() === question.name.toLowerCase()
        ? packet
        : null;
    } catch {
      return null;
    }
  };
  const answer = await overUdp(server, query, read, waitMs, signal);
  return answer.flag_tc ? overTcp(server, query, read, waitMs, signal) : answer;
}

type Read = (message: Buffer) => DecodedPacket | null;

const overUdp = (
  server: DnsServer,
  query: Buffer,
  read: Read,
  waitMs: number,
  signal: AbortSignal,
): Promise<DecodedPacket> =>
  limited(waitMs, signal, (resolve, reject) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    socket.on('error', reject);
    socket.on('message', (message) => {
      const packet = read(message);
      if (packet !== null) resolve(packet);
    });
    // A connected socket takes datagrams from nobody else
    socket.connect(server.port, server.address, () => socket.send(query));
    return () => socket.close();
  });

/** RFC 1035 §4.2.2: each message after its length in two octets. */
const overTcp = (
  server: DnsServer,
  query: Buffer,
  read: Read,
  waitMs: number,
  signal: AbortSignal,
): Promise<DecodedPacket> =>
  limited(waitMs, signal, (resolve, reject) => {
    const { address: host, port } = server;
    // Named by the operator, not by the one who asks
    const socket = openSocket({ host, port, sourceAddress: null, pinned: false }, () => {
      socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query]));
    });
    let got = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('close', () => reject(dnsError('EBADRESP')));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      const length = got.length < 2 ? Number.POSITIVE_INFINITY : got.readUInt16BE(0);
      if (got.length < length + 2) return;
      const packet = read(got.subarray(2, length + 2));
      if (packet === null) reject(dnsError('EBADRESP'));
      else resolve(packet);
    });
    return () => socket.destroy();
  });

/** An error with a code, as `node:dns` rejects. */
export const dnsError = (code: string): Error => Object.assign(new Error(code), { code });

/** Runs until it is settled, time is up or the run is over; then ends what it opened. */
function limited<T>(
  waitMs: number,
  signal: AbortSignal,
  open: (resolve: (value: T) => void, reject: (reason: Error) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = (): void => settle(() => reject(dnsError('ECANCELLED')));
    const timer = setTimeout(() => settle(() => reject(dnsError('ETIMEOUT'))), waitMs);
    let close: (() => void) | null = null;
    let settled = false;
    const settle = (tell: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      close?.();
      tell();
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) return cancel();
    close = open(
      (value) => settle(() => resolve(value)),
      (reason) => settle(() => reject(reason)),
    );
  });
}
