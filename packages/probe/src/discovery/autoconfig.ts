import { type AutoconfigServer, readAutoconfig } from '@smtp-triage/core';
import { type Answer, type Candidate, NOTHING } from './candidate.ts';
import { type FetchFailure, fetchText, type Web } from './https.ts';
import { type Patience, startPatience } from './patience.ts';

/** Time for everything about autoconfig, redirects included, in milliseconds. */
export const AUTOCONFIG_MS = 1_500;

/**
 * The mailbox that files are asked for. Some servers want an address in the query; the user's own is nobody's business
 * before they log in, and it could be read in the log of a web server. Every domain has a postmaster (RFC 5321 §4.5.1).
 */
const ASKED_FOR = 'postmaster';

/** What is worth telling of a file that was not taken. */
const REMARKS: Readonly<Partial<Record<FetchFailure, string>>> = {
  'address-refused': 'has an address that must not be connected to',
  certificate: 'has no valid certificate',
  'redirect-refused': 'redirects to a place that is not trusted for this domain',
  'too-large': 'sends too much',
};

/**
 * The file that the domain keeps for mail programs, as Mozilla's programs look for it, but over HTTPS alone: who can change
 * a file on its way could otherwise choose the server that gets the password.
 */
export async function byAutoconfig(domain: string, web: Web, outer: AbortSignal): Promise<Answer> {
  const patience = startPatience(AUTOCONFIG_MS, outer);
  try {
    const asked = placesOf(domain, web.port).map((url) => askedAt(url, domain, web, patience));
    // A guard that throws is heard of where it is waited for, once
    for (const one of asked) one.catch(() => undefined);
    const remarks: string[] = [];
    // The first place counts, however quick the second is: two runs agree
    for (const one of asked) {
      const answer = await one;
      if (answer.candidates.length > 0) return answer;
      if (answer.remark !== null) remarks.push(answer.remark);
    }
    return { ...NOTHING, remark: remarks[0] ?? null };
  } finally {
    patience.end();
  }
}

function placesOf(domain: string, port: number): readonly URL[] {
  const authority = port === 443 ? '' : `:${port}`;
  const address = encodeURIComponent(`${ASKED_FOR}@${domain}`);
  return [
    new URL(`https://autoconfig.${domain}${authority}/mail/config-v1.1.xml?emailaddress=${address}`),
    new URL(`https://${domain}${authority}/.well-known/autoconfig/mail/config-v1.1.xml`),
  ];
}

async function askedAt(url: URL, domain: string, web: Web, patience: Patience): Promise<Answer> {
  const fetched = await fetchText(url, domain, web, patience);
  if (!fetched.ok) {
    const remark = REMARKS[fetched.why];
    return { ...NOTHING, remark: remark === undefined ? null : `${url.host} ${remark}` };
  }
  const read = readAutoconfig(fetched.text, `${ASKED_FOR}@${domain}`);
  // A page that says "not found" with status 200 is no file at all
  if (!read.ok) return NOTHING;
  const { servers, refused } = read.value;
  const place = `${url.host}${url.pathname}`;
  if (servers.length === 0 && refused.length > 0) {
    const all = refused.every((why) => why === 'cleartext');
    return {
      ...NOTHING,
      remark: `${place} names ${all ? 'only servers without encryption' : 'no server that could be used'}`,
    };
  }
  return { candidates: servers.map((server) => candidate(server, place)), remark: null };
}

const candidate = ({ host, port, mode, username }: AutoconfigServer, place: string): Candidate => ({
  host,
  source: 'autoconfig',
  port,
  mode,
  username,
  why: `https://${place} says ${host}:${port}`,
});
