import type { Effect } from './effects.ts';
import { plainMatch } from './matching.ts';
import { RuleDraft } from './rule-draft.ts';

export type { Effect } from './effects.ts';
export { RuleDraft } from './rule-draft.ts';

/**
 * Where in a connection a rule takes hold. `any` is every reply to a command, `auth-command` is the AUTH line before anybody looks
 * at it, `auth` the reply that ends the SASL exchange, `data` also each chunk but the last (RFC 3030 §2), `body` the end of the message.
 */
export type Stage =
  | 'accept'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'tls'
  | 'auth-command'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'body'
  | 'quit'
  | 'any';

/** A regular expression as data. */
export type Pattern = { readonly pattern: string; readonly flags?: string };

/** A text to compare: a string is compared whole and without regard to case. */
export type Text = string | RegExp | Pattern;

/** What must hold besides the stage; an absent field holds always. */
export type Match = {
  readonly listener?: string;
  /** Reverse-path of MAIL (RFC 5321 §4.1.1.2), known from `mail` on. */
  readonly from?: Text;
  /** Forward-path of RCPT (RFC 5321 §4.1.1.3), known at `rcpt`. */
  readonly to?: Text;
  /** The user who logs in, known at `auth` and after. */
  readonly user?: Text;
  /** The command line as the transcript shows it, credentials masked. */
  readonly line?: Text;
  /** What the client called itself in EHLO or HELO, known from `ehlo` on. */
  readonly hello?: Text;
  /** The address that the client connects from, where the host tells it. */
  readonly address?: Text;
};

/** What tells clients apart: their address, the connection, the user, the reverse-path, or nothing. */
export type Per = 'client' | 'session' | 'user' | 'sender' | 'server';

/** So many times in any stretch of so many milliseconds, for each of them. */
export type Rate = { readonly per: Per; readonly limit: number; readonly windowMs: number };

/** What restricts a rule further; what is absent does not restrict. */
export type Only = {
  /** Which matches count, from 1: the k-th alone, those after the first n, each n-th. */
  readonly nth?: number;
  readonly after?: number;
  readonly every?: number;
  /** Probability between 0 and 1, drawn from the server's seed. */
  readonly chance?: number;
  /** Only in this state of the scenario; it begins in `start`. */
  readonly state?: string;
  /** Only beyond this rate. */
  readonly rate?: Rate;
  /** Faults of the connection take hold after so many octets: of the message at `body`, of the reply elsewhere. */
  readonly afterBytes?: number;
};

/** A fault on purpose: where, when, what, and how often (limit null: always). Plain data. */
export type Rule = {
  readonly stage: Stage;
  readonly match: Match | null;
  readonly effects: readonly Effect[];
  readonly limit: number | null;
  readonly only?: Only;
};

/**
 * Begins a rule: `at` where, then what.
 *
 * @example
 * at('rcpt', { to: /@slow\.test$/ }).reply(450, '4.2.0', 'greylisted').times(2);
 * at('ehlo').hide('STARTTLS');
 * at('body').reset().afterBytes(10_000).once();
 * at('tls').tls.alert('handshake_failure').on('submission');
 */
export const at = (stage: Stage, match: Match | null = null): RuleDraft =>
  new RuleDraft({ stage, match: match === null ? null : plainMatch(match), effects: [], limit: null });
