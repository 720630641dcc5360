import type { Session, Verb, Violation } from '@smtp-triage/core/dialogue';
import type { Path, WireVerb } from './command-line.ts';
import type { MachineConfig, Policy } from './config.ts';
import { REPLIES, type Reply } from './replies.ts';

/** Replies to verbs that may come at any time and change nothing, and to RSET (RFC 5321 §4.1.1.5 to §4.1.1.9). */
export const ASIDES: Readonly<Record<Extract<WireVerb, 'RSET' | 'NOOP' | 'VRFY' | 'EXPN' | 'HELP'>, Reply>> = {
  RSET: REPLIES.reset,
  NOOP: REPLIES.ok,
  VRFY: REPLIES.cannotVerify,
  EXPN: REPLIES.notImplemented,
  HELP: REPLIES.help,
};

/** What RFC 1870, 6152, 6531, 4954 and 3461 add to MAIL. */
const MAIL_PARAMETERS: ReadonlySet<string> = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'AUTH', 'RET', 'ENVID']);

/** The reply to MAIL (RFC 5321 §4.1.1.2); path null when its argument has another form. */
export function answerMail(path: Path | null, session: Session, config: MachineConfig): Reply {
  const { policy } = config;
  if (policy.tlsBeforeMail && !session.tls) return REPLIES.tlsFirst;
  if (policy.login === 'mail' && !session.authenticated) return REPLIES.loginFirst;
  if (path === null) return REPLIES.badSender;
  if (Object.keys(path.parameters).some((name) => !MAIL_PARAMETERS.has(name))) return REPLIES.badParameter;
  // RFC 1870 §6.1: a declared size is refused before the message is sent
  const size = path.parameters['SIZE'] ?? '0';
  if (!/^\d{1,20}$/.test(size)) return REPLIES.badSize;
  return Number(size) > config.maxSize ? REPLIES.tooLarge : REPLIES.senderOk;
}

/** The reply to RCPT (RFC 5321 §4.1.1.3), when so many recipients have been taken already. */
export function answerRcpt(path: Path | null, taken: number, session: Session, config: MachineConfig): Reply {
  if (path === null || path.address === '') return REPLIES.badRecipient;
  if (!session.authenticated && config.policy.login === 'relay' && isForeign(path.address, config.policy)) {
    return REPLIES.relayDenied;
  }
  // RFC 5321 §4.5.3.1.10: 452, never 552
  return taken < config.maxRecipients ? REPLIES.recipientOk : REPLIES.tooManyRecipients;
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
