import type { Mode } from '../../ports.ts';
import type { Code } from '../causes.ts';

/** How sure an error text makes us of a cause: never certain, since nothing was tested. */
export type Sureness = 'likely' | 'possible';

/**
 * Codes of the diagnosis contract. Those named here may not have their wording yet; a candidate with one of them says
 * what stands in until then.
 */
export type ContractCode =
  | Code
  | 'address-blocklisted'
  | 'auth-account-locked'
  | 'auth-oauth-required'
  | 'auth-password-expired'
  | 'content-rejected'
  | 'rate-limited'
  | 'server-fault'
  | 'tls-intercepted'
  | 'tls-weak-parameters';

/** What moves a candidate: the first that fits the port's usual mode and the client's mode wins. Null: not this one. */
export type Shift = {
  readonly port?: number;
  readonly usual?: Mode;
  readonly mode?: Mode;
  readonly is: Sureness | null;
};

/** One cause that an error text may stand for. `is`: without further knowledge. */
export type Candidate = {
  readonly code: ContractCode;
  readonly instead?: Code;
  readonly is: Sureness | null;
  readonly shifts?: readonly Shift[];
  /** Words for the catalogue's templates. */
  readonly words?: Readonly<Record<string, string>>;
};

/**
 * An error text as programs print it. It is there when one of `text` (lower case, anywhere), of `word` (lower case,
 * not inside a longer word) or `pattern` (linear, and the exception) is found, one of `near` stands somewhere too, and
 * none of `unless` does.
 */
export type ErrorText = {
  /** Who says so. */
  readonly by: string;
  readonly text?: readonly string[];
  readonly word?: readonly string[];
  readonly pattern?: RegExp;
  readonly near?: readonly string[];
  readonly unless?: readonly string[];
  /** Says little: counts only where nothing else is found. */
  readonly general?: true;
  readonly means: readonly Candidate[];
};
