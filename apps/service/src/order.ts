import type { Mode, PortMode, SaslMechanism } from '@smtp-triage/core';

/** How far a diagnosis may go; each step takes more trust than the one before (ABU-06). */
export const STEPS = ['tls', 'auth', 'rcpt', 'data'] as const;
/** One of the steps. */
export type Step = (typeof STEPS)[number];

/**
 * What is to be diagnosed, checked and complete. Plain JSON: it is stored as it is, so it never holds a secret; that is
 * handed over beside it and lives in memory only.
 */
export type Order = {
  readonly target: {
    /** As the caller wrote it. */
    readonly input: string;
    /** Host name, address or mail domain, as `parseTarget` gives it. */
    readonly host: string;
    readonly kind: 'host' | 'email' | 'url';
    /** The ladder; null: the usual one. */
    readonly ports: readonly PortMode[] | null;
    readonly sni: string | null;
    readonly family: 4 | 6 | null;
  };
  /** What the caller's client is set to, if they said it. */
  readonly settings: { readonly port: number; readonly mode: Mode } | null;
  readonly upTo: Step;
  readonly login: {
    readonly username: string;
    readonly mechanism: SaslMechanism | null;
    readonly kind: 'password' | 'token';
  } | null;
  readonly envelope: { readonly from: string; readonly to: string; readonly size: number | null } | null;
};
