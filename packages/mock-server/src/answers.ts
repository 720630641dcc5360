import type { Session, Verb, Violation } from '@smtp-triage/core/dialogue';
import type { Path } from './command-line.ts';
import type { MachineConfig, Policy } from './config.ts';
import type { MailParameters, RcptParameters, Read } from './parameters.ts';
import { REPLIES, type Reply, reply } from './replies.ts';
import type { Transaction } from './transaction.ts';

/** The reply to MAIL (RFC 5321 §4.1.1.2); path null when its argument has another form. */
export function answerMail(
  path: Path | null,
  read: Read<MailParameters> | null,
  session: Session,
  { policy, maxSize }: MachineConfig,
): Reply {
  if (policy.tlsBeforeMail && !session.tls) return REPLIES.tlsFirst;
  if (policy.login === 'mail' && !session.authenticated) return REPLIES.loginFirst;
  if (path === null || read === null) return REPLIES.badSender;
  if (!read.ok) return read.refusal;
  if (!isAsciiText(path.address) && !read.declared.smtputf8) return REPLIES.needsUtf8;
  // RFC 1870 §6.1: a declared size is refused before the message is sent
  return (read.declared.size ?? 0) > maxSize ? REPLIES.tooLarge : REPLIES.senderOk;
}

/** The reply to RCPT (RFC 5321 §4.1.1.3) in a transaction. */
export function answerRcpt(
  path: Path | null,
  read: Read<RcptParameters> | null,
  mail: Transaction | null,
  session: Session,
  { policy, maxRecipients }: MachineConfig,
): Reply {
  if (path === null || read === null || path.address === '') return REPLIES.badRecipient;
  if (!read.ok) return read.refusal;
  if (!isAsciiText(path.address) && mail?.declared.smtputf8 !== true) return REPLIES.needsUtf8;
  if (!session.authenticated && policy.login === 'relay' && isForeign(path.address, policy)) return REPLIES.relayDenied;
  // RFC 5321 §4.5.3.1.10: 452, never 552
  return (mail?.recipients.length ?? 0) < maxRecipients ? REPLIES.recipientOk : REPLIES.tooManyRecipients;
}

/** What `550-5.1.1@mock.test` asks for: the reply that the address names, or null. */
export function addressReply(address: string): Reply | null {
  const [, code, enhanced = null] = /^([245]\d\d)(?:-([245]\.\d{1,3}\.\d{1,3}))?@/.exec(address) ?? [];
  return code === undefined ? null : reply(Number(code), enhanced, 'As the address says');
}

/**
 * The reply to a command that the table does not allow now (RFC 5321 §4.2.4): 502 for what this server does not have, 503 for
 * what it has, but not now; and 530 for AUTH before TLS where policy is the reason that it is not offered.
 */
export function refusalOf(violation: Violation, verb: Verb, session: Session, policy: Policy): Reply {
  if (violation.kind !== 'guard-not-met') return REPLIES.outOfOrder;
  if (verb === 'AUTH' && policy.tlsBeforeAuth && !session.tls) return REPLIES.tlsFirst;
  return violation.expected.some((guard) => guard.startsWith('offers ')) ? REPLIES.notImplemented : REPLIES.outOfOrder;
}

/** RFC 5321 §4.5.1: postmaster without a domain is local everywhere. */
function isForeign(address: string, { localDomains }: Policy): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domain !== 'postmaster' && !localDomains.includes(domain);
}

/** RFC 6531 §3.3: other addresses need SMTPUTF8. */
const isAsciiText = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
