import type { Code, Mode, PortMode, Verdict } from '@smtp-triage/core';

/** One fault to be shown: the server as it really is, what the client is set to, and what must be found. */
export type Scene = {
  readonly title: string;
  readonly says: string;
  /** The ports that are served; every other one refuses. */
  readonly serves: Readonly<Record<number, Mode>>;
  readonly settings: PortMode | null;
  readonly login: boolean;
  readonly verdict: Verdict;
  /** The primary cause; null where there is nothing to complain about. */
  readonly code: Code | null;
  /** The port that must be recommended. */
  readonly port: number | null;
};

const EVERYTHING: Scene['serves'] = { 587: 'starttls', 465: 'implicit-tls', 2525: 'starttls', 25: 'starttls' };

/** The scenes of the demo, in the order in which they are shown. */
export const SCENES: readonly Scene[] = [
  {
    title: 'A healthy server',
    says: 'Nothing is wrong; the best route also gets the login.',
    serves: EVERYTHING,
    settings: null,
    login: true,
    verdict: 'ready',
    code: null,
    port: 587,
  },
  {
    title: 'The client is set to port 587 with implicit TLS',
    says: 'Programs call it "SSL" or "secure: true" and report "wrong version number".',
    serves: EVERYTHING,
    settings: { port: 587, mode: 'implicit-tls' },
    login: false,
    verdict: 'fixable',
    code: 'implicit-tls-on-starttls-port',
    port: 587,
  },
  {
    title: 'The client is set to port 465 with STARTTLS',
    says: 'Programs hang and then report "Greeting never received".',
    serves: EVERYTHING,
    settings: { port: 465, mode: 'starttls' },
    login: false,
    verdict: 'fixable',
    code: 'starttls-on-implicit-tls-port',
    port: 587,
  },
  {
    title: 'The client is set to port 587, the server has only 465',
    says: 'Programs report "connection refused".',
    serves: { 465: 'implicit-tls' },
    settings: { port: 587, mode: 'starttls' },
    login: false,
    verdict: 'fixable',
    code: 'connect-refused',
    port: 465,
  },
  {
    title: 'Every port is refused',
    says: 'The wrong server, or the mail service is down.',
    serves: {},
    settings: null,
    login: false,
    verdict: 'unusable',
    code: 'connect-refused',
    port: null,
  },
];
