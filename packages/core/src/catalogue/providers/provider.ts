import type { Mode } from '../../ports.ts';
import { type Attestation, GATHERED, type PortRow, type Provider, type Source, type SubmissionRow } from './types.ts';

type Sources = readonly [Source, ...Source[]];

/** What the lists write down; everything else has a usual value or follows from the rows. */
export type Given = Pick<Provider, 'id' | 'name' | 'kind'> & Partial<Omit<Provider, 'gathered' | 'confidence'>>;

/** A row of a port with TLS from the first byte. */
export const implicit = (host: string, port: number, ...sources: Sources): SubmissionRow => ({
  host,
  port,
  mode: 'implicit-tls',
  sources,
});

/** A row of a port with STARTTLS. */
export const starttls = (host: string, port: number, ...sources: Sources): SubmissionRow => ({
  host,
  port,
  mode: 'starttls',
  sources,
});

/** A row of a port without encryption. */
export const cleartext = (host: string, port: number, ...sources: Sources): SubmissionRow => ({
  host,
  port,
  mode: 'cleartext',
  sources,
});

/** Further ports of the same hosts. */
export const further = (mode: Mode, ports: readonly number[], ...sources: Sources): readonly PortRow[] =>
  ports.map((port) => ({ port, mode, sources }));

/** A provider with what its row leaves out. */
export function provider(given: Given): Provider {
  const { id, name, kind, submission = [], ...rest } = given;
  const sources = given.sources ?? allSources(submission);
  return {
    // First, so that they come first where a provider is written as JSON
    id,
    name,
    kind,
    domains: [],
    mxPatterns: [],
    submission,
    aliases: [],
    altPorts: [],
    lacks: [],
    auth: submission.length === 0 ? [] : ['PLAIN', 'LOGIN'],
    usernameForm: kind === 'service' ? 'issued' : 'address',
    needs: ['password'],
    offByDefault: false,
    notes: null,
    docs: null,
    ...rest,
    sources,
    gathered: GATHERED,
    confidence: attestation(submission[0]?.sources ?? sources),
  };
}

/** The provider's own word, or two lists that agree, is `high`; one list is `medium`; what everybody says is `low`. */
export function attestation(sources: Sources): Attestation {
  const lists = sources.filter((source) => source !== 'common-knowledge');
  if (lists.includes('vendor') || lists.length > 1) return 'high';
  return lists.length === 1 ? 'medium' : 'low';
}

function allSources(rows: readonly PortRow[]): Sources {
  const [first = 'common-knowledge', ...rest] = new Set(rows.flatMap((row) => row.sources));
  return [first, ...rest];
}
