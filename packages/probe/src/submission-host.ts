import type { SrvRecord } from 'node:dns';
import {
  addressFamily,
  type Mode,
  type Parsed,
  type Port,
  parseHost,
  parsePort,
  type TargetSource,
} from '@smtp-triage/core';
import { type NameService, SYSTEM_NAMES } from './lookup.ts';

/** Where the mail of a domain is probably submitted, and how that was found. */
export type SubmissionHost = {
  readonly host: string;
  readonly source: Extract<TargetSource, 'srv' | 'guess'>;
  /** What the domain says about it; null for a guess. */
  readonly port: Port | null;
  readonly mode: Mode | null;
};

/** How long each question may take, in milliseconds. All are asked at once. */
export const SUBMISSION_HOST_MS = 3_000;

/** RFC 8314 §5.1, RFC 6186 §3.1; where both stand at the same priority, TLS from the first byte comes first. */
const SERVICES = [
  { label: '_submissions._tcp', mode: 'implicit-tls' },
  { label: '_submission._tcp', mode: 'starttls' },
] as const satisfies readonly { readonly label: string; readonly mode: Mode }[];

const GUESSES = ['smtp', 'mail'] as const;

/**
 * Finds the submission host of a mail domain: by its SRV records, else the first of `smtp.` and `mail.` that exists, else
 * the domain itself. Takes at most {@link SUBMISSION_HOST_MS} and never rejects: a resolver that fails leads to a guess.
 *
 * @example
 * const found = await findSubmissionHost('example.com'); // { host: 'smtp.example.com', source: 'srv', port: 465, … }
 */
export async function findSubmissionHost(
  domain: string,
  names: NameService = SYSTEM_NAMES,
  patienceMs: number = SUBMISSION_HOST_MS,
): Promise<SubmissionHost> {
  const patience = new AbortController();
  const guesses = GUESSES.map((label) => `${label}.${domain}`);
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const existing = guesses.map((host) => inTime(exists(names, host), false, patience.signal));
    const records = await Promise.all(
      SERVICES.map(async ({ label, mode }) => {
        const found = await inTime(names.srv(`${label}.${domain}`, patience.signal), [], patience.signal);
        return found.map((record) => ({ ...record, mode }));
      }),
    );
    const best = records
      .flat()
      .toSorted(byPreference)
      .map(asHost)
      .find((host) => host !== null);
    if (best !== undefined) return best;
    const known = await Promise.all(existing);
    return { host: guesses.find((_, index) => known[index]) ?? domain, source: 'guess', port: null, mode: null };
  } finally {
    clearTimeout(timer);
    patience.abort();
  }
}

/** RFC 2782: the lowest priority first; among equals the largest weight, not a draw, so that two runs agree. */
function byPreference(a: SrvRecord & { readonly mode: Mode }, b: SrvRecord & { readonly mode: Mode }): number {
  const bySecurity = Number(b.mode === 'implicit-tls') - Number(a.mode === 'implicit-tls');
  return a.priority - b.priority || bySecurity || b.weight - a.weight;
}

/** RFC 2782: the target "." (which Node gives as an empty name) says that there is no such service; it is never an address. */
function asHost({ name, port, mode }: SrvRecord & { readonly mode: Mode }): SubmissionHost | null {
  const host: Parsed<string> = parseHost(name);
  const parsed = parsePort(String(port));
  if (!host.ok || addressFamily(host.value) !== null) return null;
  return parsed.ok ? { host: host.value, source: 'srv', port: parsed.value, mode } : null;
}

async function exists(names: NameService, host: string): Promise<boolean> {
  const answers = await Promise.allSettled([names.lookup(host, 4), names.lookup(host, 6)]);
  return answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0);
}

/** The value, or `otherwise` if it fails or patience ends before. */
function inTime<T>(asked: Promise<T>, otherwise: T, patience: AbortSignal): Promise<T> {
  const ended = new Promise<T>((resolve) => {
    patience.addEventListener('abort', () => resolve(otherwise), { once: true });
  });
  return Promise.race([asked.catch(() => otherwise), ended]);
}
