import type { Stage } from '../../trace/types.ts';

/** Said at the greeting. */
export const GREETING: readonly Stage[] = ['greeting'];
/** Said to EHLO. */
export const EHLO: readonly Stage[] = ['ehlo'];
/** Said before anything is settled. */
export const OPENING: readonly Stage[] = ['greeting', 'ehlo'];
/** Said to STARTTLS. */
export const STARTTLS: readonly Stage[] = ['starttls'];
/** Said to AUTH. */
export const AUTH: readonly Stage[] = ['auth'];
/** Said where logins are blocked. */
export const BEFORE_MAIL: readonly Stage[] = ['greeting', 'ehlo', 'auth'];
/** Said to MAIL, RCPT, DATA or the message: servers differ in where they refuse. */
export const ENVELOPE: readonly Stage[] = ['envelope', 'data'];
/** Said to DATA or the message. */
export const DATA: readonly Stage[] = ['data'];
/** Said anywhere after EHLO. */
export const LATER: readonly Stage[] = ['starttls', 'auth', 'envelope', 'data'];
/** Said anywhere. */
export const ANY: readonly Stage[] = ['greeting', 'ehlo', 'starttls', 'auth', 'envelope', 'data'];
