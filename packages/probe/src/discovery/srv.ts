import type { SrvRecord } from 'node:dns';
import { type Mode, parseDomain, parsePort } from '@smtp-triage/core';
import type { NameService } from '../lookup.ts';
import { type Answer, type Candidate, NOTHING } from './candidate.ts';
import { inTime, type Patience } from './patience.ts';

/** RFC 8314 §5.1, RFC 6186 §3.1; where both stand at the same priority, TLS from the first byte comes first. */
const SERVICES = [
  { label: '_submissions._tcp', mode: 'implicit-tls' },
  { label: '_submission._tcp', mode: 'starttls' },
] as const satisfies readonly { readonly label: string; readonly mode: Mode }[];

type Found = SrvRecord & { readonly mode: Mode; readonly owner: string };

/** What the domain publishes in DNS for this very purpose. */
export async function bySrv(domain: string, names: NameService, patience: Patience): Promise<Answer> {
  const answers = await Promise.all(
    SERVICES.map(async ({ label, mode }) => {
      const owner = `${label}.${domain}`;
      const records = await inTime(names.srv(owner, patience.signal), [], patience);
      return records.map((record): Found => ({ ...record, mode, owner }));
    }),
  );
  const records = answers.flat().toSorted(byPreference);
  const candidates = records.flatMap(asCandidates);
  if (candidates.length > 0 || records.length === 0) return { ...NOTHING, candidates };
  const remark = records.every(({ name }) => isNone(name))
    ? `the SRV records of ${domain} say that it has no such service`
    : `the SRV records of ${domain} name no server that could be used`;
  return { ...NOTHING, remark };
}

/** RFC 2782: the lowest priority first; among equals the largest weight, not a draw, so that two runs agree. */
function byPreference(a: Found, b: Found): number {
  const bySecurity = Number(b.mode === 'implicit-tls') - Number(a.mode === 'implicit-tls');
  return a.priority - b.priority || bySecurity || b.weight - a.weight;
}

/** RFC 2782: the target "." (which Node gives as an empty name) says that there is no such service; it is never an address. */
const isNone = (name: string): boolean => name === '' || name === '.';

function asCandidates({ name, port: number, mode, owner }: Found): readonly Candidate[] {
  const host = parseDomain(name);
  const port = parsePort(String(number));
  if (!host.ok || !port.ok) return [];
  const why = `SRV record ${owner} says ${host.value}:${port.value}`;
  return [{ host: host.value, source: 'srv', port: port.value, mode, username: null, why }];
}
