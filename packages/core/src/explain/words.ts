import { type Cause, fill } from '../catalogue/cause.ts';

type Words = Readonly<Record<string, string>>;

/** How a template reads where a word is not known: nothing was tested, so less is known than after a run. */
const WITHOUT: readonly (readonly [word: string, from: string, to: string])[] = [
  ['host', 'The name {host}', 'That name'],
  ['host', 'spelling of {host}', 'spelling of the server name'],
  ['host', 'often smtp.{host} or mail.{host}', 'it often begins with smtp. or mail.'],
  ['host', 'is not for {host}', 'is for another name'],
  ['ports', 'outgoing {ports}', 'outgoing mail ports'],
  ['port', 'Port {port}', 'That port'],
  ['port', 'port {port}', 'that port'],
  ['seconds', ' for {seconds} s', ''],
  ['seconds', 'within {seconds} s', 'in time'],
  ['now', ' ({now})', ''],
  ['now', 'this machine believes it is {now}', 'this machine believes that it is earlier'],
  ['validTo', 'It was valid until {validTo}', 'The time it was valid for is over'],
  ['validFrom', 'It begins on {validFrom}', 'It begins on a later day'],
  ['subject', ' ({subject})', ''],
  ['issuer', 'signed by "{issuer}", which is', 'signed by a CA that is'],
  ['issuer', 'signed by "{issuer}"', 'signed by a CA'],
  ['from', 'as {from}', 'as that sender'],
  ['from', 'have {from} added', 'have the sender added'],
  ['to', 'The address {to}', 'The address of the recipient'],
  ['to', 'mail on to {to}', 'mail on to that recipient'],
  ['verb', 'turned us away at {verb}', 'turned us away'],
  ['verb', '{verb}', 'the client'],
  ['due', 'No {due}', 'No reply'],
  ['reply', ' with: {reply}', ' with a refusal.'],
  ['reply', ': {reply}', '.'],
  ['mechanisms', 'offers {mechanisms}; none of them fits {wanted}', 'offers no login method that the client can use'],
  ['ehlo', ' "EHLO {ehlo}"', ''],
  ['shown', '{shown}', 'It is for other names.'],
  ['usableName', ': {usableName}', ''],
  ['key', 'Its key is {key}, its signature {signature}: below', 'Its key or its signature is below'],
  ['sign', '{sign}: a firewall', 'A firewall'],
  ['sign', '{sign}. ', ''],
  ['encrypted', '{encrypted}', 'STARTTLS on 587 or SSL/TLS on 465'],
  ['address', '{address}', 'that address'],
  ['family', 'no {family} here', 'none of that IP version here'],
];

/** Said of a server without a name, in titles and causes. */
const NAMELESS: Words = {
  host: 'the server',
  ports: 'that port',
  Ports: 'That port',
  what: 'this mail',
  wants: 'wants STARTTLS',
  upgrade: ' and upgrades with STARTTLS',
  withheld: '',
  afterTls: '',
  mode: 'STARTTLS or to no encryption',
  when: 'in the middle',
  how: 'breaks',
  wanted: 'what the client can do',
  why: 'Nothing comes back from it',
  detail: 'see the words above',
};

/** The words of a cause, with what is known filled in. Never leaves a brace: what cannot be said is left out. */
export function wordsOf(cause: Cause, known: Words): Pick<Cause, 'title' | 'cause' | 'fix'> {
  const tell = (template: string): string => {
    const softened = soften(template, known);
    const all = { ...NAMELESS, ...known };
    const sentences = softened.split(/(?<=[.;]) /).flatMap((sentence) => fill(sentence, all) ?? []);
    return capital(sentences.join(' ').replace(/;$/, '.'));
  };
  const title = tell(cause.title);
  const { host, ports, Ports } = { ...NAMELESS, ...known };
  const places = { ...known, host, ports, Ports } as Words;
  const short = title === '' ? cause.title.replace(/\s*\{\w+\}/g, '') : title;
  return {
    title: short,
    cause: tell(cause.cause) || `${short}.`,
    fix: cause.fix.flatMap((line) => fill(soften(line, known), places) ?? []).map(capital),
  };
}

function soften(template: string, known: Words): string {
  let text = template;
  for (const [word, from, to] of WITHOUT) if (known[word] === undefined) text = text.replaceAll(from, to);
  return text;
}

/** A server without a name may stand at the beginning of a sentence; a host name keeps its letters. */
const capital = (text: string): string =>
  text.replace(/^(?:the server|that port)\b/, (start) => start.charAt(0).toUpperCase() + start.slice(1));
