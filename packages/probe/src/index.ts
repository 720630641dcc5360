export { Connection, type ConnectionOptions, LINGER_MS, type NetworkInput } from './connection.ts';
export { type NameService, type Override, SYSTEM_NAMES, systemNames } from './lookup.ts';
export { BUDGET_MS, LOOKUP_MS, ownName, prepare, type TriageOptions } from './prepare.ts';
export { type ProxyServer, parseProxy } from './proxy.ts';
export { findSubmissionHost, SUBMISSION_HOST_MS, type SubmissionHost } from './submission-host.ts';
export { CERTIFICATE_CAPS, certificateFacts } from './tls-facts.ts';
export { type Edge, INTERRUPT_MS, triage } from './triage.ts';
export { type Trust, trustStore } from './trust.ts';
