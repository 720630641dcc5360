export type { Cause, Layer, Reference } from './cause.ts';
export { CAUSES, CODES, type Code } from './causes.ts';
export { printCauses, shownCause } from './print.ts';
