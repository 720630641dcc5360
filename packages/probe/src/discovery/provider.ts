import { parseDomain, parsePort } from '@smtp-triage/core';
import { type Provider, providerOfDomain, providerOfMx } from '@smtp-triage/core/providers';
import type { NameService } from '../lookup.ts';
import { type Answer, type Candidate, NOTHING } from './candidate.ts';
import { inTime, type Patience } from './patience.ts';

/** The server of the provider whose mail domain this is, or who receives its mail: where mail comes in, it mostly goes out. */
export async function byProvider(domain: string, names: NameService, patience: Patience): Promise<Answer> {
  const own = providerOfDomain(domain);
  if (own !== null) return answerOf(own, domain, `${domain} is a mail domain of ${own.name}`);
  const records = await inTime(names.mx(domain, patience.signal), [], patience);
  for (const { exchange } of records.toSorted((a, b) => a.priority - b.priority)) {
    const provider = providerOfMx(exchange);
    if (provider === null) continue;
    return answerOf(provider, domain, `the MX of ${domain}, ${exchange.toLowerCase()}, belongs to ${provider.name}`);
  }
  return NOTHING;
}

function answerOf(provider: Provider, domain: string, why: string): Answer {
  const candidates = provider.submission.flatMap(({ host: name, port: number, mode }): readonly Candidate[] => {
    // A name with braces depends on the account; an address is that of a program on the user's own machine
    const host = parseDomain(name);
    const port = parsePort(String(number));
    if (!host.ok || !port.ok || mode === 'cleartext') return [];
    return [{ host: host.value, source: 'mx-provider', port: port.value, mode, username: provider.usernameForm, why }];
  });
  return candidates.length > 0 ? { candidates, remark: null } : { ...NOTHING, remark: missing(provider, domain) };
}

function missing({ name, needs }: Provider, domain: string): string {
  if (needs.includes('no-smtp')) return `the mail of ${domain} is at ${name}, which lets no mail program send`;
  if (needs.includes('bridge'))
    return `the mail of ${domain} is at ${name}, where mail programs send through its bridge program on your own machine`;
  return `the mail of ${domain} is at ${name}, where the name of the server depends on the account`;
}
