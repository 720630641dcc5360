import type { Stage } from '../../trace/types.ts';

/** A finding code that a reply can lead to: part of the diagnosis contract. */
export type ReplyFinding =
  | 'address-blocklisted'
  | 'auth-account-locked'
  | 'auth-app-password-required'
  | 'auth-basic-disabled'
  | 'auth-credentials-rejected'
  | 'auth-mechanism-unsupported'
  | 'auth-not-offered'
  | 'auth-oauth-required'
  | 'auth-password-expired'
  | 'auth-requires-tls'
  | 'auth-temporarily-unavailable'
  | 'auth-too-many-attempts'
  | 'connection-dropped'
  | 'content-rejected'
  | 'ehlo-rejected'
  | 'greeting-busy'
  | 'greeting-rejected'
  | 'greylisted'
  | 'implicit-tls-on-starttls-port'
  | 'message-too-large'
  | 'not-smtp'
  | 'policy-rejected'
  | 'port-unreachable'
  | 'protocol-violation'
  | 'rate-limited'
  | 'recipient-relay-denied'
  | 'recipient-unknown'
  | 'reply-timeout'
  | 'sender-not-permitted'
  | 'server-fault'
  | 'starttls-not-offered'
  | 'starttls-on-implicit-tls-port'
  | 'starttls-refused'
  | 'starttls-stripped'
  | 'submission-requires-auth'
  | 'tls-server-fault'
  | 'tls-version-unsupported';

/** A provider: its entries count only where host, greeting or the reply itself names it. */
export type Provider =
  | 'amazon-ses'
  | 'brevo'
  | 'duocircle'
  | 'fastmail'
  | 'gmx'
  | 'godaddy'
  | 'google'
  | 'hostinger'
  | 'icloud'
  | 'mailgun'
  | 'mailru'
  | 'mailtrap'
  | 'mandrill'
  | 'microsoft'
  | 'mxroute'
  | 'netease'
  | 'oracle'
  | 'plunk'
  | 'postmark'
  | 'proton'
  | 'qq'
  | 'resend'
  | 'sendgrid'
  | 'smtp2go'
  | 'socketlabs'
  | 'sparkpost'
  | 'tiscali'
  | 'yahoo'
  | 'yandex'
  | 'zoho';

/** Server software, or a device or program in front of it. */
export type Software =
  | 'antivirus'
  | 'cisco'
  | 'cpanel'
  | 'dovecot'
  | 'exchange'
  | 'exim'
  | 'haraka'
  | 'hmailserver'
  | 'kerio'
  | 'mailenable'
  | 'opensmtpd'
  | 'postal'
  | 'postfix'
  | 'sendmail'
  | 'smartermail'
  | 'stalwart';

/**
 * What the words of a reply must be. Everything is lower case and is compared with the lines joined by blanks, without
 * the enhanced codes at their starts. All conditions that are given must hold.
 */
export type Words =
  | string
  | {
      /** The text begins so. */
      readonly starts?: string;
      /** The text is this, but for full stops at its end. */
      readonly whole?: string;
      /** Each of these is in it. */
      readonly all?: readonly string[];
      /** One of these is in it. */
      readonly any?: readonly string[];
      /** One of these is in it as a word of its own. */
      readonly token?: readonly string[];
      /** The exception: at most one unbounded quantifier, nothing nested (SEC-33; `redos.test.ts` sees to it). */
      readonly pattern?: RegExp;
    };

type From =
  | { readonly from: Provider; readonly priority: 3 }
  | { readonly from: Software; readonly priority: 2 }
  | { readonly from: 'generic'; readonly priority: 1 };

/** One reply as real servers give it, and what it means. */
export type ReplyEntry = From & {
  readonly id: string;
  /** Where in the dialogue it is said. */
  readonly stages: readonly Stage[];
  readonly code: number | readonly number[];
  /** A reply with another enhanced code is another reply; one without any may still be this one, if the words agree. */
  readonly enhanced: string | null;
  /** Null: code and enhanced code say it all. */
  readonly text: Words | null;
  /** As the server says it, lines divided by LF. */
  readonly sample: string;
  readonly finding: ReplyFinding;
  readonly cause: string;
  readonly fix: readonly string[];
  /** Whether the same may work later, with nothing changed. */
  readonly temporary: boolean;
  readonly source: string;
  readonly gathered: '2026-11';
};
