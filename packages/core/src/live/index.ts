export { printable } from '../report/printable.ts';
export { isTrusted, trustProblems } from '../trust.ts';
export { LINE_CHARACTERS, type Line, linesOf } from './lines.ts';
export { advanceRung, newRung, type Rung } from './rung.ts';
export type * from './types.ts';
export * from './words.ts';
