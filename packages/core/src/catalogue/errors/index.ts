import { CERTIFICATE_TEXTS } from './certificates.ts';
import { DIALOGUE_TEXTS } from './dialogue.ts';
import { NETWORK_TEXTS } from './network.ts';
import { TLS_TEXTS } from './tls.ts';
import type { ErrorText } from './types.ts';

export { type Answered, MODE_SIGNS, VERB_SIGNS } from './signs.ts';
export type { Candidate, ContractCode, ErrorText, Sureness } from './types.ts';

/** Every error text that is known, the telling ones before the vague. */
export const ERROR_TEXTS: readonly ErrorText[] = [
  ...CERTIFICATE_TEXTS,
  ...TLS_TEXTS,
  ...DIALOGUE_TEXTS,
  ...NETWORK_TEXTS,
];
