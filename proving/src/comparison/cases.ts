import type { Stage } from '@smtp-triage/core';
import { at, type Preset, type PresetName } from '@smtp-triage/mock-server';
import { CONTROL, SERVER, SERVER_4, SERVER_6, type Wire, type World } from '../network/network.ts';
import { advises, bids, near, saying } from './words.ts';

/** What the user's client is set to. */
export type Settings = {
  readonly port: number;
  readonly mode: 'starttls' | 'implicit-tls' | 'cleartext';
  readonly password: 'right' | 'wrong' | null;
  /** Whether sender and recipient are to be tried too. */
  readonly envelope: boolean;
};

/** One broken server or network, the truth about it, and the words that count as having told it. */
export type Case = {
  readonly id: string;
  /** What is really the matter, in one sentence. */
  readonly truth: string;
  readonly settings: Settings;
  readonly world: World;
  /** Whether mail can be sent with these settings, and safely. */
  readonly works: boolean;
  /** Where it stops; null where nothing is wrong, and then no words are asked for. */
  readonly stage: Stage | null;
  readonly cause: readonly RegExp[];
  readonly fix: readonly RegExp[];
};

type Told = Pick<Case, 'truth' | 'stage' | 'cause' | 'fix'> & {
  readonly preset: PresetName;
  readonly story?: Partial<Pick<Preset, 'listeners' | 'rules' | 'tls' | 'certificate'>>;
  readonly wire?: Wire;
  readonly addresses?: readonly string[];
  readonly settings?: Partial<Settings>;
  readonly works?: boolean;
};

const USUAL: Settings = { port: 587, mode: 'starttls', password: 'right', envelope: false };
const ON_465 = { port: 465, mode: 'implicit-tls' } as const;
const SUBMISSION = { submission: { mode: 'starttls', port: 587 } } as const;
const SUBMISSIONS = { submissions: ON_465 } as const;
const BOTH = { ...SUBMISSION, ...SUBMISSIONS } as const;

const NETWORK = 'network|firewall|hoster|hosting|provider|\\bISP\\b|cloud|router|on the way|in between|in transit';
const BLOCKS = 'block|drop|filter|discard|closes';
const SERVER_SIDE = '\\bserver\\b|operator|provider|administrator|\\blogs?\\b|certificate|service|process';
const LOOK = 'restart|check|look (?:at|in|into|for)|see|read|repair|mend|ask|tell';
const ANOTHER_ROUTE = '\\b(?:465|2525|587)\\b|another port|other port|implicit TLS';
const BLOCKED = [...near(NETWORK, BLOCKS), /\bfiltered\b/];
const UNBLOCK = [advises(ANOTHER_ROUTE), bids('ask|request|have|get', 'open|unblock|allow|lift'), /\bunblock/i];
const MEND_SERVER = [advises(`${ANOTHER_ROUTE}|another network`), bids(LOOK, SERVER_SIDE)];
const HANDSHAKE_SILENT = near(
  'handshake|\\bTLS\\b|SSL_connect',
  'timed? ?out|timeout|stall|never|no answer|silent|silence|\\bhangs?\\b',
);
const NO_GREETING = [
  ...near('greeting|banner', 'never|no |not |without|missing|timed? ?out|timeout|silent'),
  saying('accepts?|connected', 'says? nothing|silent|silence|never speaks'),
];
const LOGIN_ON_SERVER = [
  advises('\\bAUTH\\b|login|authentication'),
  ...near('without', 'login|authentication'),
  advises(ANOTHER_ROUTE),
];
const TRUST_IT = [
  bids('add|import|install|trust|name|give', '\\b(?:CA|authority|--ca|root)\\b|trust store|certificate'),
  /replace.{0,60}certificate|certificate (?:from|of|by) a (?:public|known|trusted)/i,
];

const TOLD: Readonly<Record<string, Told>> = {
  'healthy-587': {
    truth: 'Nothing is wrong on 587 with STARTTLS.',
    preset: 'healthy',
    stage: null,
    cause: [],
    fix: [],
    works: true,
  },
  'healthy-465': {
    truth: 'Nothing is wrong on 465 with implicit TLS.',
    preset: 'healthy',
    settings: ON_465,
    stage: null,
    cause: [],
    fix: [],
    works: true,
  },

  // Mode
  'implicit-tls-on-587': {
    truth: 'The client is set to implicit TLS on 587, where the server speaks cleartext first and wants STARTTLS.',
    preset: 'healthy',
    settings: { mode: 'implicit-tls' },
    stage: 'tls',
    cause: [
      ...near('implicit TLS|SSL/TLS|TLS (?:at once|first|immediately)', 'STARTTLS|plain ?text|cleartext'),
      saying(
        '\\b587\\b|port|server',
        '(?:wants|expects|speaks|needs|requires|greets in) (?:STARTTLS|plain|cleartext|SMTP)',
      ),
      /wrong (?:port|mode|encryption)|not speak(?:ing)? TLS|not TLS\b/i,
    ],
    fix: [advises('STARTTLS|\\b465\\b|secure: ?false')],
  },
  'starttls-on-465': {
    truth: 'The client is set to STARTTLS on 465, where the server waits for TLS at once.',
    preset: 'healthy',
    settings: { port: 465 },
    stage: 'greeting',
    cause: [
      /TLS (?:at once|first|immediately|from the start)/i,
      saying(
        '\\b(?:expects?|wants?|needs?|requires?|speaks?|waits? for|waiting for|until)\\b',
        '\\bTLS\\b|\\bSSL\\b|ClientHello',
        30,
      ),
    ],
    fix: [advises('SSL/TLS|implicit TLS|\\b587\\b|secure: ?true')],
  },

  // Connection
  'name-not-found': {
    truth: 'The server name does not exist.',
    preset: 'healthy',
    addresses: [],
    stage: 'dns',
    cause: [
      ...near('name|host', 'not known|not found|not exist|unknown|no such'),
      /NXDOMAIN|ENOTFOUND|could not resolve|cannot resolve|failed to resolve/i,
    ],
    fix: [advises('name|spelling|host'), /did you mean|typo|misspel/i],
  },
  '587-dropped': {
    truth: 'The network drops port 587, to every server; 465 is open.',
    preset: 'healthy',
    wire: { client: 'tcp dport 587 drop' },
    stage: 'connect',
    cause: BLOCKED,
    fix: UNBLOCK,
  },
  '587-prohibited': {
    truth: 'A firewall on the way forbids port 587 aloud (ICMP "administratively prohibited"); 465 is open.',
    preset: 'healthy',
    wire: { server: 'tcp dport 587 reject with icmp type admin-prohibited' },
    stage: 'connect',
    cause: [/prohibit|forbid|firewall/i, ...near(NETWORK, 'reject|refus|block')],
    fix: UNBLOCK,
  },
  '587-refused': {
    truth: 'Nothing listens on 587 (RST); 465 is open.',
    preset: 'healthy',
    wire: { server: 'tcp dport 587 reject with tcp reset' },
    stage: 'connect',
    cause: [/refused|ECONNREFUSED|nothing listens|not listening|\d\/tcp +closed/i],
    fix: [advises(ANOTHER_ROUTE)],
  },
  'submission-blocked': {
    truth: 'The network drops 587, 465 and 2525; port 25 is open.',
    preset: 'healthy',
    wire: { client: 'tcp dport { 587, 465, 2525 } drop' },
    stage: 'connect',
    cause: BLOCKED,
    fix: [bids('ask|request|have|get', 'open|unblock|allow|lift'), /\bunblock/i, advises('\\bAPI\\b|relay|VPN|tunnel')],
  },
  'ipv6-dropped': {
    truth: 'The name has an IPv6 address that never answers; IPv4 works, after a wait for clients that try IPv6 first.',
    preset: 'healthy',
    wire: { client: `ip6 daddr ${SERVER_6} tcp dport { 587, 465, 2525, 25 } drop` },
    addresses: [SERVER_6, SERVER_4],
    stage: 'connect',
    cause: near(
      '\\bIPv6\\b|2001:db8::5',
      'fail|broken|not answer|never answer|no answer|not work|silent|unreachable|drop|timed? ?out|timeout',
    ),
    fix: [
      ...near('prefer|use|force|switch', 'IPv4'),
      bids('repair|fix|enable|disable|remove|correct|mend', 'IPv6|AAAA'),
    ],
    works: true,
  },
  'reset-on-accept': {
    truth: 'Every connection is accepted and then reset, before a greeting.',
    preset: 'reset-on-accept',
    stage: 'greeting',
    cause: [/\breset\b|ECONNRESET/i],
    fix: [
      bids(LOOK, 'firewall|\\bserver\\b|\\blogs?\\b|operator|provider|\\bblock|fail2ban'),
      advises('another network'),
    ],
  },
  'silent-after-accept': {
    truth: 'The server accepts on 587 and never says a word.',
    preset: 'greeting-never',
    stage: 'greeting',
    cause: NO_GREETING,
    fix: MEND_SERVER,
  },
  'greeting-after-8s': {
    truth: 'The greeting takes eight seconds (a tarpit); a client that waits can send.',
    preset: 'healthy',
    story: { listeners: BOTH, rules: [at('greeting').delay(8_000)] },
    stage: 'greeting',
    cause: [...near('greeting|banner|server', 'slow|late\\b|delay|tarpit|took')],
    fix: [
      ...near('raise|increase|longer|extend|more than|at least|set', 'time ?out|time limit|patience|seconds'),
      /reverse DNS|\bPTR\b/,
    ],
    works: true,
  },
  'http-server': {
    truth: 'A web server listens on 587; the port is the wrong one.',
    preset: 'healthy',
    story: { listeners: SUBMISSIONS },
    wire: { web: 587 },
    stage: 'greeting',
    cause: [/HTTP\/1\.\d \d\d\d|\bopen +(?:ssl\/)?http\b|web ?server|speaks HTTP|HTTP server|not (?:an )?SMTP/i],
    fix: [advises(`${ANOTHER_ROUTE}|host|name`)],
  },
  'blocklisted-554': {
    truth: "The greeting is a 554: the client's address is on a blocklist.",
    preset: 'address-blocklisted',
    stage: 'greeting',
    cause: [/block ?list|black ?list|blocked using|spamhaus|DNSBL/i],
    fix: [
      /de-?list/i,
      bids('remov|take off|off', 'list'),
      ...near('another|different|other', 'address|\\bIP\\b|network|connection'),
    ],
  },
  'busy-421': {
    truth: 'The greeting is a 421: too many connections.',
    preset: 'greeting-421-busy',
    stage: 'greeting',
    cause: [/too many connections|\bbusy\b|overload/i],
    fix: [/\b(?:wait|try again|retry|fewer|later)\b/i],
  },
  'ehlo-refused': {
    truth: "The server refuses the client's EHLO name.",
    preset: 'ehlo-rejected',
    stage: 'ehlo',
    cause: [/invalid HELO/i, ...near('\\bE?HE?LO\\b', 'name|refus|reject|denied')],
    fix: [advises('\\bEHLO\\b|\\bHELO\\b|host ?name|fully qualified|own name')],
  },
  'mtu-black-hole': {
    truth: 'Large packets vanish on the way back: the certificate never arrives.',
    preset: 'healthy',
    wire: { clientInput: 'iifname "cable" meta length > 420 drop' },
    stage: 'tls',
    cause: [/\bMTU\b|(?:large|big) packets/i],
    fix: [bids('lower|set|reduce|clamp|repair|allow|let', '\\bMTU\\b|\\bMSS\\b|\\bICMP\\b|fragment')],
  },

  // Encryption
  'starttls-not-offered': {
    truth: 'The server on 587 has no STARTTLS, and would take the password in cleartext.',
    preset: 'starttls-not-offered',
    story: {
      listeners: {
        submission: { mode: 'starttls', port: 587, policy: { tlsBeforeAuth: false, tlsBeforeMail: false } },
      },
    },
    stage: 'starttls',
    cause: near(
      'STARTTLS',
      'not (?:offer|advertis|announc|support|list|avail|found)|missing|unsupported|does not|lacks|without',
    ),
    fix: [advises('STARTTLS|\\bTLS\\b|\\b465\\b|another server|other server')],
  },
  'starttls-masked': {
    truth: 'A firewall overwrites STARTTLS in the EHLO reply on its way (XXXXXXXA); 465 is untouched.',
    preset: 'healthy',
    wire: { masked: 587 },
    stage: 'starttls',
    cause: near(
      'STARTTLS|encryption',
      'strip|mask|overwr|rewrit|tamper|remov|firewall|device|middlebox|inspect|on the way',
    ),
    fix: [advises('\\b465\\b|implicit TLS|SSL/TLS'), ...near('inspection|fixup|ESMTP', 'off|disable|exempt|exclude')],
  },
  'starttls-refused': {
    truth: 'STARTTLS on 587 is offered and then answered with 454; 465 works.',
    preset: 'works-on-465-starttls-broken-on-587',
    stage: 'starttls',
    cause: [/TLS not available/i, ...near('STARTTLS', 'refus|reject|454|unavailable|denied')],
    fix: MEND_SERVER,
  },
  'starttls-then-closed': {
    truth: 'The server says 220 to STARTTLS and hangs up.',
    preset: 'healthy',
    story: { listeners: SUBMISSION, rules: [at('tls').tls.close('start')] },
    stage: 'tls',
    cause: near('handshake|\\bTLS\\b|STARTTLS|SSL', 'clos|dropped|lost|hangs? up|hung up|disconnect|\\beof\\b'),
    fix: MEND_SERVER,
  },
  'starttls-then-silent': {
    truth: 'The server says 220 to STARTTLS and then nothing.',
    preset: 'tls-handshake-stall',
    stage: 'tls',
    cause: HANDSHAKE_SILENT,
    fix: MEND_SERVER,
  },
  'implicit-tls-silent': {
    truth: 'The server on 465 accepts and never answers the TLS handshake.',
    preset: 'healthy',
    story: { listeners: SUBMISSIONS, rules: [at('tls').tls.stall('client-hello')] },
    settings: ON_465,
    stage: 'tls',
    cause: HANDSHAKE_SILENT,
    fix: MEND_SERVER,
  },
  'certificate-expired': {
    truth: 'The certificate has expired.',
    preset: 'cert-expired',
    stage: 'tls',
    cause: [/\bexpired\b/i],
    fix: [/\brenew|replace.{0,40}certificate|new certificate/i],
  },
  'certificate-self-signed': {
    truth: 'The certificate signed itself.',
    preset: 'cert-self-signed',
    stage: 'tls',
    cause: [/self[- ]?signed|signed itself/i],
    fix: TRUST_IT,
  },
  'certificate-wrong-name': {
    truth: 'The certificate is for another host.',
    preset: 'cert-wrong-host',
    stage: 'tls',
    cause: [
      ...near('name|host|certificate', 'mismatch|not match|does not match|not in the cert'),
      saying('certificate', 'not for|is for|another name|other name'),
    ],
    fix: [
      advises('other\\.example\\.test|name (?:from|in|of) the certificate'),
      /certificate (?:that|which) (?:lists|covers|names|includes)/i,
    ],
  },
  'certificate-chain-incomplete': {
    truth: 'The server does not send its intermediate certificate.',
    preset: 'cert-chain-incomplete',
    stage: 'tls',
    cause: [/\bintermediate\b/i, ...near('chain', 'incomplete|missing')],
    fix: [bids('send|include|add|install|append|serve|configure|point', 'intermediate|full ?chain|chain')],
  },
  'certificate-untrusted': {
    truth: 'The certificate comes from an authority that this machine does not trust.',
    preset: 'cert-unknown-ca',
    stage: 'tls',
    cause: [
      /\buntrusted\b|not trusted|nobody trusts|unable to get local issuer|unable to verify the first/i,
      saying('issuer|authority', 'unknown(?! CA)|not known|does not trust'),
    ],
    fix: TRUST_IT,
  },
  'tls-1.0-only': {
    truth: 'The server speaks TLS 1.0 and nothing newer.',
    preset: 'tls10-only',
    stage: 'tls',
    cause: [
      /TLS ?1\.0|TLSv1(?!\.)|unsupported protocol|protocol version|version too (?:low|old)/i,
      ...near('\\bTLS\\b|protocol', 'too old|outdated|obsolete'),
    ],
    fix: [bids('upgrade|update|enable|allow|configure|switch on', 'TLS ?v?1\\.[23]|server|OpenSSL')],
  },
  'no-common-cipher': {
    truth: 'The server has an ECDSA key and allows ciphers for RSA only: no client can agree with it.',
    preset: 'healthy',
    story: { listeners: BOTH, tls: { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA:AES128-SHA' } },
    stage: 'tls',
    cause: [
      /\bno (?:common |shared |mutual )?cipher|(?:common|shared|mutual) cipher|cipher.{0,40}(?:in common|shared|agree)/i,
    ],
    fix: [bids('enable|allow|add|configure|offer|widen|check', 'cipher|\\bkey\\b|certificate')],
  },
  'led-to-another-server': {
    truth: 'A firewall leads 587 to the mail server of the hoster; 465 reaches the right one.',
    preset: 'healthy',
    wire: { diverted: { port: 587, name: 'relay.hoster.test' } },
    stage: 'tls',
    cause: [
      /redirect|divert|intercept|in place of|another server|different server|\bled to\b/i,
      ...near('match|altnames|is for|mismatch', 'relay\\.hoster\\.test'),
    ],
    fix: [advises('\\b465\\b|implicit TLS'), ...near('redirect|divert|exempt|allow', 'ask|hoster|off|exempt')],
  },
  'antivirus-in-between': {
    truth: 'The mail shield of an antivirus program shows a certificate of its own.',
    preset: 'tls-intercepted',
    stage: 'tls',
    cause: [/antivirus|mail shield|intercept/i],
    fix: [bids('switch|turn|disable|exclude|exempt', 'shield|antivirus|inspection|scan'), ...TRUST_IT],
  },

  // Login
  'wrong-password': {
    truth: 'The password is wrong.',
    preset: 'auth-535-bad-credentials',
    settings: { password: 'wrong' },
    stage: 'auth',
    cause: near(
      'credential|password|user ?name|login',
      'invalid|wrong|incorrect|reject|not accepted|refus|denied|fail|bad',
    ),
    fix: [bids('check|correct|re-?enter|reset|type|copy|compare|try|use', 'password|user ?name|login|credential')],
  },
  'app-password': {
    truth: 'The provider wants an app password, and says so with 534.',
    preset: 'auth-534-app-password',
    stage: 'auth',
    cause: [/app(?:lication)?[- ]?(?:specific)? password/i],
    fix: [/app(?:lication)?[- ]?(?:specific)? password/i],
  },
  'basic-auth-disabled': {
    truth: 'The organisation has switched logins by password off (Microsoft 365, 535 5.7.139).',
    preset: 'auth-basic-disabled',
    stage: 'auth',
    cause: near(
      'SmtpClientAuthentication|SMTP AUTH|basic auth\\w*|logins? (?:by|with) password|password logins?',
      'disabled|off\\b',
    ),
    fix: [
      bids(
        'enable|switch on|turn on|allow|switch it on|have',
        'SMTP AUTH|SmtpClientAuthentication|authenticated SMTP|basic auth',
      ),
      bids('use|switch to|move to|with|by', '\\bOAuth'),
    ],
  },
  'login-not-offered': {
    truth: 'The server offers no login, not even after TLS.',
    preset: 'auth-not-offered',
    stage: 'auth',
    cause: near(
      '\\bAUTH\\b|authentication|login',
      'not (?:offer|advertis|support|avail|enabled|list)|no\\b|unsupported|without|missing',
    ),
    fix: LOGIN_ON_SERVER,
  },
  'login-only-before-tls': {
    truth: 'The server offers the login before TLS, and no more after it.',
    preset: 'healthy',
    story: {
      listeners: { submission: { mode: 'starttls', port: 587, policy: { tlsBeforeAuth: false } } },
      // The second EHLO of a connection is the one after TLS
      rules: [{ ...at('ehlo').hide('AUTH'), only: { rate: { per: 'session', limit: 1, windowMs: 60_000 } } }],
    },
    stage: 'auth',
    cause: near(
      '\\bAUTH\\b|authentication|login',
      'not (?:offer|advertis|support|avail|enabled|list)|no\\b|unsupported|only before|gone|missing',
    ),
    fix: LOGIN_ON_SERVER,
  },
  'login-needs-tls': {
    truth: 'The client is set to no encryption; the server takes no login without TLS.',
    preset: 'auth-requires-tls',
    settings: { mode: 'cleartext' },
    stage: 'auth',
    cause: [
      ...near('STARTTLS|\\bTLS\\b|encrypt', 'requires?|needs?|\\bmust\\b|first|without|until|unencrypted'),
      /cleartext.{0,60}(?:login|auth)|(?:login|auth).{0,60}cleartext/i,
    ],
    fix: [bids('set|use|switch|change|turn on|enable|issue', 'STARTTLS|\\bTLS\\b|\\b465\\b')],
  },

  // Sender and recipient
  'relay-denied': {
    truth: 'The client submits on port 25 without a login; the server takes mail for its own domains only.',
    preset: 'healthy',
    settings: { port: 25, password: null, envelope: true },
    stage: 'envelope',
    cause: [
      /relay(?:ing)? (?:access )?denied|not relay|own domains/i,
      ...near('relay', 'refus|reject|denied|not permitted'),
    ],
    fix: [
      bids('use|set|switch|turn on|enable|submit|log|change', '\\b(?:587|465)\\b|submission|\\blog ?in|authentication'),
    ],
  },
  'sender-refused': {
    truth: 'The login may not use this sender address.',
    preset: 'sender-not-owned',
    settings: { envelope: true },
    stage: 'envelope',
    cause: [/not owned|sender.{0,60}(?:reject|refus|not permitted|not allowed|may not)/i],
    fix: [bids('use|set|change|send|put|add', 'address|alias|\\bFrom\\b|sender'), /send as/i],
  },
};

/** Every case, in the order of the page. */
export const CASES: readonly Case[] = Object.entries(TOLD).map(
  ([id, { preset, story = {}, wire = {}, addresses = [SERVER_4], settings = {}, works = false, ...truth }]) => ({
    id,
    ...truth,
    works,
    settings: { ...USUAL, ...settings },
    world: {
      story: { preset, ...story },
      wire,
      names: { ...(addresses.length === 0 ? {} : { [SERVER]: addresses }), 'control.example.test': [CONTROL] },
    },
  }),
);
