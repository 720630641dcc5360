import type { Email } from 'postal-mime';
import { type Headers, headersOf } from './headers.ts';
import type { MailParameters, Recipient } from './parameters.ts';
import type { CapturedMessage } from './session-log.ts';

/** A message as the MIME library reads it: text, html, attachments, headers. */
export type ParsedMail = Email;

/** Who the message is from and to, as MAIL and RCPT said it (RFC 5321 §2.3.1). */
export type Envelope = { readonly from: string; readonly to: readonly string[] };

/** A message that the server took. The octets are kept as they came; MIME is parsed at the first look. */
export class Captured implements CapturedMessage {
  readonly session: number;
  readonly listener: string;
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly tls: string | null;
  readonly raw: Uint8Array;
  /** What MAIL said besides the address. */
  readonly declared?: MailParameters;
  /** The recipients with what RCPT said besides their addresses. */
  readonly recipients?: readonly Recipient[];
  #headers: Headers | null = null;
  #parsed: Promise<ParsedMail> | null = null;

  /** Wraps what the machine handed over; nothing is parsed yet. */
  constructor(message: CapturedMessage) {
    this.session = message.session;
    this.listener = message.listener;
    this.at = message.at;
    this.from = message.from;
    this.to = message.to;
    this.user = message.user;
    this.tls = message.tls;
    this.raw = message.raw;
    if (message.declared !== undefined) this.declared = message.declared;
    if (message.recipients !== undefined) this.recipients = message.recipients;
  }

  /** Sender and recipients of the mail transaction, which need not be those of the header. */
  get envelope(): Envelope {
    return { from: this.from, to: this.to };
  }

  /** The Subject field, decoded; null when there is none. */
  get subject(): string | null {
    return this.header('subject');
  }

  /** The first header field of this name, unfolded and decoded (RFC 2047); null when there is none. */
  header(name: string): string | null {
    this.#headers ??= headersOf(this.raw);
    return this.#headers.get(name.toLowerCase())?.[0] ?? null;
  }

  /** The message as it was sent, as text: head and body, still encoded for transfer. */
  text(): string {
    return new TextDecoder().decode(this.raw);
  }

  /** The message taken apart: decoded text and html, attachments, addresses. The library is loaded when this is first called. */
  parsed(): Promise<ParsedMail> {
    this.#parsed ??= import('postal-mime').then(({ default: PostalMime }) => PostalMime.parse(this.raw));
    return this.#parsed;
  }
}
