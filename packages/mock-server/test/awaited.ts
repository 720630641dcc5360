/**
 * Presets whose diagnosis core does not get right yet, and what it is to do. Their tests must fail: whoever mends core
 * sees them succeed, and takes the line away.
 */
export const AWAITED: Readonly<Record<string, string>> = {};
