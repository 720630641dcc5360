export { printLawSheet } from './print.ts';
export { blame, type DialogueEvent, open, type Session, type Step, step, target, type Violation } from './step.ts';
export {
  DIALOGUE,
  type Guard,
  type LegalVerb,
  type Phase,
  type ReplyKey,
  type Role,
  type Row,
  type Table,
  type Verb,
} from './table.ts';
