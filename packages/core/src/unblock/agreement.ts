import type { NetworkBlock } from '../catalogue/blocks/types.ts';
import { seenPorts } from './seen.ts';
import { agreementText } from './text.ts';
import type { Agreement, AgreementVerdict, PortEnd, RunReport, SeenPort } from './types.ts';

/** What a closed port may look like, by what is known of the network: a refusal is the server's own where blocks are silent. */
const LOOKS: Readonly<Record<NetworkBlock['looksLike'], readonly PortEnd[]>> = {
  silence: ['silence'],
  refusal: ['refusal', 'prohibited'],
  redirect: ['other-name', 'refusal', 'prohibited'],
  error: ['silence', 'refusal', 'prohibited', 'no-route'],
  varies: ['silence', 'refusal', 'prohibited'],
};

/** Holds a run against the policy of the network it was made in. */
export function agreementOf(platform: NetworkBlock, report: RunReport): Agreement {
  const seen = seenPorts(report);
  const closed = seen.filter((each) => isClosed(each, platform));
  const fits = ({ port, end }: SeenPort): boolean =>
    platform.ports.includes(port) && LOOKS[platform.looksLike].includes(end);
  const explained = closed.filter(fits).map(({ port }) => port);
  const unexplained = closed.filter((each) => !fits(each)).map(({ port }) => port);
  const passed = seen
    .filter((each) => platform.ports.includes(each.port) && gotThrough(each, platform))
    .map(({ port }) => port);
  const verdict = verdictOf(explained, unexplained, passed);
  const facts = { verdict, explained, unexplained, passed };
  return { ...facts, summary: agreementText(platform, facts) };
}

function verdictOf(
  explained: readonly number[],
  unexplained: readonly number[],
  passed: readonly number[],
): AgreementVerdict {
  if (explained.length === 0) return unexplained.length === 0 ? 'nothing-closed' : 'does-not-explain';
  return unexplained.length === 0 && passed.length === 0 ? 'agrees' : 'partly';
}

/** Closed by some network, as far as this run can tell. */
function isClosed(one: SeenPort, { ports, looksLike }: NetworkBlock): boolean {
  // Few servers serve the unofficial port: its silence alone is nobody's block
  if (one.role === 'fallback' && !ports.includes(one.port) && !one.confirmed) return false;
  if (one.end === 'silence' || one.end === 'prohibited') return true;
  // Only where it is known to be the network's way: elsewhere it is the server's own fault
  return ports.includes(one.port) && LOOKS[looksLike].includes(one.end);
}

const gotThrough = ({ end }: SeenPort, { looksLike }: NetworkBlock): boolean =>
  end === 'answered' || ((end === 'refusal' || end === 'other-name') && !LOOKS[looksLike].includes(end));
