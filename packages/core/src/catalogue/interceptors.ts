import { hasToken } from './replies/words.ts';

/**
 * Something that may sit between client and server. `antivirus`: a program on the user's own machine. `gateway`: a device
 * or service of the network that can open TLS. `proxy`: one of no known make, which may as well be the server's own.
 * `mask`: a device that overwrites what it does not like, and opens nothing.
 */
export type Interceptor = {
  readonly name: string;
  readonly kind: 'antivirus' | 'gateway' | 'proxy' | 'mask';
  /** Words of the CA that it signs with, in lower case; each stands alone. */
  readonly issuer: readonly string[];
  /** Words by which it greets in the server's place. A maker of mail servers is only known by what is no server of its. */
  readonly greeting: readonly string[];
  readonly source: string;
};

const NODEMAILER = 'https://github.com/nodemailer/nodemailer/issues/';
const VENDOR = 'the name that the maker gives its own CA';

/** Gathered 2026-11. */
export const INTERCEPTORS: readonly Interceptor[] = [
  {
    name: 'Avast',
    kind: 'antivirus',
    issuer: ['avast', 'mail shield', 'web shield'],
    greeting: ['avast'],
    source: `${NODEMAILER}330`,
  },
  {
    name: 'AVG',
    kind: 'antivirus',
    issuer: ['avg'],
    greeting: ['avg proxy', 'avg e-mail', 'avg mail'],
    source: VENDOR,
  },
  {
    name: 'McAfee',
    kind: 'antivirus',
    issuer: ['mcafee', 'mfe proxy'],
    greeting: ['mfe proxy', 'mcafee proxy', 'mcafee virusscan'],
    source: `${NODEMAILER}952`,
  },
  {
    name: 'Norton',
    kind: 'antivirus',
    issuer: ['norton', 'symantec web security'],
    greeting: ['norton antivirus', 'symantec email proxy', 'symantec mail proxy'],
    source: 'the greeting of its e-mail proxy, widely quoted',
  },
  {
    name: 'Kaspersky',
    kind: 'antivirus',
    issuer: ['kaspersky'],
    greeting: ['kaspersky anti-virus', 'kaspersky internet security', 'kaspersky mail checker', 'kaspersky proxy'],
    source: VENDOR,
  },
  {
    name: 'ESET',
    kind: 'antivirus',
    issuer: ['eset'],
    greeting: ['eset proxy', 'eset ssl filter', 'eset nod32', 'nod32'],
    source: VENDOR,
  },
  {
    name: 'Bitdefender',
    kind: 'antivirus',
    issuer: ['bitdefender'],
    greeting: ['bitdefender proxy', 'bitdefender antivirus', 'bitdefender total security'],
    source: VENDOR,
  },
  { name: 'G DATA', kind: 'antivirus', issuer: ['g data'], greeting: ['g data'], source: VENDOR },
  { name: 'Dr.Web', kind: 'antivirus', issuer: ['dr.web', 'drweb'], greeting: ['spider mail'], source: VENDOR },
  { name: 'Trend Micro', kind: 'gateway', issuer: ['trend micro', 'trendmicro'], greeting: [], source: VENDOR },
  {
    name: 'Sophos',
    kind: 'gateway',
    issuer: ['sophos'],
    greeting: ['sophos smtp proxy', 'sophos proxy', 'sophos transparent'],
    source: VENDOR,
  },
  {
    name: 'FortiGate',
    kind: 'gateway',
    issuer: ['fortinet', 'fortigate', 'fortiproxy'],
    greeting: ['fortigate', 'fortiproxy'],
    source: 'https://docs.fortinet.com/document/fortiproxy/7.2.0/best-practices/598577',
  },
  {
    name: 'WatchGuard',
    kind: 'gateway',
    issuer: ['watchguard', 'fireware'],
    greeting: ['watchguard', 'fireware'],
    source:
      'https://www.watchguard.com/help/docs/help-center/en-US/Content/en-US/Fireware/proxies/smtp/proxy_smtp_tls_c.html',
  },
  {
    name: 'Check Point',
    kind: 'gateway',
    issuer: ['check point', 'checkpoint'],
    greeting: ['checkpoint smtp', 'check point smtp'],
    source: VENDOR,
  },
  { name: 'Zscaler', kind: 'gateway', issuer: ['zscaler'], greeting: ['zscaler'], source: VENDOR },
  { name: 'Palo Alto', kind: 'gateway', issuer: ['palo alto'], greeting: [], source: VENDOR },
  { name: 'Netskope', kind: 'gateway', issuer: ['netskope', 'goskope'], greeting: [], source: VENDOR },
  { name: 'Blue Coat', kind: 'gateway', issuer: ['blue coat', 'bluecoat'], greeting: [], source: VENDOR },
  { name: 'Cisco Umbrella', kind: 'gateway', issuer: ['cisco umbrella'], greeting: [], source: VENDOR },
  { name: 'Forcepoint', kind: 'gateway', issuer: ['forcepoint', 'websense'], greeting: [], source: VENDOR },
  { name: 'Barracuda', kind: 'gateway', issuer: ['barracuda'], greeting: [], source: VENDOR },
  { name: 'SonicWall', kind: 'gateway', issuer: ['sonicwall'], greeting: ['sonicwall smtp proxy'], source: VENDOR },
  { name: 'Untangle', kind: 'gateway', issuer: ['untangle'], greeting: ['untangle'], source: VENDOR },
  { name: 'mitmproxy', kind: 'gateway', issuer: ['mitmproxy'], greeting: [], source: 'the name of its own CA' },
  { name: 'Squid', kind: 'gateway', issuer: ['squid'], greeting: [], source: 'the usual name of its own CA' },
  {
    name: 'an inspecting proxy',
    kind: 'gateway',
    issuer: ['ssl', 'tls', 'https'].flatMap((what) =>
      ['inspection', 'interception', 'decryption', 'proxy', 'scanning'].map((does) => `${what} ${does}`),
    ),
    greeting: [],
    source: 'what companies call the CA of their own proxies',
  },
  {
    name: 'an SMTP proxy',
    kind: 'proxy',
    issuer: [],
    greeting: [
      'smtp proxy',
      'esmtp proxy',
      'mail proxy',
      'email proxy',
      'e-mail proxy',
      'smtp-proxy',
      'proxysmtp',
      'proxsmtp',
      'smtp-gated',
      'transparent smtp',
    ],
    source: 'what such programs call themselves; http://freebsdsoftware.org/mail/smtp-gated.html',
  },
  {
    name: 'Cisco ESMTP inspection',
    kind: 'mask',
    issuer: [],
    greeting: ['********'],
    source: 'cisco.com doc 118550',
  },
];

/** What is looked at of one text. */
const TEXT_CAP = 1_024;

/** Who signs certificates under this name, if it is something that opens TLS on the way. */
export const interceptorInIssuer = (issuer: string): Interceptor | null => find(issuer, ({ issuer: words }) => words);

/** Who greets in these words, if that is something in between. By itself that is no finding: mail servers have proxies, too. */
export const interceptorInGreeting = (greeting: string): Interceptor | null =>
  find(greeting, ({ greeting: words }) => words);

function find(text: string, words: (row: Interceptor) => readonly string[]): Interceptor | null {
  const lower = text.slice(0, TEXT_CAP).toLowerCase();
  return INTERCEPTORS.find((row) => words(row).some((word) => hasToken(lower, word))) ?? null;
}
