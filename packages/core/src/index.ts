export { isGlobalUnicast } from './address.ts';
export { advance, wakeAt } from './attempt/attempt.ts';
export { type Attempt, newAttempt } from './attempt/draft.ts';
export {
  type Advance,
  type AttemptAction,
  type AttemptInput,
  type AttemptSpec,
  type Envelope,
  type Login,
  TIMING,
  type Timing,
  type TlsOffer,
} from './attempt/types.ts';
export { type Autoconfig, type AutoconfigRefusal, type AutoconfigServer, readAutoconfig } from './autoconfig/read.ts';
export { CAUSES, type Cause, CODES, type Code, type Layer, type Reference } from './catalogue/index.ts';
export { diagnose } from './diagnose/diagnose.ts';
export { stagesOf } from './diagnose/outcomes.ts';
export type * from './diagnose/types.ts';
export * from './dialogue/index.ts';
export { type ErrorContext, type Explanation, explainError } from './explain/index.ts';
export * from './guard/index.ts';
export * from './investigation/index.ts';
export {
  MODE_NAMES,
  type Mode,
  type Parsed,
  PORTS,
  type Port,
  type PortFact,
  type PortRole,
  parsePort,
  portFact,
  roleOf,
  usualMode,
} from './ports.ts';
export { parseCase } from './report/case.ts';
export { reportToCsv } from './report/csv.ts';
export { jsonText } from './report/json.ts';
export { reportToJunit } from './report/junit.ts';
export { reportToMarkdown } from './report/markdown.ts';
export { printable, printableLines } from './report/printable.ts';
export { parseReport } from './report/read.ts';
export { type ReportOptions, reportOf } from './report/report.ts';
export { reportToText } from './report/text.ts';
export {
  CASE_SCHEMA,
  type Case,
  REPORT_SCHEMA,
  type Report,
  type TargetInfo,
  type Tool,
  type Vantage,
} from './report/types.ts';
export * from './sasl/index.ts';
export { reveal, Secret, scrub, secretForms } from './secret.ts';
export { addressFamily, parseDomain, parseHost, parseTarget, type Target, type TargetSource } from './target.ts';
export * from './trace/index.ts';
export { isTrusted, type TrustProblem, trustProblems } from './trust.ts';
export {
  ascii,
  base64Decode,
  base64Encode,
  concatBytes,
  equalBytes,
  hexEncode,
  latin1,
  utf8Decode,
  utf8Encode,
} from './wire/bytes.ts';
export { type Command, type Encoded, encodeCommand, isEhloName, isEnvelopeAddress } from './wire/commands.ts';
export { needsMoreBytes, recogniseSpeaker } from './wire/first-bytes.ts';
export { handshakeTypes } from './wire/handshake.ts';
export { keywordsOf, NO_OFFERS, type Offers, readOffers } from './wire/offers.ts';
export { asBytes } from './wire/raw.ts';
export { type Garbage, NEW_READER, type Reply, type ReplyItem, type ReplyReader, readReplies } from './wire/replies.ts';
