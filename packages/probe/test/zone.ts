import { type DnsAnswer, listenDns } from './dns-server.ts';

/** What a name says: IPv4 addresses, IPv6 addresses in full, and the alias it stands for. */
export type Says = { readonly a?: readonly string[]; readonly aaaa?: readonly string[]; readonly cname?: string };

/** A DNS server on loopback that can change its mind, and what it was asked. */
export type FlippingDns = { readonly server: string; readonly asked: readonly string[] };

/**
 * A DNS server whose answers may differ from question to question: `says` is given the name and how often that very question
 * has come before. Null: it says nothing at all.
 */
export async function listenZone(
  says: (name: string, before: number) => Says | null | undefined,
): Promise<FlippingDns> {
  const asked: string[] = [];
  const server = await listenDns((name, number): DnsAnswer => {
    const question = `${number === 1 ? 'A' : 'AAAA'} ${name}`;
    const before = asked.filter((each) => each === question).length;
    asked.push(question);
    const said = says(name, before);
    if (said === null) return null;
    if (said === undefined) return { code: 3 };
    return { records: [...aliases(said), ...addresses(said, number)] };
  });
  return { server, asked };
}

type Records = NonNullable<NonNullable<DnsAnswer>['records']>;

const aliases = ({ cname }: Says): Records => (cname === undefined ? [] : [{ type: 5, data: nameOctets(cname) }]);

const addresses = ({ a = [], aaaa = [], cname }: Says, type: number): Records => {
  const owner = cname === undefined ? {} : { owner: nameOctets(cname) };
  return (type === 1 ? a : aaaa).map((text) => ({ type, data: octets(text), ...owner }));
};

/** A name as it goes over the wire (RFC 1035 §3.1). */
export const nameOctets = (name: string): readonly number[] => [
  ...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
];

/** A dotted quad, or an IPv6 address whose eight groups are all there. */
export const octets = (text: string): readonly number[] =>
  text.includes(':')
    ? text.split(':').flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
    : text.split('.').map(Number);
