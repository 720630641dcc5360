import type { Code } from '../catalogue/index.ts';
import type { Severity } from '../diagnose/types.ts';
import type { Mode } from '../ports.ts';

/** What a client is: it decides the words in which its settings are shown. */
export type ClientKind = 'mail-program' | 'library' | 'framework' | 'application' | 'relay' | 'tool' | 'device';

/**
 * How a client's settings are written down. `form` is for what is filled in by hand: one `Label: value` a line, which is
 * also how it is printed, so that settings of every client can be read back.
 */
export type Syntax =
  | 'env'
  | 'form'
  | 'ini'
  | 'properties'
  | 'yaml'
  | 'json'
  | 'javascript'
  | 'python'
  | 'php'
  | 'ruby'
  | 'go'
  | 'csharp'
  | 'java'
  | 'words'
  | 'm4'
  | 'flags'
  | 'url';

/** One setting as it stands in a text. */
export type Pair = {
  /** As written; nested keys are joined by dots (`auth.user`), calls end in `()` with the argument's place (`SMTP().0`). */
  readonly key: string;
  /** Without quotes, escapes undone. */
  readonly value: string;
  /** Written as a string: in most languages the string "false" is true. */
  readonly quoted: boolean;
  /** Counted from 1. */
  readonly line: number;
};

/** What a key is about, whatever a client calls it. `place` is `host:port` in one value, `url` an SMTP URL. */
export type Meaning = 'host' | 'port' | 'place' | 'url' | 'user' | 'password' | 'from' | 'ehlo' | 'provider';

/** What a pair must say for a row of a table to hold: one of these values (without case), anything, or that it is not there. */
export type Wanted = readonly string[] | 'any' | 'absent';

/** One way to tell a client a mode. The first row of the table that fits wins; `true` and `false` stand for all spellings the client takes. */
export type Saying = {
  readonly when: Readonly<Record<string, Wanted>>;
  /** The client looks at the port as well. */
  readonly port?: readonly number[];
} & (
  | {
      readonly mode: Mode;
      /** STARTTLS where it is offered, else in the clear: what is not required can be stripped on the way. */
      readonly optional?: true;
    }
  /** The settings contradict each other: what the client does then, in one sentence. */
  | { readonly conflict: string }
);

/** A key that weakens something, or has no effect (any more). */
export type Switch = {
  readonly key: string;
  readonly values: Wanted;
  readonly code: Extract<Code, `settings-${string}`>;
  /** What to write instead; null: leave the line out. */
  readonly instead: string | null;
  readonly why: string;
};

/** One client: how it says the three modes, what it assumes, its classic mistake, how its settings are read and printed. */
export type Client = {
  /** As `--for` and `--client` take it: lower case, hyphens. */
  readonly id: string;
  readonly name: string;
  readonly kind: ClientKind;
  readonly aliases: readonly string[];
  readonly syntax: Syntax;
  /** Keys by meaning, the one that is printed first; without case. */
  readonly keys: Readonly<Partial<Record<Meaning, readonly string[]>>>;
  readonly modes: readonly Saying[];
  /** Words that tell this client's settings from others', for a text whose client nobody named. */
  readonly signs: readonly RegExp[];
  readonly switches: readonly Switch[];
  /** Whether the string "false" counts as true: a JavaScript or Python client that takes a value from the environment unparsed. */
  readonly stringsAreTrue: boolean;
  /** How it says each mode to the user's face; null: it cannot. */
  readonly labels: Readonly<Record<Mode, string | null>>;
  /** What it does where nothing is said; host null: it refuses to start. */
  readonly defaults: { readonly host: 'localhost' | null; readonly port: number | null };
  /** Whether it refuses a host that stands without a port. */
  readonly needsPort?: true;
  readonly mistake: string;
  /** Settings ready to paste, by mode. `{host}`, `{port}`, `{user}`, `{from}` and `{domain}` are filled in; the password is always a placeholder. Null where the client cannot do it. */
  readonly templates: Readonly<Record<Mode, string | null>>;
  /** Where the template goes: a file, a menu. */
  readonly where: string;
  readonly source: string;
  readonly gathered: string;
  readonly confidence: 'high' | 'medium' | 'low';
};

/** A value, and where it stands. */
export type Said<T> = { readonly value: T; readonly line: number; readonly key: string };

/** What somebody's settings come to, whatever the client. Null: not said. The password itself is never in here. */
export type Settings = {
  readonly client: Client | null;
  readonly host: Said<string> | null;
  readonly port: Said<string> | null;
  readonly mode: (Said<Mode> & { readonly optional: boolean }) | null;
  readonly user: Said<string> | null;
  readonly password: Said<'given' | 'empty'> | null;
  readonly from: Said<string> | null;
  readonly ehlo: Said<string> | null;
  /** Every pair but the password, for rules that look at single keys. */
  readonly pairs: readonly Pair[];
  /** What was already wrong while reading: contradictions, quotes, unencoded characters. */
  readonly slips: readonly Slip[];
  /** The text by lines, secrets masked: what a finding quotes. */
  readonly lines: readonly string[];
};

/** One thing that is wrong in the settings, found without a network. */
export type Slip = {
  readonly code: Code;
  readonly severity: Severity;
  /** Counted from 1; null where something is missing altogether. */
  readonly line: number | null;
  readonly key: string | null;
  /** What is wrong with this line, in one sentence with its values. */
  readonly what: string;
  /** The line as it should be, ready to paste; null where only a person can know. */
  readonly corrected: string | null;
  /** What the blanks in the wording of the cause stand for, where the settings alone do not tell. */
  readonly words?: Readonly<Record<string, string>>;
};
