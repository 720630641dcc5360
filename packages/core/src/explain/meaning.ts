import type { Code } from '../catalogue/causes.ts';
import { describeReply } from '../catalogue/enhanced.ts';
import type { Answered, ContractCode } from '../catalogue/errors/index.ts';
import { meaningOf } from '../catalogue/replies/meaning.ts';
import type { Confidence } from '../diagnose/types.ts';
import type { Stage } from '../trace/types.ts';
import { refusalIn } from './refusals.ts';
import type { FoundReply } from './replies.ts';

/** What a reply says: a code, and the advice of the reply catalogue where it knows these very words. */
export type Meaning = {
  readonly code: ContractCode;
  readonly instead: Code;
  readonly confidence: Confidence;
  readonly cause: string | null;
  readonly fix: readonly string[] | null;
  /** What its codes stand for, where the catalogue does not know it. */
  readonly registered: string | null;
};

const STAGES: Readonly<Record<Answered, Stage>> = {
  CONNECT: 'greeting',
  EHLO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'envelope',
  RCPT: 'envelope',
  DATA: 'data',
  TEXT: 'data',
};

/** The cause that a reply names: of the catalogue where it knows it, else by its code and words alone. */
export function meaningIn(reply: FoundReply, host: string | null): Meaning {
  const { code, enhanced, lines, to, greeting } = reply;
  const stage = to === null ? null : STAGES[to];
  const refusal = refusalIn(reply);
  const found = lines.length === 0 ? null : meaningOf({ stage, code, enhanced, lines, host, greeting });
  if (found === null || !found.specific) {
    return { ...refusal, cause: null, fix: null, registered: describeReply({ code, enhanced, to }) };
  }
  const { finding, cause, fix } = found;
  return { code: finding, instead: refusal.instead, confidence: 'certain', cause, fix, registered: null };
}
