import { createSocket } from 'node:dgram';
import { onTestFinished } from 'vitest';
import { type NameService, systemNames } from '../src/lookup.ts';

/** A record of an answer: its type, its data as octets (RFC 1035 §3.2), and its owner where that is not the name asked for. */
type DnsRecord = { readonly type: number; readonly data: readonly number[]; readonly owner?: readonly number[] };

/** What a DNS server in a test answers: records, a response code (RFC 1035 §4.1.1), and how late; null never answers. */
export type DnsAnswer = {
  readonly code?: number;
  readonly records?: readonly DnsRecord[];
  readonly afterMs?: number;
} | null;

/** A DNS server on loopback; gives its `address:port`. */
export async function listenDns(answer: (name: string, type: number) => DnsAnswer): Promise<string> {
  const server = createSocket('udp4');
  const timers = new Set<NodeJS.Timeout>();
  server.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const given = answer(labels.join('.'), question.readUInt16BE(at + 1));
    if (given === null) return;
    const { code = 0, records = [], afterMs = 0 } = given;
    const header = [...question.subarray(0, 2), 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0];
    const lines = records.flatMap(({ type, data, owner = [0xc0, 12] }) => [
      ...[...owner, 0, type, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 0xff],
      ...data,
    ]);
    const reply = Buffer.concat([Buffer.from(header), question.subarray(12, at + 5), Buffer.from(lines)]);
    const send = (): void => server.send(reply, from.port, from.address);
    if (afterMs === 0) send();
    else timers.add(setTimeout(send, afterMs));
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const timer of timers) clearTimeout(timer);
    server.close();
  });
  return `127.0.0.1:${server.address().port}`;
}

/** Types of records (RFC 1035 §3.2.2, RFC 3596, RFC 2782), and how the text of one becomes octets. */
const TYPES = {
  A: { type: 1, data: (text: string) => text.split('.').map(Number) },
  AAAA: { type: 28, data: (text: string) => [...Buffer.from(text.replaceAll(':', ''), 'hex')] },
  CNAME: { type: 5, data: nameOctets },
  MX: { type: 15, data: (text: string) => numbersAndName(text) },
  SRV: { type: 33, data: (text: string) => numbersAndName(text) },
} as const;
type RecordType = keyof typeof TYPES;

/** What a zone says to a question, such as `'SRV _submission._tcp.example.test'`; an IPv6 address is written in full. */
export type Zone = Readonly<Partial<Record<`${RecordType} ${string}`, readonly string[] | ZoneTrouble>>>;
/** What may go wrong instead. `slow` answers "no such record" late. */
type ZoneTrouble = 'SERVFAIL' | 'silence' | { readonly slow: number; readonly says?: readonly string[] };

/**
 * A DNS server that knows a zone, and what it was asked. A name that stands nowhere in the zone does not exist; one without
 * a record of the type asked for has none. Everything is asked of this server, `lookup` included.
 */
export async function dnsWith(zone: Zone): Promise<{ readonly names: NameService; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const known = new Set(Object.keys(zone).map((key) => key.split(' ')[1]));
  const server = await listenDns((name, number) => {
    const type = (Object.keys(TYPES) as RecordType[]).find((each) => TYPES[each].type === number);
    asked.push(`${type} ${name}`);
    if (!known.has(name)) return { code: 3 };
    const says = zone[`${type as RecordType} ${name}`];
    if (says === 'silence') return null;
    if (says === 'SERVFAIL') return { code: 2 };
    if (says !== undefined && 'slow' in says) {
      return { afterMs: says.slow, records: (says.says ?? []).map((text) => recordOf(type as RecordType, text)) };
    }
    if (says !== undefined) return { records: says.map((text) => recordOf(type as RecordType, text)) };
    return { records: chain(zone, name, type as RecordType) };
  });
  const names = systemNames([server]);
  const never = new AbortController().signal;
  return { names: { ...names, lookup: (name, family) => names.query(name, family, never) }, asked };
}

/** A CNAME, and what stands behind it (RFC 1034 §3.6.2). */
function chain(zone: Zone, name: string, type: RecordType): readonly DnsRecord[] {
  const alias = zone[`CNAME ${name}`];
  if (!Array.isArray(alias)) return [];
  const [target = ''] = alias as readonly string[];
  const behind = zone[`${type} ${target}`];
  const texts = Array.isArray(behind) ? (behind as readonly string[]) : [];
  return [recordOf('CNAME', target), ...texts.map((text) => ({ ...recordOf(type, text), owner: nameOctets(target) }))];
}

const recordOf = (type: RecordType, text: string): DnsRecord => ({
  type: TYPES[type].type,
  data: TYPES[type].data(text),
});

function nameOctets(name: string): readonly number[] {
  const labels = name.split('.').filter((label) => label !== '');
  return [...labels.flatMap((label) => [label.length, ...Buffer.from(label)]), 0];
}

/** "0 1 465 smtp.example.test": numbers of two octets, then a name. */
function numbersAndName(text: string): readonly number[] {
  const parts = text.split(' ');
  const numbers = parts.slice(0, -1).map(Number);
  return [...numbers.flatMap((each) => [each >> 8, each & 0xff]), ...nameOctets(parts.at(-1) ?? '')];
}
