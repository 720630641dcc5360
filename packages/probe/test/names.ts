import { createSocket } from 'node:dgram';
import type { SrvRecord } from 'node:dns';
import { onTestFinished } from 'vitest';
import type { NameService } from '../src/lookup.ts';

/** What a fake resolver says: addresses, an error code, or nothing ever. */
type Says<T> = readonly T[] | string;

const NOT_FOUND = 'ENOTFOUND';

/** A resolver that says what it is told to; what it is not told is not found. */
export function fakeNames(
  says: {
    readonly lookup4?: Says<string>;
    readonly lookup6?: Says<string>;
    readonly query?: Says<string>;
    readonly srv?: Readonly<Record<string, Says<SrvRecord>>>;
    /** Names that have an address; the other look-ups then do not count. */
    readonly known?: readonly string[];
  } = {},
): NameService {
  return {
    lookup: (name, family) => {
      if (says.known !== undefined) return said(says.known.includes(name) ? ['192.0.2.1'] : NOT_FOUND);
      return said((family === 4 ? says.lookup4 : says.lookup6) ?? NOT_FOUND);
    },
    query: () => said(says.query ?? NOT_FOUND),
    srv: (name) => said(says.srv?.[name] ?? NOT_FOUND),
  };
}

function said<T>(what: Says<T>): Promise<readonly T[]> {
  if (what === 'never') return new Promise(() => undefined);
  if (typeof what === 'string') return Promise.reject(Object.assign(new Error(what), { code: what }));
  return Promise.resolve(what);
}

/** What a DNS server in a test answers to a question: a record as bytes, a response code (RFC 1035 §4.1.1), or nothing. */
export type DnsAnswer = { readonly code?: number; readonly record?: readonly number[] } | null;

/** A DNS server on loopback; gives its `address:port`. */
export async function listenDns(answer: (name: string, type: number) => DnsAnswer): Promise<string> {
  const server = createSocket('udp4');
  server.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const type = question.readUInt16BE(at + 1);
    const given = answer(labels.join('.'), type);
    if (given === null) return;
    const { code = 0, record = null } = given;
    const counts = [0, 1, 0, record === null ? 0 : 1, 0, 0, 0, 0];
    const header = [...question.subarray(0, 2), 0x81, 0x80 | code, ...counts];
    const data = record === null ? [] : [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, record.length, ...record];
    const reply = Buffer.concat([Buffer.from(header), question.subarray(12, at + 5), Buffer.from(data)]);
    server.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${server.address().port}`;
}
