import type { Tables } from './tables.ts';
import type { Meaning, Pair, Saying, Syntax } from './types.ts';

/** What is left of a key's name, in small letters without signs, once "smtp" or "mail" is taken off. */
const NAMES: Readonly<Record<Exclude<Meaning, 'place' | 'provider'> | Encryption, string>> = {
  host: 'host hostname server servername serverhost serverhostname serveraddress mailserver address addr relay relayhost smarthost hostaddress hostaddr',
  port: 'port serverport hostport portnumber serverportnumber',
  url: 'url uri dsn connectionurl connectionstring connection',
  user: 'user username login loginname hostuser account loginuser authuser authusername serveruser serverusername',
  password:
    'password pass hostpassword passwd pwd authpass authpassword loginpassword apppassword userpassword serverpassword',
  from: 'from fromaddress fromemail sender defaultfrom senderaddress senderemail fromaddr defaultsender',
  ehlo: 'helo ehlo heloname ehloname helohost localname',
  secure: 'secure',
  word: 'security encryption encryptionmethod encryptiontype secureconnection connectionsecurity crypto tlsmode securitytype sslmode encryptionmode',
  ssl: 'ssl usessl enablessl sslenabled sslenable sslon hostssl hostsslenabled',
  tls: 'tls usetls enabletls tlsenabled tlsenable ssltls tlsssl usessltls usetlsssl',
  starttls:
    'starttls usestarttls enablestarttls starttlsenabled starttlsenable starttlsrequired requirestarttls requiretls enablestarttlsauto tlsstarttls',
};

/** Kinds of keys that speak of encryption: one that names a mode, and switches. */
type Encryption = 'secure' | 'word' | 'ssl' | 'tls' | 'starttls';
const MEANINGS = new Map(
  Object.entries(NAMES).flatMap(([meaning, names]) =>
    names.split(' ').map((name) => [name, meaning as keyof typeof NAMES]),
  ),
);

const IMPLICIT = [
  'ssl',
  'smtps',
  'implicit',
  'implicit-tls',
  'implicit tls',
  'ssl/tls',
  'tls/ssl',
  'ssltls',
  'force_tls',
  'tls-wrapper',
];
const UPGRADE = [
  'starttls',
  'smtp+starttls',
  'start_tls',
  'start-tls',
  'explicit',
  'explicit-tls',
  'explicit tls',
  'tls',
  'required',
  'always',
  'mandatory',
];
const OFF = ['none', 'off', 'plain', 'plaintext', 'cleartext', 'unencrypted', 'insecure', 'no encryption', 'null'];
const ENCRYPTION: readonly Encryption[] = ['word', 'secure', 'ssl', 'starttls', 'tls'];

/** What a scheme of a URL says, whoever reads it. */
const SCHEMES: readonly Saying[] = [
  { when: { scheme: ['smtps', 'submissions', 'smtp+ssl', 'smtp+tls', 'smtpssl'] }, mode: 'implicit-tls' },
  { when: { scheme: ['submission', 'smtp+starttls', 'smtptls'] }, mode: 'starttls' },
  { when: { scheme: ['smtp'] }, mode: 'starttls', optional: true },
];

/** Tables for settings whose client nobody knows, made of what their keys are called. */
export function genericTables(pairs: readonly Pair[], syntax: Syntax): Tables {
  const keys: Record<string, string[]> = { host: [], port: [], url: [], user: [], password: [], from: [], ehlo: [] };
  const encryption = new Map<Encryption, string[]>();
  for (const { key, value } of pairs) {
    const meaning = meaningOf(key, syntax);
    // `smtp:` with nothing behind it is a heading
    if (meaning === null || (value === '' && /(?:^|\.)smtp$/i.test(key))) continue;
    // An "address" with an @ is the sender's
    const place = meaning === 'host' && /addr/i.test(key) && value.includes('@') ? 'from' : meaning;
    const list = keys[place] ?? encryption.get(place as Encryption) ?? [];
    if (!list.includes(key) && list.length < 20) list.push(key);
    if (keys[place] === undefined) encryption.set(place as Encryption, list);
  }
  if (syntax === 'url') for (const meaning of ['host', 'port', 'user', 'password']) keys[meaning]?.push(meaning);
  // Of `server_name` and `email.smtp_host` the second is surely about mail
  const ordered = Object.entries(keys).map(([meaning, list]) => [meaning, list.toSorted(byMail)] as const);
  const modes = [...modesOf(encryption), ...SCHEMES];
  return { keys: Object.fromEntries(ordered), modes, stringsAreTrue: false, port: null };
}

const byMail = (a: string, b: string): number => Number(/smtp|mail/i.test(b)) - Number(/smtp|mail/i.test(a));

/** What the name of a key says it is for, or null. */
export function meaningOf(key: string, syntax: Syntax): keyof typeof NAMES | null {
  if (key.endsWith('()')) return null;
  // "Port (25)", "Port (465/587)": what stands in brackets is an example
  const parts = key
    .toLowerCase()
    .replace(/ \([\d/, ]+\)/, '')
    .split('.');
  // What is left of another language's word is not its meaning
  if (/[^\p{ASCII}]/u.test(parts.at(-1) ?? '')) return null;
  const last = (parts.at(-1) ?? '').replace(/[^a-z0-9]/g, '');
  const whole = parts
    .slice(-2)
    .join('')
    .replace(/[^a-z0-9]/g, '');
  const isMail = /smtp|mail|outgoing|postausgang/;
  // In the environment HOST and PORT are those of the program itself
  const isAlone = parts.length === 1 && syntax !== 'env';
  const bare = MEANINGS.get(last);
  if (bare !== undefined && (isAlone || isMail.test(key.slice(0, key.lastIndexOf('.')).toLowerCase()))) return bare;
  const sign = ['smtp', 'outgoingmail', 'mailer', 'email', 'mail', 'outgoing'].find((each) => whole.includes(each));
  if (sign === undefined) return null;
  // A name may say it twice: AIRFLOW__SMTP__SMTP_HOST
  const behind = (at: number): string => whole.slice(at + sign.length);
  const rest = behind(whole.indexOf(sign));
  if (rest === '') return sign === 'smtp' ? 'host' : null;
  return MEANINGS.get(rest) ?? MEANINGS.get(behind(whole.lastIndexOf(sign))) ?? null;
}

/** Words first, then switches that are on, then switches that are off: what is on says more. */
function modesOf(encryption: ReadonlyMap<Encryption, readonly string[]>): readonly Saying[] {
  const all = ENCRYPTION.flatMap((kind) => (encryption.get(kind) ?? []).map((key) => ({ kind, key })));
  const words = all.flatMap(({ key }): readonly Saying[] => [
    { when: { [key]: IMPLICIT }, mode: 'implicit-tls' },
    { when: { [key]: UPGRADE }, mode: 'starttls' },
  ]);
  const off = all
    .filter(({ kind }) => kind === 'word' || kind === 'secure')
    .map(({ key }): Saying => ({ when: { [key]: OFF }, mode: 'cleartext' }));
  const on = all.flatMap(({ kind, key }): readonly Saying[] => {
    const when = { [key]: ['true'] };
    if (kind === 'ssl' || kind === 'secure') return [{ when, mode: 'implicit-tls' }];
    if (kind === 'starttls') return [{ when, mode: 'starttls' }];
    // "TLS: yes" is said of both modes; the port tells
    return [
      { when, port: [465], mode: 'implicit-tls' },
      { when, mode: 'starttls' },
    ];
  });
  // Without a word of STARTTLS many clients still upgrade where it is offered
  const rest = all.map(({ key }): Saying => ({ when: { [key]: ['false'] }, mode: 'starttls', optional: true }));
  return [...words, ...off, ...on, ...rest];
}
