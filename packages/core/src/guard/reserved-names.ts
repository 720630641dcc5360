/** An ending under which no host of the public internet is found. `never`: DNS must not be asked at all. */
type ReservedName = { readonly suffix: string; readonly ref: string; readonly never?: true };

/** IANA Special-Use Domain Names, and endings that home and company networks use. */
export const RESERVED_NAMES: readonly ReservedName[] = [
  { suffix: 'localhost', ref: 'RFC 6761 §6.3' },
  { suffix: 'test', ref: 'RFC 6761 §6.2' },
  { suffix: 'invalid', ref: 'RFC 6761 §6.4' },
  { suffix: 'example', ref: 'RFC 6761 §6.5' },
  { suffix: 'local', ref: 'RFC 6762 §3' },
  { suffix: 'onion', ref: 'RFC 7686 §2', never: true },
  { suffix: 'alt', ref: 'RFC 9476 §2', never: true },
  { suffix: 'arpa', ref: 'RFC 3172' },
  // metadata.google.internal, ec2.internal; reserved by ICANN on 2024-07-29
  { suffix: 'internal', ref: 'ICANN SAC113' },
  { suffix: 'intranet', ref: 'RFC 6762 appendix G' },
  { suffix: 'private', ref: 'RFC 6762 appendix G' },
  { suffix: 'corp', ref: 'RFC 6762 appendix G' },
  { suffix: 'home', ref: 'RFC 6762 appendix G' },
  { suffix: 'lan', ref: 'RFC 6762 appendix G' },
  { suffix: 'localdomain', ref: 'hosts files: localhost.localdomain' },
];
