import type { NetworkBlock, NetworkKind } from '../catalogue/blocks/types.ts';
import { seconds } from '../diagnose/words.ts';
import { MODE_NAMES, roleOf } from '../ports.ts';
import { printable } from '../report/printable.ts';
import { endOf, type SeenControl, seenControls } from './seen.ts';
import { portsText } from './text.ts';
import type { Agreement, PortEnd, RunReport, UnblockRequest } from './types.ts';

/** Lines of plain mail: RFC 5322 §2.1.1 recommends 78, quoting marks need room. */
const WIDTH = 72;
/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00a0';
/** Ports that somebody may need at all. */
const WANTED: readonly number[] = [25, 465, 587, 2525];

/** Who writes, by what the network is. */
const WHO: Readonly<Record<NetworkKind, string>> = {
  cloud: '[account or project, and server]',
  vps: '[customer number, and server]',
  paas: '[account and application]',
  edge: '[account and project]',
  ci: '[account and project]',
  'shared-hosting': '[customer number, and website]',
  isp: '[customer number]',
  network: '[name, and where in the building]',
  local: '[machine]',
};

/**
 * The text that asks for the block to be lifted, with what a run saw; without one, blanks stand in its place. Null where
 * asking does not help, or where the policy explains nothing of what was seen.
 */
export function requestOf(
  platform: NetworkBlock,
  report: RunReport | null,
  agreement: Agreement | null,
): UnblockRequest | null {
  if (platform.lift !== 'request') return null;
  const ports = portsOf(platform, report, agreement);
  if (ports.length === 0) return null;
  return {
    ports,
    subject: `Request to open outgoing TCP ${portsText(ports)}`,
    body: paragraphs(platform, ports, report).join('\n\n'),
  };
}

/** What the policy closes and somebody needs: who asks for less is heard sooner. */
function portsOf(platform: NetworkBlock, report: RunReport | null, agreement: Agreement | null): readonly number[] {
  if (report === null || agreement === null) return platform.ports.filter((port) => WANTED.includes(port));
  const { explained } = agreement;
  const hasPort = report.recommendation !== null && roleOf(report.recommendation.port) === 'submission';
  // Nothing is urgent then; otherwise port 25 would help only those who have set it
  return hasPort ? explained : explained.filter((port) => roleOf(port) !== 'relay' || report.settings?.port === port);
}

function paragraphs(platform: NetworkBlock, ports: readonly number[], report: RunReport | null): readonly string[] {
  const relay = ports.some((port) => roleOf(port) === 'relay');
  const submission = ports.some((port) => roleOf(port) !== 'relay');
  const host = report === null ? '[mail server]' : printable(report.target.host);
  return [
    'Hello,',
    wrap(`please open outgoing TCP ${portsText(ports)} for ${WHO[platform.kind]}, source address [public IP address].`),
    ...(submission ? [wrap(forSubmission(host, relay && report === null))] : []),
    ...(relay ? [wrap(forRelay(submission && report === null))] : []),
    report === null ? wrap(noEvidence(host)) : evidence(report),
    ...(report === null ? [] : conclusions(report).map((text) => wrap(text))),
    wrap(
      `${policySource(platform)} If the cause is a rule of ours instead, such as a firewall or a security group, please tell us which one.`,
    ),
    'Thank you,\n[name, company, contact]',
  ];
}

const forSubmission = (host: string, several: boolean): string =>
  `${several ? '[Keep this if it applies:] ' : ''}Our programs hand their mail to ${host} there (mail submission, RFC 6409 and RFC 8314), always with a login and over TLS. That server checks what is sent. We send [what, for example password resets and invoices], about [number] messages a day, to people who expect them.`;

const forRelay = (several: boolean): string =>
  `${several ? '[Keep this if it applies:] ' : ''}Port 25 is for a mail server of our own, [host name], that delivers to other servers. Its PTR record is set to that name, its domain has SPF, DKIM and DMARC records, and it relays for nobody else. We send [what], about [number] messages a day, to people who expect them. Complaints reach us at [abuse address].`;

const noEvidence = (host: string): string =>
  `What we see on [date and time] UTC, from [public IP address]: ${host}, [port and what happens, for example "port 587: no answer"].`;

const policySource = ({ ports, url }: NetworkBlock): string =>
  `We understand that ${portsText(ports)} ${ports.length === 1 ? 'is' : 'are'} closed by default${url === null ? '' : ` (${url})`}; if there is a form for this, please point us to it.`;

/** What a run saw, a line for each route and each control host. */
function evidence(report: RunReport): string {
  const when = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(report.vantage.startedAt);
  const date = when === null ? '[date and time]' : `${when[1]} at ${when[2]}`;
  const host = printable(report.target.host);
  const routes = report.routes
    .map((route) => ({ ...route, end: endOf(route) }))
    .filter(({ end }) => end !== 'not-tried')
    .map(({ port, mode, address, end, timings }) => {
      const waited = end === 'silence' ? ` in${NO_BREAK}${seconds(timings.total)}${NO_BREAK}s` : '';
      return `port ${port}, ${MODE_NAMES[mode]}, at ${printable(address)}: ${FATES[end]}${waited}`;
    });
  return [
    wrap(`What we see on ${date} UTC, from [public IP address] towards ${host}:`),
    '',
    ...routes.map((text) => wrap(`- ${text}`, 2)),
    ...seenControls(report).map((one) => wrap(`- for comparison, ${controlText(one)}`, 2)),
  ].join('\n');
}

const FATES: Readonly<Record<PortEnd, string>> = {
  answered: 'connected',
  'other-name': 'connected, but the certificate is for another name',
  silence: 'no answer',
  refusal: 'refused',
  prohibited: 'rejected by a firewall',
  'no-route': 'no route',
  'not-served': 'no answer',
  'not-tried': 'not tried',
};

const controlText = ({ host, port, end }: SeenControl): string => `${printable(host)} port ${port}: ${FATES[end]}`;

/** What the diagnosis makes of it, where it is sure that the network is the cause. */
const conclusions = ({ findings }: RunReport): readonly string[] =>
  findings
    .filter(({ code }) => code === 'port-blocked-by-network' || code === 'all-submission-ports-blocked')
    .map(({ title, cause }) => printable(`${title}: ${cause.charAt(0).toLowerCase()}${cause.slice(1)}`));

/** Breaks a text at blanks; later lines begin with `hang` blanks. A word longer than a line stays whole. */
function wrap(text: string, hang = 0): string {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const next = row === '' ? `${' '.repeat(rows.length === 0 ? 0 : hang)}${word}` : `${row} ${word}`;
    if (next.length > WIDTH && row !== '') {
      rows.push(row);
      row = `${' '.repeat(hang)}${word}`;
    } else row = next;
  }
  return [...rows, row].join('\n').replaceAll(NO_BREAK, ' ');
}
