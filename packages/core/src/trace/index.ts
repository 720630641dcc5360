export { parseTraces } from './parse.ts';
export * from './types.ts';
