import type { Kept } from './kept.ts';
import type { MailParameters, Recipient } from './parameters.ts';
import type { Reply } from './replies.ts';

/** What MAIL or RCPT brings if it is accepted. */
export type Offered = { readonly address: string; readonly mail?: MailParameters; readonly recipient?: Recipient };

/** A mail transaction (RFC 5321 §3.3) from MAIL to the end of the message. */
export type Transaction = {
  readonly from: string;
  readonly declared: MailParameters;
  readonly recipients: Recipient[];
  /** The message as far as it has come. */
  message: Kept | null;
};

/** A chunk that is coming in (RFC 3030 §2): so many octets are still to come. One that is refused is read all the same. */
export type Chunk = { left: number; readonly octets: number; readonly isLast: boolean; readonly refusal: Reply | null };
