import type { PortMode } from '@smtp-triage/core';

/** One way to probe, by the name that a scrape configuration gives it. */
export type ProbeModule = {
  readonly name: string;
  readonly ladder: readonly PortMode[];
  /** A login is part of it: the credentials are the operator's, never the scraper's. */
  readonly login: boolean;
  /** Its good end: a verified TLS session, or a greeting and EHLO on a relay port. */
  readonly success: 'secure' | 'answers';
};

const STARTTLS_587 = { port: 587, mode: 'starttls' } as const;
const IMPLICIT_465 = { port: 465, mode: 'implicit-tls' } as const;
const STARTTLS_2525 = { port: 2525, mode: 'starttls' } as const;
const RELAY_25 = { port: 25, mode: 'starttls' } as const;

/** The modules of `/probe` (service.md, Metrics). */
export const PROBE_MODULES: readonly ProbeModule[] = [
  { name: 'smtp_587_starttls', ladder: [STARTTLS_587], login: false, success: 'secure' },
  { name: 'smtp_465_implicit', ladder: [IMPLICIT_465], login: false, success: 'secure' },
  { name: 'smtp_2525_starttls', ladder: [STARTTLS_2525], login: false, success: 'secure' },
  { name: 'smtp_25_relay', ladder: [RELAY_25], login: false, success: 'answers' },
  { name: 'smtp_ladder', ladder: [STARTTLS_587, IMPLICIT_465, STARTTLS_2525], login: false, success: 'secure' },
  { name: 'smtp_auth_587', ladder: [STARTTLS_587], login: true, success: 'secure' },
];

/** The module of this name. */
export const moduleOf = (name: string): ProbeModule | null => PROBE_MODULES.find((each) => each.name === name) ?? null;
