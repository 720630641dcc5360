import type { NameService } from '../lookup.ts';
import type { Answer, Candidate } from './candidate.ts';
import { inTime, type Patience } from './patience.ts';

const LABELS = ['smtp', 'mail'] as const;

/** The first of `smtp.` and `mail.` that exists, else the domain itself: never nothing. */
export async function byGuess(domain: string, names: NameService, patience: Patience): Promise<Answer> {
  const hosts = LABELS.map((label) => `${label}.${domain}`);
  const known = await Promise.all(hosts.map((host) => inTime(exists(names, host), false, patience)));
  const existing = hosts.filter((_, index) => known[index]);
  const candidates = existing.map((host) => guess(host, `a guess, since ${host} exists`));
  return { candidates: candidates.length > 0 ? candidates : [itself(domain)], remark: null };
}

/** The domain as its own mail server, where nothing better is known. */
export const itself = (domain: string): Candidate =>
  guess(domain, 'a guess, since nothing else was found: the domain itself');

const guess = (host: string, why: string): Candidate => ({
  host,
  source: 'guess',
  port: null,
  mode: null,
  username: null,
  why,
});

async function exists(names: NameService, host: string): Promise<boolean> {
  const answers = await Promise.allSettled([names.lookup(host, 4), names.lookup(host, 6)]);
  return answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0);
}
