import type { Verb } from '../dialogue/index.ts';
import type { Code } from './causes.ts';

/** A refusal as far as its codes go. `to`: the command it answers, or null where that is not known. */
export type CodedReply = { readonly code: number; readonly enhanced: string | null; readonly to: Verb | null };

/** What the registered codes come to. `sure`: they name the cause; otherwise they only leave no better one. */
export type Registered = { readonly finding: Code; readonly sure: boolean };

type Row = {
  readonly finding: Code;
  readonly codes?: readonly number[];
  /** Details of enhanced codes without their class; `3.*` stands for all of a subject. */
  readonly details?: readonly string[];
  /** 4: for now only; 5: for good only. */
  readonly kind?: 4 | 5;
  /** What it must answer; null: it is not known what. */
  readonly to?: readonly (Verb | null)[];
};

const LOGIN: readonly Verb[] = ['AUTH', 'CONTINUE'];
const LOGIN_OR_UNKNOWN: readonly (Verb | null)[] = [...LOGIN, null];
const MESSAGE: readonly Verb[] = ['DATA', 'TEXT', 'BDAT'];
const TO_RECIPIENT: readonly Verb[] = ['RCPT', ...MESSAGE];
const ENVELOPE: readonly Verb[] = ['MAIL', ...TO_RECIPIENT];

/** Reply codes that stand for one thing wherever they are said (RFC 5321 §4.2.3, RFC 4954 §6, RFC 5248 §2.4, RFC 7504). */
const BY_CODE: readonly Row[] = [
  { finding: 'auth-requires-tls', codes: [523, 524, 538] },
  { finding: 'auth-requires-tls', codes: [530], to: LOGIN },
  { finding: 'submission-requires-auth', codes: [530], to: ENVELOPE },
  { finding: 'auth-mechanism-unsupported', codes: [534], to: LOGIN_OR_UNKNOWN },
  { finding: 'auth-mechanism-unsupported', codes: [500, 502, 504], to: LOGIN },
  { finding: 'auth-account-locked', codes: [525], to: LOGIN_OR_UNKNOWN },
  { finding: 'auth-credentials-rejected', codes: [535], to: LOGIN_OR_UNKNOWN },
];

/** Enhanced codes (RFC 3463, the registry of RFC 5248), the narrower ones first. Those that say too little are not here: 5.7.1 … */
const BY_DETAIL: readonly Row[] = [
  { finding: 'auth-requires-tls', details: ['7.10', '7.11'], kind: 5 },
  { finding: 'auth-account-locked', details: ['2.1'], kind: 5, to: LOGIN },
  { finding: 'auth-account-locked', details: ['7.13'], kind: 5 },
  { finding: 'auth-mechanism-unsupported', details: ['7.4', '5.4'], to: LOGIN },
  { finding: 'auth-mechanism-unsupported', details: ['7.9', '7.12'] },
  { finding: 'submission-requires-auth', details: ['7.8'], kind: 5, to: ENVELOPE },
  { finding: 'auth-credentials-rejected', details: ['7.8'], kind: 5 },
  { finding: 'rate-limited', details: ['7.28', '5.3'] },
  // A full mailbox is the recipient's, whatever code stands before it
  { finding: 'policy-rejected', details: ['2.2'], to: ENVELOPE },
  { finding: 'message-too-large', details: ['2.3', '3.4', '7.16'] },
  { finding: 'sender-not-permitted', details: ['1.7', '1.8', '7.27'], to: ENVELOPE },
  { finding: 'sender-not-permitted', details: ['1.0', '1.1', '1.3'], kind: 5, to: ['MAIL'] },
  {
    finding: 'recipient-unknown',
    details: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.6', '1.10'],
    kind: 5,
    to: TO_RECIPIENT,
  },
  { finding: 'recipient-unknown', details: ['2.1', '7.17', '7.18'], kind: 5, to: TO_RECIPIENT },
  { finding: 'recipient-unknown', details: ['1.1', '1.2', '1.10'], kind: 5 },
  { finding: 'content-rejected', details: ['7.20', '7.21', '7.22', '7.26', '7.29', '6.*'], kind: 5, to: MESSAGE },
  { finding: 'server-fault', details: ['3.*', '4.*'], kind: 4, to: ENVELOPE },
  { finding: 'server-fault', details: ['3.1', '3.5'], kind: 5, to: [...LOGIN, ...ENVELOPE] },
  { finding: 'protocol-violation', details: ['5.1', '5.2', '5.5'], kind: 5, to: [...LOGIN, ...ENVELOPE] },
];

/** Reply codes that are used for more than they were made for: what the words say comes before them. */
const BY_CODE_AT_LAST: readonly Row[] = [
  { finding: 'message-too-large', codes: [552], to: ENVELOPE },
  { finding: 'recipient-relay-denied', codes: [551] },
  { finding: 'recipient-unknown', codes: [556] },
  { finding: 'sender-not-permitted', codes: [553], to: ['MAIL'] },
  { finding: 'protocol-violation', codes: [500, 502, 503], to: [...LOGIN, ...ENVELOPE] },
  { finding: 'auth-temporarily-unavailable', kind: 4, to: LOGIN },
  { finding: 'greylisted', details: ['1.*', '2.*', '7.*'], kind: 4, to: ENVELOPE },
  { finding: 'server-fault', codes: [451, 452], to: ENVELOPE },
  { finding: 'greylisted', kind: 4, to: ENVELOPE },
];

/**
 * What a refusal is by its registered codes alone, whatever its words and in whatever language: code before enhanced
 * code. Null where they leave it open. For replies that nobody has seen before.
 */
export function registeredFinding(reply: CodedReply): Registered | null {
  if (reply.code < 400) return null;
  const details = detailsOf(reply);
  const sure = SURE.find((row) => fits(row, reply, details));
  if (sure !== undefined) return { finding: sure.finding, sure: true };
  const last = BY_CODE_AT_LAST.find((row) => fits(row, reply, details));
  return last === undefined ? null : { finding: last.finding, sure: false };
}

const SURE: readonly Row[] = [...BY_CODE, ...BY_DETAIL];

function fits({ codes, details, kind, to }: Row, reply: CodedReply, said: readonly string[]): boolean {
  return (
    (kind === undefined || kind === Math.floor(reply.code / 100)) &&
    (codes === undefined || codes.includes(reply.code)) &&
    (to === undefined || to.includes(reply.to)) &&
    // Last, since it takes longest: a hostile trace may hold ten thousand refusals
    (details === undefined || said.some((detail) => details.includes(detail)))
  );
}

/** What rows may say of an enhanced code; nothing where its class is not that of the reply code (RFC 2034 §4). */
function detailsOf({ code, enhanced }: CodedReply): readonly string[] {
  if (enhanced === null) return [];
  const [kind = '', subject = '', detail = ''] = enhanced.split('.');
  if (Number(kind) !== Math.floor(code / 100)) return [];
  return [`${Number(subject)}.${Number(detail)}`, `${Number(subject)}.*`];
}
