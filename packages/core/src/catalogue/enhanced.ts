import type { Verb } from '../dialogue/index.ts';
import type { CodedReply } from './registered.ts';

/**
 * What enhanced codes and reply codes say by themselves, for replies the catalogue does not know. Details as in the IANA
 * registry of RFC 5248 (RFC 3463, 3886, 4468, 4954, 6531, 6710, 7293, 7372, 7505, 8617, 8689), gathered 2026-11.
 */
const DETAILS: Readonly<Record<string, string>> = {
  '0.0': 'The server gives no closer reason',
  '1.0': 'Something about an address is wrong',
  '1.1': 'The recipient does not exist at that domain',
  '1.2': 'The domain of the recipient does not exist or takes no mail',
  '1.3': 'The recipient is not written as an address must be',
  '1.4': 'The recipient stands for more than one mailbox',
  '1.5': 'The recipient is valid',
  '1.6': 'The recipient has moved and left no new address',
  '1.7': 'The sender is not written as an address must be',
  '1.8': 'The domain of the sender does not exist or takes no mail',
  '1.9': 'The mail was passed on to a system that reports no delivery',
  '1.10': 'The domain of the recipient says that it takes no mail',
  '2.0': 'Something about the mailbox is wrong',
  '2.1': 'The mailbox is switched off',
  '2.2': 'The mailbox is full',
  '2.3': 'The message is longer than that mailbox takes',
  '2.4': 'The mailing list could not be resolved into its members',
  '3.0': 'Something about the mail system is wrong',
  '3.1': 'The mail system has no space left',
  '3.2': 'The host takes no mail',
  '3.3': 'The mail system lacks a feature that this mail needs',
  '3.4': 'The message is larger than the mail system takes',
  '3.5': 'The mail system is not set up correctly',
  '3.6': 'The priority of the message was changed',
  '4.0': 'Something about the network or the route is wrong',
  '4.1': 'The next host did not answer',
  '4.2': 'The connection broke or timed out',
  '4.3': 'The server could not look up the route, mostly in the DNS',
  '4.4': 'The server knows no route to the recipient',
  '4.5': 'The mail system is overloaded',
  '4.6': 'The mail runs in a circle',
  '4.7': 'The mail waited too long and was given up',
  '5.0': 'Something about the SMTP dialogue is wrong',
  '5.1': 'The command is unknown, or came out of turn',
  '5.2': 'The server could not read the command',
  '5.3': 'There are more recipients than the server takes at once',
  '5.4': 'The server does not take this argument of the command',
  '5.5': 'The two sides speak different versions of the protocol',
  '5.6': 'A line of the login was longer than the server takes',
  '6.0': 'Something about the content of the message is wrong',
  '6.1': 'The server or recipient does not take content of this kind',
  '6.2': 'The content would have to be converted, which is forbidden',
  '6.3': 'The content would have to be converted, which the server cannot do',
  '6.4': 'The content was converted, and something was lost',
  '6.5': 'The content could not be converted',
  '6.6': 'The content of the message could not be fetched',
  '6.7': 'Addresses with letters beyond ASCII are not allowed for this sender or recipient',
  '6.8': 'The answer would need letters beyond ASCII, which your client did not allow',
  '6.9': 'A recipient cannot take headers with letters beyond ASCII',
  '6.10': 'The answer would need letters beyond ASCII, which your client did not allow',
  '7.0': 'A rule about security is in the way',
  '7.1': 'You may not send this mail this way',
  '7.2': 'You may not write to this mailing list',
  '7.3': 'The mail would have to change its protection, which is not possible',
  '7.4': 'The server does not have the security feature that was asked for, such as the login method',
  '7.5': 'The mail is protected in a way the server could not undo or check',
  '7.6': 'The server does not know the cryptographic algorithm',
  '7.7': 'The message was changed on its way',
  '7.8': 'User name or password was not accepted',
  '7.9': 'The login method is too weak for this server',
  '7.10': 'The server wants encryption first',
  '7.11': 'The server takes this login method only over an encrypted connection',
  '7.12': 'The account must log in once with the method PLAIN before this one works',
  '7.13': 'The account is switched off',
  '7.14': 'The server is not trusted by another one that holds the content of the message',
  '7.15': 'The priority of the message is too low for the server at present',
  '7.16': 'The message is too large for its priority',
  '7.17': 'The mailbox belongs to somebody else now',
  '7.18': 'The domain belongs to somebody else now',
  '7.19': 'The server cannot tell since when the mailbox belongs to its owner',
  '7.20': 'The message has no valid DKIM signature',
  '7.21': 'The message has no DKIM signature that the server accepts',
  '7.22': 'No valid DKIM signature is by the domain of the author',
  '7.23': 'SPF says that this machine may not send for the sender domain',
  '7.24': 'The SPF record of the sender domain could not be evaluated',
  '7.25': 'Your address has no matching reverse DNS name',
  '7.26': 'Several checks of the sender failed, such as SPF and DKIM',
  '7.27': 'The domain of the sender says that it takes no mail',
  '7.28': 'The server sees a flood of mail',
  '7.29': 'The chain of ARC seals on the message is broken',
  '7.30': 'The mail must travel encrypted all the way, and the next server cannot promise that',
};

const SUBJECTS: readonly string[] = [
  'The server gives no closer reason',
  'Something about an address is wrong',
  'Something about the mailbox is wrong',
  'Something about the mail system is wrong',
  'Something about the network or the route is wrong',
  'Something about the SMTP dialogue is wrong',
  'Something about the content of the message is wrong',
  'A rule about security or policy is in the way',
];

/** The details that say something of a success; all others are reasons for a failure. */
const REMARKS: ReadonlySet<string> = new Set(['1.5', '1.9', '3.6', '6.4', '6.8', '6.10']);

/** What an enhanced code says, in one sentence, from its detail, else its subject, else its class; null if it is none. */
export function describeEnhanced(enhanced: string): string | null {
  const [, kind = '', subject = '', detail = ''] = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(enhanced) ?? [];
  if (kind === '') return null;
  const key = `${Number(subject)}.${Number(detail)}`;
  const known = Object.hasOwn(DETAILS, key) ? DETAILS[key] : undefined;
  if (kind === '2') return REMARKS.has(key) ? `It worked: ${known}.` : 'It worked.';
  const said = known ?? SUBJECTS[Number(subject)];
  if (said === undefined) return kind === '4' ? 'It did not work for now.' : 'It was refused for good.';
  return kind === '4' ? `${said}; trying again later may work.` : `${said}.`;
}

/** What a code says in answer to one command, where that is more than it says anywhere. */
const ANSWERS: Readonly<Partial<Record<Verb, Readonly<Record<number, string>>>>> = {
  CONNECT: {
    220: 'The server is ready.',
    421: 'The server is not ready: too busy, going down, or it does not want this address.',
    521: 'This host takes no mail at all.',
    554: 'The server does not talk to this address, or takes no mail here.',
  },
  STARTTLS: {
    220: 'The server is ready for the TLS handshake.',
    454: 'The server cannot start TLS at the moment.',
    501: 'The server takes no argument with STARTTLS.',
    503: 'STARTTLS came out of turn: TLS is on already, or not offered here.',
  },
  AUTH: {
    432: 'The account must log in once with the method PLAIN before this one works.',
    454: 'The server cannot check logins at the moment.',
    500: 'The server does not know AUTH, or the line was too long for it.',
    501: 'The login was malformed or broken off.',
    503: 'AUTH came out of turn: no login is offered here, or one was made already.',
    504: 'The server does not have this login method.',
    530: 'The server wants encryption before a login.',
  },
  RCPT: {
    450: 'The server does not take this recipient for now.',
    550: 'The server does not take this recipient: it does not exist, or may not be written to from here.',
    551: 'The recipient is not at this server, and it does not pass mail on.',
    552: 'The mailbox of the recipient is full.',
    553: 'The server does not allow this recipient.',
    454: 'The server does not pass mail on for you.',
  },
  MAIL: {
    530: 'The server wants a login, or encryption, before it takes mail.',
    550: 'The server does not take mail from this sender.',
    552: 'The message is too large, or the storage is full.',
    553: 'The server does not allow this sender.',
  },
  TEXT: {
    250: 'The server took the message.',
    550: 'The server refuses the message.',
    552: 'The message is too large.',
    554: 'The server refuses the message.',
  },
};

const CODES: Readonly<Record<number, string>> = {
  211: 'The server tells its state, or gives help.',
  214: 'The server gives help.',
  220: 'The server is ready.',
  221: 'The server closes the connection, as it was asked to.',
  235: 'The login worked.',
  250: 'Done.',
  251: 'The recipient is elsewhere, and the server will pass the mail on.',
  252: 'The server does not say whether the recipient exists, but will try.',
  334: 'The server waits for the next part of the login.',
  354: 'The server waits for the message.',
  421: 'The server closes the connection: too busy, going down, or tired of waiting.',
  432: 'The account must log in once with the method PLAIN, or has too many connections.',
  450: 'The mailbox cannot be used for now: busy, or the server puts the mail off.',
  451: 'The server has a fault of its own for now, or puts the mail off.',
  452: 'The server has no space left for now, or there are too many recipients.',
  453: 'There is no mail for you.',
  454: 'What was asked for is not available for now.',
  455: 'The server cannot do this for now as it was asked.',
  500: 'The server does not know the command, or the line was too long for it.',
  501: 'The server does not take this argument of the command.',
  502: 'The server does not have this command.',
  503: 'The command came out of turn.',
  504: 'The server does not have what this argument asks for.',
  521: 'This host takes no mail.',
  523: 'The server wants encryption before a login.',
  524: 'The server takes this login method only over an encrypted connection.',
  525: 'The account is switched off.',
  530: 'The server wants a login, or encryption, first.',
  534: 'The login method is too weak for this server.',
  535: 'User name or password was not accepted.',
  538: 'The server takes this login method only over an encrypted connection.',
  550: 'The server refuses: no such mailbox, no access, or a rule against it.',
  551: 'The recipient is not at this server.',
  552: 'The message is too large, or the storage is full.',
  553: 'The server does not allow this address.',
  554: 'The server refuses, for a reason that only its words can tell.',
  555: 'The server does not know these parameters of the sender or recipient.',
  556: 'The domain of the recipient takes no mail.',
};

const CLASSES: readonly string[] = ['', '', 'Done.', 'The server waits for more.', 'Not for now.', 'Refused.'];

/**
 * What the codes of a refusal stand for by registration, in one sentence that names the one that says most: an enhanced
 * code with a detail of its own, else the reply code. Null for what is no refusal.
 *
 * @example
 * describeReply({ code: 554, enhanced: '5.3.4', to: 'MAIL' }); // 'The code 5.3.4 stands for: The message is larger …'
 */
export function describeReply({ code, enhanced, to }: CodedReply): string | null {
  const byCode = code < 400 ? null : describeCode(code, to);
  if (byCode === null) return null;
  const says = enhanced !== null && hasDetail(enhanced) ? describeEnhanced(enhanced) : null;
  return says === null ? `The code ${code} stands for: ${byCode}` : `The code ${enhanced} stands for: ${says}`;
}

/** X.Y.0 says only that it is about Y; the reply code says as much. */
function hasDetail(enhanced: string): boolean {
  const [, subject = '', detail = ''] = enhanced.split('.');
  return Number(detail) !== 0 && Object.hasOwn(DETAILS, `${Number(subject)}.${Number(detail)}`);
}

/** What a reply code says, in one sentence, in answer to a command; null if it is no SMTP reply code. */
export function describeCode(code: number, verb: Verb | null): string | null {
  if (!Number.isInteger(code) || code < 200 || code > 599) return null;
  const answers = verb === null ? undefined : ANSWERS[verb === 'CONTINUE' ? 'AUTH' : verb];
  return answers?.[code] ?? CODES[code] ?? CLASSES[Math.floor(code / 100)] ?? null;
}
