import type { Path } from './command-line.ts';
import { REPLIES, type Reply } from './replies.ts';

/** What a client declared with MAIL; null or false for what it did not say. */
export type MailParameters = {
  /** RFC 1870 §5. */
  readonly size: number | null;
  /** RFC 6152 §2. */
  readonly body: '7BIT' | '8BITMIME' | null;
  /** RFC 6531 §3.4. */
  readonly smtputf8: boolean;
  /** Who submitted the message first (RFC 4954 §5): a mailbox, or empty for `<>`. */
  readonly auth: string | null;
  /** How much of the message a failure notice is to bring back (RFC 3461 §4.3). */
  readonly ret: 'FULL' | 'HDRS' | null;
  /** The sender's name for this envelope (RFC 3461 §4.4), decoded. */
  readonly envid: string | null;
};

/** When somebody wants to be told about a recipient (RFC 3461 §4.1). */
export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

/** What a client declared with RCPT. */
export type RcptParameters = {
  readonly notify: readonly Notify[] | null;
  /** The recipient as the sender named it first (RFC 3461 §4.2), decoded. */
  readonly orcpt: { readonly type: string; readonly address: string } | null;
};

/** A recipient that was taken. */
export type Recipient = RcptParameters & { readonly address: string };

/** Parameters that were understood, or the reply that refuses them. */
export type Read<Parameters> =
  | { readonly ok: true; readonly declared: Parameters }
  | { readonly ok: false; readonly refusal: Reply };

/** Who offers a parameter, and how its value is read: null when it is wrong. */
type Reader<Parameters> = {
  readonly offer: string;
  readonly read: (value: string | null) => Partial<Parameters> | null;
  readonly refusal?: Reply;
};
type Readers<Parameters> = ReadonlyMap<string, Reader<Parameters>>;

/** A MAIL without parameters. */
export const NOTHING_MAILED: MailParameters = {
  size: null,
  body: null,
  smtputf8: false,
  auth: null,
  ret: null,
  envid: null,
};
/** A RCPT without parameters. */
export const NOTHING_ASKED: RcptParameters = { notify: null, orcpt: null };

const MAIL: Readers<MailParameters> = new Map<string, Reader<MailParameters>>([
  [
    'SIZE',
    {
      offer: 'SIZE',
      read: (value) => (value !== null && /^\d{1,20}$/.test(value) ? { size: Number(value) } : null),
      refusal: REPLIES.badSize,
    },
  ],
  ['BODY', { offer: '8BITMIME', read: (value) => oneOf(['7BIT', '8BITMIME'], value, (body) => ({ body })) }],
  ['SMTPUTF8', { offer: 'SMTPUTF8', read: (value) => (value === null ? { smtputf8: true } : null) }],
  [
    'AUTH',
    {
      offer: 'AUTH',
      read: (value) => {
        const auth = value === '<>' ? '' : xtext(value);
        return auth === null ? null : { auth };
      },
    },
  ],
  ['RET', { offer: 'DSN', read: (value) => oneOf(['FULL', 'HDRS'], value, (ret) => ({ ret })) }],
  [
    'ENVID',
    {
      offer: 'DSN',
      read: (value) => {
        const envid = value !== null && value.length > 100 ? null : xtext(value); // RFC 3461 §4.4
        return envid === null ? null : { envid };
      },
    },
  ],
]);

const RCPT: Readers<RcptParameters> = new Map<string, Reader<RcptParameters>>([
  ['NOTIFY', { offer: 'DSN', read: notifyOf }],
  ['ORCPT', { offer: 'DSN', read: orcptOf }],
]);

/** Reads what follows the reverse-path; a parameter that nobody offered is refused with 555 (RFC 5321 §4.1.1.11). */
export const readMail = (path: Path, offers: readonly string[]): Read<MailParameters> =>
  read(MAIL, NOTHING_MAILED, path.parameters, offers);

/** Reads what follows the forward-path. */
export const readRcpt = (path: Path, offers: readonly string[]): Read<RcptParameters> =>
  read(RCPT, NOTHING_ASKED, path.parameters, offers);

function read<Parameters>(
  readers: Readers<Parameters>,
  nothing: Parameters,
  parameters: Path['parameters'],
  offers: readonly string[],
): Read<Parameters> {
  let declared = nothing;
  for (const [name, value] of Object.entries(parameters)) {
    const reader = readers.get(name);
    if (reader === undefined || !offers.includes(reader.offer)) return { ok: false, refusal: REPLIES.badParameter };
    const found = reader.read(value);
    if (found === null) return { ok: false, refusal: reader.refusal ?? REPLIES.badParameterValue };
    declared = { ...declared, ...found };
  }
  return { ok: true, declared };
}

function oneOf<Word extends string, Found>(
  words: readonly Word[],
  value: string | null,
  found: (word: Word) => Found,
): Found | null {
  const word = words.find((each) => each === value?.toUpperCase());
  return word === undefined ? null : found(word);
}

/** RFC 3461 §4.1: NEVER stands alone. */
function notifyOf(value: string | null): Partial<RcptParameters> | null {
  const words = value?.toUpperCase().split(',') ?? [];
  const known = (['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const).filter((word) => words.includes(word));
  const isSound = words.length > 0 && known.length === words.length && (known[0] !== 'NEVER' || known.length === 1);
  return isSound ? { notify: known } : null;
}

function orcptOf(value: string | null): Partial<RcptParameters> | null {
  const [type = '', ...rest] = value?.split(';') ?? [];
  const address = rest.length === 0 ? null : xtext(rest.join(';'));
  return address === null || !/^[a-z\d-]+$/i.test(type) ? null : { orcpt: { type: type.toLowerCase(), address } };
}

/** Undoes xtext (RFC 3461 §4): `+` and two upper-case hexadecimal digits stand for one octet; null when it is not xtext. */
function xtext(value: string | null): string | null {
  if (value === null || !/^(?:[!-*,-<>-~\u0080-\u{10ffff}]|\+[\dA-F]{2})*$/u.test(value)) return null;
  return value.replace(/\+([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
