import type { Captured } from './captured.ts';
import { type Check, quoted, textCheck, valueCheck, type Wanted } from './wanted.ts';

/** What must hold of a message; an absent field holds always. A string is compared whole and without regard to case. */
export type MailMatch = {
  /** Sender of the envelope. */
  readonly from?: Wanted;
  /** Any recipient of the envelope. */
  readonly to?: Wanted;
  /** The Subject field, decoded. */
  readonly subject?: Wanted;
  /** Header fields by name, decoded. */
  readonly headers?: Readonly<Record<string, Wanted>>;
  /** A part of the message as it was sent, still encoded for transfer. */
  readonly raw?: Wanted;
  /** Who had logged in; null for nobody. */
  readonly user?: Wanted | null;
  readonly listener?: string;
  /** Whether it came over TLS, or the version. */
  readonly tls?: boolean | string;
};

/** A match, or a function for what a match cannot say. */
export type MailCondition = MailMatch | ((mail: Captured) => boolean);

/** Whether a message is one that was asked for. */
export const mailFits = (match: MailCondition | undefined, mail: Captured): boolean =>
  match === undefined ||
  (typeof match === 'function' ? match(mail) : mailChecks(match, mail).every(({ holds }) => holds));

/** Every condition of a match with what this message has instead. */
export function mailChecks(match: MailCondition, mail: Captured): readonly Check[] {
  if (typeof match === 'function') {
    return [{ name: 'condition', wanted: conditionName(match), got: 'false', holds: match(mail) }];
  }
  const { from, to, subject, headers, raw, user, listener, tls } = match;
  return [
    ...(from === undefined ? [] : [textCheck('from', from, mail.from)]),
    ...(to === undefined ? [] : [textCheck('to', to, ...mail.to)]),
    ...(subject === undefined ? [] : [textCheck('subject', subject, mail.subject)]),
    ...Object.entries(headers ?? {}).map(([name, wanted]) => textCheck(name, wanted, mail.header(name))),
    ...(raw === undefined ? [] : [partCheck(raw, mail.text())]),
    ...(user === undefined
      ? []
      : [user === null ? valueCheck('user', null, mail.user) : textCheck('user', user, mail.user)]),
    ...(listener === undefined ? [] : [textCheck('listener', listener, mail.listener)]),
    ...(tls === undefined ? [] : [tlsCheck(tls, mail.tls)]),
  ];
}

/** Compares a TLS version, or whether there is one. */
export const tlsCheck = (wanted: boolean | string | null, got: string | null): Check =>
  typeof wanted === 'boolean'
    ? { ...valueCheck('tls', wanted, got !== null), got: quoted(got) }
    : valueCheck('tls', wanted, got);

/** The message in one line, as failure messages name it. */
export const mailLine = (mail: Captured): string =>
  `from ${mail.from === '' ? '<>' : mail.from} to ${mail.to.join(', ')}, subject ${quoted(mail.subject)} (session ${mail.session})`;

/** A condition as failure messages name it. */
export function conditionName(match: MailCondition | undefined): string {
  if (match === undefined) return 'any';
  if (typeof match === 'function') return match.name === '' ? 'a condition' : match.name;
  return Object.entries(match)
    .map(([name, wanted]) => `${name} ${quoted(wanted)}`)
    .join(', ');
}

const partCheck = (wanted: Wanted, text: string): Check => {
  const check = textCheck('raw', wanted, text);
  return typeof wanted === 'string' ? { ...check, holds: text.includes(wanted) } : check;
};
