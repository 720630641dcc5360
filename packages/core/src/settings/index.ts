export { findClient, searchClients } from './clients/find.ts';
export { PASSWORD as PLACEHOLDER } from './clients/form.ts';
export { CLIENTS } from './clients/index.ts';
export { type ConfigRoute, configFor, PORT_OF_MODE, SOMEBODY } from './config.ts';
export { CLIENT_KINDS } from './kinds.ts';
export { LINT_SCHEMA, type LintedSettings, type LintFinding, type LintReport, lint, lintSettings } from './lint.ts';
export { readSettings } from './read.ts';
export type * from './types.ts';
