import { getServers, type MxRecord, type SrvRecord } from 'node:dns';
import type { Family, LookupFailure, Parsed } from '@smtp-triage/core';
import type { Answer, DecodedPacket } from 'dns-packet';
import type { NodeError } from '../failures.ts';
import { lookupFailure, type NameService } from '../lookup.ts';
import { type DnsServer, dnsError, exchange, parseDnsServer, type Question } from './exchange.ts';

/** What DNS says of a name: its addresses of one family and the aliases on the way there, or why there are none. */
export type StubAnswer =
  | { readonly ok: true; readonly chain: readonly string[]; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly why: LookupFailure; readonly code: string };

/**
 * A resolver that knows nothing but DNS: no hosts file, no search domains, no mDNS, no service of the operating system
 * (security row SEC-09). Aliases and addresses come out of one answer, so nobody can change them in between.
 */
export type Stub = {
  readonly addresses: (name: string, family: Family, signal: AbortSignal) => Promise<StubAnswer>;
  /** The same service for finding the server of a mail domain; nothing it says has been judged. */
  readonly names: NameService;
};

/** How long one server may take, and how long all of them together, in milliseconds: less than a look-up has in core. */
const SERVER_MS = 1_000;
const TOGETHER_MS = 3_500;
/** As many servers as resolv.conf(5) has. */
const MOST_SERVERS = 3;
/** As long as chains may be in common recursors. */
const LONGEST_CHAIN = 16;

/** A stub resolver that asks these servers, each `address` or `address:port`; at most three of them. */
export function stubResolver(servers: readonly string[]): Parsed<Stub> {
  const known: DnsServer[] = [];
  for (const text of servers.slice(0, MOST_SERVERS)) {
    const server = parseDnsServer(text);
    if (!server.ok) return server;
    known.push(server.value);
  }
  return { ok: true, value: stubOf(known) };
}

/** A stub resolver that asks the DNS servers of this machine. Not for a service: they may know what is inside (SEC-10). */
export function systemStub(): Stub {
  const stub = stubResolver(getServers());
  return stub.ok ? stub.value : stubOf([]);
}

function stubOf(servers: readonly DnsServer[]): Stub {
  const addresses: Stub['addresses'] = async (name, family, signal) => {
    const type = family === 4 ? 'A' : 'AAAA';
    try {
      const found = follow(name, type, await ask(servers, { name, type }, signal));
      if (found.addresses.length > 0) return { ok: true, ...found };
      return { ok: false, why: 'no-address', code: 'ENODATA' };
    } catch (error) {
      const code = (error as NodeError).code ?? 'EBADRESP';
      return { ok: false, why: lookupFailure(code), code };
    }
  };
  const query: NameService['query'] = async (name, family, signal) => {
    const answer = await addresses(name, family, signal);
    if (!answer.ok) throw dnsError(answer.code);
    return answer.addresses;
  };
  return {
    addresses,
    names: {
      query,
      lookup: (name, family) => query(name, family, AbortSignal.timeout(TOGETHER_MS)),
      srv: async (name, signal) => records(await ask(servers, { name, type: 'SRV' }, signal), 'SRV', serviceOf),
      mx: async (name, signal) => records(await ask(servers, { name, type: 'MX' }, signal), 'MX', exchangerOf),
    },
  };
}

/** The first answer that settles the question. A server that said nothing is asked once more: datagrams get lost. */
async function ask(servers: readonly DnsServer[], question: Question, signal: AbortSignal): Promise<DecodedPacket> {
  const until = performance.now() + TOGETHER_MS;
  let waiting = servers;
  let code = 'ETIMEOUT';
  for (let round = 0; round < 2; round++) {
    const silent: DnsServer[] = [];
    for (const server of waiting) {
      const leftMs = Math.min(SERVER_MS, until - performance.now());
      if (leftMs <= 0 || signal.aborted) throw dnsError(code);
      try {
        const packet = await exchange(server, question, leftMs, signal);
        const rcode = rcodeOf(packet);
        if (rcode === 'NOERROR') return packet;
        if (rcode === 'NXDOMAIN') throw dnsError('ENOTFOUND');
        code = `E${rcode}`;
      } catch (error) {
        code = (error as NodeError).code ?? 'EBADRESP';
        if (code === 'ENOTFOUND') throw error;
        if (code === 'ETIMEOUT') silent.push(server);
      }
    }
    waiting = silent;
  }
  throw dnsError(code);
}

/** The types of dns-packet leave the field out. */
const rcodeOf = (packet: DecodedPacket): string => (packet as { readonly rcode?: string }).rcode ?? 'SERVFAIL';

/** Follows aliases from a name to its addresses within one answer (RFC 1034 §3.6.2); records of other owners do not count. */
function follow(
  name: string,
  type: 'A' | 'AAAA',
  { answers = [] }: DecodedPacket,
): Omit<StubAnswer & { readonly ok: true }, 'ok'> {
  const chain: string[] = [];
  for (let owner = name.toLowerCase(); ; ) {
    const own = answers.filter((answer) => 'name' in answer && answer.name.toLowerCase() === owner);
    const aliases = own.flatMap((answer) => (answer.type === 'CNAME' ? [answer.data.toLowerCase()] : []));
    const [alias] = aliases;
    if (alias === undefined)
      return { chain, addresses: own.flatMap((answer) => (answer.type === type ? [answer.data] : [])) };
    if (aliases.length > 1 || chain.length === LONGEST_CHAIN) throw dnsError('EBADRESP');
    chain.push(alias);
    owner = alias;
  }
}

function records<T, R extends Answer['type']>(
  { answers = [] }: DecodedPacket,
  type: R,
  read: (answer: Extract<Answer, { readonly type: R }>) => T,
): readonly T[] {
  const found = answers.flatMap((answer) =>
    answer.type === type ? [read(answer as Extract<Answer, { readonly type: R }>)] : [],
  );
  if (found.length === 0) throw dnsError('ENODATA');
  return found;
}

type RecordOf<R extends Answer['type']> = Extract<Answer, { readonly type: R }>;

/** As `node:dns` gives it: the root as an empty name. */
const bare = (name: string): string => (name === '.' ? '' : name);
const serviceOf = ({ data }: RecordOf<'SRV'>): SrvRecord => ({
  priority: data.priority ?? 0,
  weight: data.weight ?? 0,
  port: data.port,
  name: bare(data.target),
});
const exchangerOf = ({ data }: RecordOf<'MX'>): MxRecord => ({
  priority: data.preference ?? 0,
  exchange: bare(data.exchange),
});
