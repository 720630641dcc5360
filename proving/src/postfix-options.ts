import type { CertificateKind } from './pki.ts';

/** A TLS version by the name Postfix and Node both use. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** What a test may want different from the polite default server. */
export type PostfixOptions = {
  /** The fault of the server certificate; 'valid' when left out. */
  readonly certificate?: CertificateKind;
  /** Oldest TLS version the server speaks; 'TLSv1.2' when left out. */
  readonly tlsMin?: TlsVersion;
  /** Newest TLS version the server speaks; no limit when left out. */
  readonly tlsMax?: TlsVersion;
  /** Networks that may relay without a login where no login is required, such as `127.0.0.0/8`; none when left out. */
  readonly mynetworks?: readonly string[];
  /** Sender addresses or domains refused with 554; 'not-owned' refuses, with 553, all but the login's own address. */
  readonly rejectSender?: 'not-owned' | readonly string[];
  /** EHLO keywords the server hides on all ports, such as `starttls`, `auth` or `smtputf8`. */
  readonly hideOffers?: readonly string[];
  /** Whether 587 and 465 take recipients only after a login; true when left out. */
  readonly requireAuth?: boolean;
  /** Whether 587 offers AUTH and takes mail before TLS, as badly kept servers do; false when left out. */
  readonly cleartextAuth?: boolean;
  /** SASL mechanisms to offer; all that the package has for a password when left out. */
  readonly mechanisms?: readonly string[];
  /** Connections one client may hold open per port before the server answers 421; no limit when left out. */
  readonly maxConnections?: number;
  /** More main.cf settings; these win. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Text that main.cf ends with, as somebody would paste it; what it sets wins over all else. */
  readonly pasted?: string;
  /** More master.cf services, each with its options. */
  readonly services?: readonly string[];
};
