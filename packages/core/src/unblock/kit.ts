import type { NetworkBlock } from '../catalogue/blocks/types.ts';
import { roleOf } from '../ports.ts';
import type { Report } from '../report/types.ts';
import { agreementOf } from './agreement.ts';
import { fallbackOf } from './fallback.ts';
import { requestOf } from './request.ts';
import { blamesNetwork } from './seen.ts';
import type { RunReport, UnblockKit } from './types.ts';

/**
 * What to do about a network that blocks mail: what its policy closes, whether a run fits that, what works there as it
 * is, and, where asking helps, the text to ask with. Pure; without a run the text has blanks in place of the evidence.
 *
 * @example
 * ```ts
 * const [platform] = searchBlocks('hetzner');
 * if (platform !== undefined) console.log(unblockKit(platform, report).request?.body);
 * ```
 */
export function unblockKit(platform: NetworkBlock, report: RunReport | null): UnblockKit {
  const agreement = report === null ? null : agreementOf(platform, report);
  return {
    platform,
    agreement,
    fallback: fallbackOf(platform, report),
    request: requestOf(platform, report, agreement),
  };
}

/**
 * A report with what to do about the network it was made in. The traces make the evidence more exact, also where the
 * report is to be without them.
 */
export function withUnblockKit({ traces: shown, ...report }: Report, platform: NetworkBlock, traces = shown): Report {
  const run = traces === undefined ? report : { ...report, traces };
  return { ...report, unblock: unblockKit(platform, run), ...(shown === undefined ? {} : { traces: shown }) };
}

/**
 * Whether the network stands in the way of the user's mail, so that a kit is worth saying in full: the diagnosis says
 * so, or nothing works and the policy explains a port for submission, as where a block looks like the server's refusal.
 */
export const standsInTheWay = ({ agreement }: UnblockKit, report: RunReport): boolean =>
  blamesNetwork(report) ||
  (report.recommendation === null && (agreement?.explained.some((port) => roleOf(port) !== 'relay') ?? false));
