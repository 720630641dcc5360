import type { Cause } from './cause.ts';
import { AUTHENTICATION_CAUSES } from './causes/authentication.ts';
import { CONNECTION_CAUSES } from './causes/connection.ts';
import { ENCRYPTION_CAUSES } from './causes/encryption.ts';
import { POLICY_CAUSES } from './causes/policy.ts';
import { SETTINGS_CAUSES } from './causes/settings.ts';

/** Every finding code with its wording, in the order in which causes outrank each other within one severity. */
export const CAUSES = {
  ...CONNECTION_CAUSES,
  ...ENCRYPTION_CAUSES,
  ...AUTHENTICATION_CAUSES,
  ...POLICY_CAUSES,
  ...SETTINGS_CAUSES,
} as const satisfies Readonly<Record<string, Cause>>;

/** A finding code: public API, never renamed. */
export type Code = keyof typeof CAUSES;

/** All finding codes. */
export const CODES: readonly Code[] = Object.keys(CAUSES) as Code[];

export type { Layer } from './cause.ts';
