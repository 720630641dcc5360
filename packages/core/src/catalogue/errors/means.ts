import type { Candidate } from './types.ts';

/** Causes that several texts share, most probable first. */

/** The peer's answer to a TLS hello was no TLS: on mail ports, nearly always implicit TLS on a STARTTLS port. */
export const NOT_TLS: readonly Candidate[] = [
  {
    code: 'implicit-tls-on-starttls-port',
    is: 'likely',
    shifts: [
      { usual: 'implicit-tls', is: null },
      // The label "TLS" of a client often means implicit TLS
      { mode: 'starttls', is: 'possible' },
      { mode: 'cleartext', is: null },
    ],
  },
  {
    code: 'server-mode-unexpected',
    is: null,
    shifts: [
      { usual: 'implicit-tls', mode: 'starttls', is: 'possible' },
      { usual: 'implicit-tls', is: 'likely' },
    ],
    words: { usual: 'implicit TLS', actual: 'STARTTLS', setTo: 'STARTTLS' },
  },
  { code: 'starttls-handshake-failed', is: null, shifts: [{ mode: 'starttls', is: 'possible' }] },
  { code: 'not-smtp', is: 'possible', words: { speaker: 'something else answers' } },
];

/** Connected, and no greeting: cleartext on a port that wants TLS at once, or a silent server. */
export const NO_GREETING: readonly Candidate[] = [
  {
    code: 'starttls-on-implicit-tls-port',
    is: 'possible',
    shifts: [
      { mode: 'implicit-tls', is: null },
      { usual: 'implicit-tls', is: 'likely' },
      { usual: 'starttls', is: null },
    ],
  },
  {
    code: 'greeting-missing',
    is: 'possible',
    shifts: [
      { usual: 'implicit-tls', mode: 'implicit-tls', is: 'likely' },
      { usual: 'implicit-tls', is: 'possible' },
      { usual: 'starttls', is: 'likely' },
    ],
  },
];

/** The connection attempt got no answer. */
export const SILENT: readonly Candidate[] = [
  { code: 'port-unreachable', is: 'likely' },
  { code: 'submission-on-relay-port', is: null, shifts: [{ port: 25, is: 'possible' }] },
];

/** Time ran out, and the text does not say at what. */
export const TIMED_OUT: readonly Candidate[] = [
  {
    code: 'starttls-on-implicit-tls-port',
    is: 'possible',
    shifts: [
      { mode: 'implicit-tls', is: null },
      { usual: 'implicit-tls', mode: 'starttls', is: 'likely' },
      { usual: 'implicit-tls', mode: 'cleartext', is: 'likely' },
      { usual: 'starttls', is: null },
    ],
  },
  { code: 'port-unreachable', is: 'possible', shifts: [{ usual: 'starttls', is: 'likely' }] },
  { code: 'greeting-missing', is: 'possible' },
];

/** The client and the server differ in how encryption begins, and which of them begins it is not said. */
export const OTHER_ENCRYPTION: readonly Candidate[] = [
  { code: 'implicit-tls-on-starttls-port', is: null, shifts: [{ usual: 'starttls', is: 'likely' }] },
  { code: 'starttls-on-implicit-tls-port', is: null, shifts: [{ usual: 'implicit-tls', is: 'likely' }] },
  {
    code: 'starttls-not-offered',
    is: 'likely',
    shifts: [
      { usual: 'starttls', is: 'possible' },
      { usual: 'implicit-tls', is: null },
    ],
  },
];

/** Nobody listens, or a firewall answers. */
export const REFUSED: readonly Candidate[] = [{ code: 'connect-refused', is: 'likely' }];

/** Hung up without a reason. */
export const DROPPED: readonly Candidate[] = [
  {
    code: 'starttls-on-implicit-tls-port',
    is: 'possible',
    shifts: [
      { mode: 'implicit-tls', is: null },
      { usual: 'implicit-tls', is: 'likely' },
      { usual: 'starttls', is: null },
    ],
  },
  { code: 'connection-dropped', is: 'likely', shifts: [{ usual: 'implicit-tls', is: 'possible' }] },
];

/** Reset. */
export const RESET: readonly Candidate[] = [
  {
    code: 'starttls-on-implicit-tls-port',
    is: null,
    shifts: [
      { usual: 'implicit-tls', mode: 'starttls', is: 'likely' },
      { usual: 'implicit-tls', mode: 'cleartext', is: 'likely' },
    ],
  },
  { code: 'connection-reset', is: 'likely' },
  { code: 'tls-handshake-closed', is: null, shifts: [{ mode: 'implicit-tls', is: 'possible' }] },
];

/** No such name. */
export const NO_NAME: readonly Candidate[] = [{ code: 'dns-name-not-found', is: 'likely' }];
/** The name has no address. */
export const NO_ADDRESS: readonly Candidate[] = [
  { code: 'dns-no-address', is: 'likely' },
  { code: 'dns-name-not-found', is: 'possible' },
];
/** The resolver failed. */
export const NO_RESOLVER: readonly Candidate[] = [{ code: 'dns-server-failure', is: 'likely' }];
/** A rule says no. */
export const PROHIBITED: readonly Candidate[] = [{ code: 'connect-prohibited', is: 'likely' }];
/** No way to the host: it is down, or a firewall answers for it. */
export const NO_HOST: readonly Candidate[] = [
  { code: 'host-unreachable', is: 'possible', words: { why: 'The network says that there is no way to it' } },
  { code: 'connect-prohibited', is: 'possible' },
];
/** No route from here. */
export const NO_NETWORK: readonly Candidate[] = [{ code: 'network-unreachable', is: 'likely' }];

/** The peer closed in the handshake. */
export const HANDSHAKE_CLOSED: readonly Candidate[] = [
  { code: 'tls-handshake-closed', is: 'likely' },
  { code: 'starttls-interfered', is: null, shifts: [{ mode: 'starttls', is: 'possible' }] },
];
/** The handshake hung. */
export const HANDSHAKE_HUNG: readonly Candidate[] = [{ code: 'tls-handshake-timeout', is: 'likely' }];
/** No common version. */
export const VERSION: readonly Candidate[] = [{ code: 'tls-version-unsupported', is: 'likely' }];
/** No common cipher. */
export const CIPHER: readonly Candidate[] = [
  { code: 'tls-no-common-cipher', is: 'likely' },
  { code: 'tls-client-certificate-required', is: 'possible' },
];
/** The server's own TLS set-up. */
export const TLS_FAULT: readonly Candidate[] = [{ code: 'tls-server-fault', is: 'likely' }];
/** A client certificate is missing, or not the right one. */
export const CLIENT_CERTIFICATE: readonly Candidate[] = [{ code: 'tls-client-certificate-required', is: 'likely' }];

/** The chain does not end in a trusted CA. */
export const UNTRUSTED: readonly Candidate[] = [
  { code: 'tls-certificate-untrusted', is: 'likely' },
  { code: 'tls-certificate-chain-incomplete', is: 'possible' },
];
/** The server shows a certificate it signed itself. */
export const SELF_SIGNED: readonly Candidate[] = [{ code: 'tls-certificate-self-signed', is: 'likely' }];
/** A private root in the chain: a company's CA, or an antivirus or proxy in between. */
export const PRIVATE_ROOT: readonly Candidate[] = [
  { code: 'tls-certificate-untrusted', is: 'likely' },
  { code: 'tls-intercepted', instead: 'tls-certificate-self-signed', is: 'possible' },
];
/** The intermediate is missing. */
export const INCOMPLETE: readonly Candidate[] = [
  { code: 'tls-certificate-chain-incomplete', is: 'likely' },
  { code: 'tls-certificate-untrusted', is: 'possible' },
];
/** Out of date. */
export const EXPIRED: readonly Candidate[] = [{ code: 'tls-certificate-expired', is: 'likely' }];
/** Not yet valid. */
export const TOO_EARLY: readonly Candidate[] = [{ code: 'tls-certificate-not-yet-valid', is: 'likely' }];
/** For another name. */
export const OTHER_NAME: readonly Candidate[] = [{ code: 'tls-certificate-name-mismatch', is: 'likely' }];
/** Too weak. */
export const WEAK: readonly Candidate[] = [{ code: 'tls-certificate-weak', is: 'likely' }];

/** No STARTTLS in the EHLO reply. */
export const NO_STARTTLS: readonly Candidate[] = [
  { code: 'starttls-not-offered', is: 'likely' },
  { code: 'starttls-stripped', is: 'possible', words: { masked: 'XXXXXXXA' } },
];
/** No AUTH in the EHLO reply: before TLS, that is as it should be. */
export const NO_AUTH: readonly Candidate[] = [
  {
    code: 'auth-requires-tls',
    is: 'likely',
    shifts: [
      { mode: 'implicit-tls', is: null },
      { mode: 'starttls', is: 'possible' },
      { usual: 'implicit-tls', is: null },
    ],
  },
  {
    code: 'auth-not-offered',
    is: 'possible',
    shifts: [
      { mode: 'implicit-tls', is: 'likely' },
      { mode: 'starttls', is: 'likely' },
    ],
  },
];
/** Login not possible with what both sides know. */
export const NO_MECHANISM: readonly Candidate[] = [{ code: 'auth-mechanism-unsupported', is: 'likely' }];
/** Login refused. */
export const LOGIN_REFUSED: readonly Candidate[] = [
  { code: 'auth-credentials-rejected', is: 'likely' },
  { code: 'auth-app-password-required', is: 'possible' },
];
/** Nobody logged in. */
export const NO_LOGIN: readonly Candidate[] = [{ code: 'submission-requires-auth', is: 'likely' }];
