export type { Captured, Envelope, ParsedMail } from './captured.ts';
export {
  CERTIFICATE_PROFILES,
  type CertificateProfile,
  caCertPem,
  makeCertificate,
  type ServerCertificate,
} from './certificates.ts';
export { configure, DEFAULT_USER, type MachineConfig, type MachineOptions, type Policy, type User } from './config.ts';
export type { HandshakePhase, TlsAlert } from './effects.ts';
export {
  blackhole,
  type Endpoint,
  httpPortal,
  type OtherProtocol,
  otherProtocol,
  refused,
  resetOnAccept,
  silent,
} from './endpoints.ts';
export type { HandshakeCut, ServerAction, ServerEvent } from './events.ts';
export { MockServerMachine } from './machine.ts';
export type { MailCondition, MailMatch } from './mail-match.ts';
export type { Mailbox } from './mailbox.ts';
export type { MailParameters, Notify, RcptParameters, Recipient } from './parameters.ts';
export { PRESETS, type Preset, type PresetName, preset } from './presets.ts';
export { RuleBook } from './rule-book.ts';
export type { RateOptions } from './rule-draft.ts';
export {
  at,
  type Effect,
  type Match,
  type Only,
  type Pattern,
  type Per,
  type Rate,
  type Rule,
  RuleDraft,
  type Stage,
  type Text,
} from './rules.ts';
export type { TlsProfile } from './secure-contexts.ts';
export { type ListenerOptions, type MockServer, type MockServerOptions, startMockServer } from './server.ts';
export type { SessionLog, Within } from './session-list.ts';
export type { CapturedMessage, Note, SessionEntry, SessionRecord } from './session-log.ts';
export type { ClientFault, SessionMatch } from './session-match.ts';
export { type RunningPreset, startPreset } from './start-preset.ts';
export type { TlsFaults } from './tls-faults.ts';
export { type TranscriptOptions, transcript } from './transcript.ts';
export type { Check, Wanted } from './wanted.ts';
