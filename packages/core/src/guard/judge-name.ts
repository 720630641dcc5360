import type { AddressPolicy } from './policy.ts';
import { ALLOWED, type Judgement, refuse } from './refusals.ts';
import { RESERVED_NAMES } from './reserved-names.ts';

/**
 * Whether a name may be looked up (security rows SEC-02, SEC-03, SEC-05, SEC-09). The name must be in its last form, with
 * A-labels: UTS-46 folds `①②⑦.⓪.⓪.①` and full-width letters, so it must have been applied before.
 */
export function judgeName(name: string, policy: AddressPolicy): Judgement {
  return judgeLabels(name, LDH, policy);
}

/** The same for the target of a CNAME, which may hold an underscore (RFC 2181 §11). */
export function judgeAlias(name: string, policy: AddressPolicy): Judgement {
  return judgeLabels(name, LDH_OR_UNDERSCORE, policy);
}

/** Letters, digits and inner hyphens (RFC 1123 §2.1); ASCII only. */
const LDH = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/;
const LDH_OR_UNDERSCORE = /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/;

function judgeLabels(name: string, grammar: RegExp, policy: AddressPolicy): Judgement {
  const full = name.replace(/\.$/, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const labels = full.split('.');
  if (full.length > 253 || !labels.every((label) => grammar.test(label))) return refuse('bad-name');
  // getaddrinfo reads 127.1, 0177.1, 0x7f.1 and 2130706433 as addresses; all of them begin their last part with a digit
  if (!/^[a-z]/.test(labels.at(-1) ?? '')) return refuse('number-as-name');
  const reserved = RESERVED_NAMES.find(({ suffix }) => full === suffix || full.endsWith(`.${suffix}`));
  if (reserved !== undefined && (reserved.never === true || policy.profile === 'public'))
    return refuse('reserved-name');
  return labels.length === 1 && policy.profile === 'public' ? refuse('single-label') : ALLOWED;
}
