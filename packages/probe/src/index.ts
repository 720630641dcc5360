export { Connection, type ConnectionOptions, LINGER_MS, type NetworkInput } from './connection.ts';
export type { Candidate } from './discovery/candidate.ts';
export { type Edge, INTERRUPT_MS } from './edge.ts';
export { Guard, NOT_PERMITTED } from './guard/guard.ts';
export { type Stub, type StubAnswer, stubResolver, systemStub } from './guard/stub.ts';
export { NotPermitted, type VetOptions, type Vetted, vet } from './guard/vet.ts';
export { type NameService, type Override, SYSTEM_NAMES, systemNames } from './lookup.ts';
export { GUARD_TRIPPED, GuardTripped } from './open.ts';
export { BUDGET_MS, LOOKUP_MS, ownName, prepare, type TriageOptions } from './prepare.ts';
export { type ProxyServer, parseProxy } from './proxy.ts';
export {
  type Discovery,
  findSubmissionHost,
  SUBMISSION_HOST_MS,
  type SubmissionHost,
} from './submission-host.ts';
export { CERTIFICATE_CAPS, certificateFacts } from './tls-facts.ts';
export { triage } from './triage.ts';
export { type Trust, trustStore } from './trust.ts';
