import type { Lift, NetworkBlock, NetworkKind } from '../catalogue/blocks/types.ts';
import { listing } from '../diagnose/words.ts';
import { MODE_NAMES } from '../ports.ts';
import type { Agreement, Fallback, FallbackRoute, UnblockKit } from './types.ts';

/** Whether a block can be lifted, in a few words. */
export const LIFT_NAMES: Readonly<Record<Lift, string>> = {
  request: 'on request',
  plan: 'by a paid plan',
  setting: 'by a setting',
  never: 'not lifted',
  unknown: 'not known',
};

/** Kinds of networks, as headings. */
export const NETWORK_KIND_NAMES: Readonly<Record<NetworkKind, string>> = {
  cloud: 'Clouds',
  vps: 'Virtual servers',
  paas: 'Platforms for applications',
  edge: 'Functions at the edge',
  ci: 'CI and workspaces',
  'shared-hosting': 'Shared hosting',
  isp: 'Access at home and on the road',
  network: 'Other networks',
  local: 'This machine itself',
};

const LOOKS: Readonly<Record<NetworkBlock['looksLike'], string>> = {
  silence: 'nobody answers',
  refusal: 'the connection is refused',
  redirect: 'the connection is refused, or a local server answers in place of the one that was asked',
  error: 'the connection fails at once',
  varies: 'it may look like anything',
};

/** "port 587", "ports 25 and 587". */
export const portsText = (ports: readonly number[]): string => `port${ports.length === 1 ? '' : 's'} ${listing(ports)}`;

/** What is closed there, and how that looks from inside. */
export const policyText = ({ ports, open, looksLike, since, notes }: NetworkBlock): string =>
  [
    `Outgoing ${portsText(ports)} ${are(ports)} closed by policy${since === null ? '' : ` since ${since}`}: ${LOOKS[looksLike]}.`,
    ...(open.length === 0 ? [] : [`Left open: ${listing(open)}.`]),
    ...(notes === null ? [] : [notes]),
  ].join(' ');

const are = (ports: readonly number[]): string => (ports.length === 1 ? 'is' : 'are');

const LIFTABLE: Readonly<Record<Lift, string>> = {
  request: 'Can be lifted on request.',
  plan: 'Is lifted by a paid plan.',
  setting: 'You can switch it off yourself.',
  never: '',
  unknown: 'Whether it can be lifted is not known.',
};

/** Whether and how it can be lifted. */
export const liftText = ({ lift, howToLift }: NetworkBlock): string => `${LIFTABLE[lift]} ${howToLift ?? ''}`.trim();

const WHERE_ELSE =
  'look at the server itself, at firewalls and security groups of your own, and at what else lies in between';

/** What an agreement says, in sentences. */
export function agreementText(
  { network, ports, looksLike }: NetworkBlock,
  { verdict, explained, unexplained, passed }: Omit<Agreement, 'summary'>,
): string {
  const odd = unexplained.filter((port) => ports.includes(port));
  const others = unexplained.filter((port) => !ports.includes(port));
  return [
    ...(verdict === 'nothing-closed'
      ? ['In this run the network is not to blame: there is nothing to unblock for it.']
      : []),
    ...(others.length === 0
      ? []
      : [
          `The policy does not explain ${portsText(others)}, which ${are(others)} closed in this run: ${network} closes ${listing(ports)} only, so ${WHERE_ELSE}.`,
        ]),
    ...(explained.length === 0
      ? []
      : [
          `${verdict === 'agrees' ? 'This run' : 'In part this run'} fits the policy: ${portsText(explained)} of the target cannot be reached from here.`,
        ]),
    ...(odd.length === 0
      ? []
      : [
          `${capital(portsText(odd))} ${are(odd)} closed in another way than the policy does it (${LOOKS[looksLike]}): ${WHERE_ELSE}.`,
        ]),
    ...(passed.length === 0
      ? []
      : [`${capital(portsText(passed))} got through: there the block does not hold for this machine or this target.`]),
  ].join(' ');
}

/** What works without anything being lifted, a line each; the services shortened to the first few. */
export function fallbackLines({ routes, services, https, instead }: Fallback): readonly string[] {
  return [
    ...routes.map(routeText),
    ...(routes.some(({ source }) => source === 'run') ? [] : [instead]),
    ...(services.length === 0
      ? []
      : [
          `These document a port that is open there: ${services
            .slice(0, 6)
            .map(({ name, port }) => `${name} (${port})`)
            .join(', ')}${services.length > 6 ? ` and ${services.length - 6} more` : ''}.`,
        ]),
    ...(https === null
      ? []
      : [
          `${https.name} takes mail over HTTPS as well, which nobody blocks${https.url === null ? '' : `: ${https.url}`}`,
        ]),
  ];
}

const routeText = ({ host, port, mode, source, knownOpen }: FallbackRoute): string =>
  source === 'run'
    ? `${host} on port ${port} with ${MODE_NAMES[mode]}: it worked in this run.`
    : `${host} on port ${port} with ${MODE_NAMES[mode]}: documented by the provider${knownOpen ? ', and open there' : '; not known to be open there, so try it'}.`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What should be known before the request is sent; null where it speaks for itself. */
export const requestNote = ({ request, fallback, agreement }: UnblockKit): string | null => {
  if (request === null) return null;
  if (fallback.routes.some(({ source }) => source === 'run'))
    return `Mail can be submitted as it is. Ask for ${portsText(request.ports)} only if you need ${request.ports.length === 1 ? 'it' : 'them'} for something else${request.ports.includes(25) ? ', such as a mail server of your own that delivers to others' : ''}.`;
  return agreement === null
    ? 'Fill in what stands in brackets; a run of this program fills in what it saw.'
    : 'Fill in what stands in brackets.';
};
