import type { Mode } from '../../ports.ts';

/** When everything in these lists was put together. */
export const GATHERED = '2026-11';

/** Who says so: the provider's own pages, a list that programs use, public threads, guides, or nobody in particular. */
export type Source = 'vendor' | 'nodemailer' | 'ispdb' | 'chatmail' | 'public-threads' | 'guides' | 'common-knowledge';

/** How well a row is attested; made from its sources, never written by hand. */
export type Attestation = 'high' | 'medium' | 'low';

/** What a login takes. Several of them are alternatives; the note says which of them applies when. */
export type Need =
  | 'password'
  | 'app-password'
  | 'oauth'
  | 'api-key'
  | 'smtp-credentials'
  | 'allow-list'
  | 'bridge'
  | 'nothing'
  | 'no-smtp';

/** What the user name looks like; `literal` is the same word for everybody. */
export type UsernameForm =
  | 'address'
  | 'local-part'
  | 'address-or-local-part'
  | 'issued'
  | 'key'
  | 'any'
  | { readonly literal: string };

/** What somebody sends mail through: a mailbox provider, a sending service for programs, a web hoster, a test server. */
export type ProviderKind = 'mailbox' | 'service' | 'hoster' | 'test';

/** One port in one mode, and who says so. */
export type PortRow = {
  readonly port: number;
  readonly mode: Mode;
  readonly sources: readonly [Source, ...Source[]];
};

/** A port of one host. A word in braces in the host stands for (a part of) one label: `email-smtp.{region}.amazonaws.com`. */
export type SubmissionRow = PortRow & { readonly host: string };

/** Where and how mail is submitted at one provider. */
export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly kind: ProviderKind;
  /** Mail domains whose users send through these hosts; A-labels, may hold braces as hosts do. */
  readonly domains: readonly string[];
  /** Ends of the names of its MX hosts, cut at a dot; may hold braces. */
  readonly mxPatterns: readonly string[];
  /** In the order in which a client should try them. */
  readonly submission: readonly SubmissionRow[];
  /** Other names of the same servers: older ones, other countries. */
  readonly aliases: readonly string[];
  /** More ports of the same hosts, besides those of `submission`. */
  readonly altPorts: readonly PortRow[];
  /** Ports that are known not to be served, which is more than not being documented. */
  readonly lacks: readonly number[];
  /** SASL mechanisms by their registered names. */
  readonly auth: readonly string[];
  readonly usernameForm: UsernameForm;
  readonly needs: readonly [Need, ...Need[]];
  /** Mail programs are shut out until the user allows them in the account's settings. */
  readonly offByDefault: boolean;
  readonly notes: string | null;
  readonly docs: string | null;
  readonly sources: readonly [Source, ...Source[]];
  readonly gathered: string;
  readonly confidence: Attestation;
};
