import type { Cause, Reference } from '../catalogue/cause.ts';
import { CAUSES, type Code } from '../catalogue/causes.ts';
import { loginAdvice, type Need, type Provider, providerOfHost } from '../catalogue/providers/index.ts';
import type { Claim } from './claim.ts';

/** Refused logins that depend on what the provider takes, each with what the server has just said that it does not take. */
const REFUSED: Readonly<Partial<Record<Code, readonly Need[]>>> = {
  'auth-credentials-rejected': [],
  'auth-app-password-required': ['password'],
  'auth-basic-disabled': ['password', 'app-password'],
  'auth-oauth-required': ['password', 'app-password'],
};

/** How advice speaks of a need; of a password it speaks everywhere. */
const SAYS: Readonly<Partial<Record<Need, RegExp>>> = {
  'app-password': /\bapp(?:-specific)? password|\b(?:authorization code|external applications)\b/i,
  oauth: /\bOAuth\b/,
  'api-key': /\bAPI key\b/,
  'smtp-credentials': /\bSMTP (?:credentials|password)\b/,
};

/** What general advice says of app passwords is less than what the provider says. */
export const isLessThanProviders = (line: string): boolean => SAYS['app-password']?.test(line) === true;

/**
 * What the provider of the server takes as login, where it refused one: one line of advice. Null where the server is nobody's
 * that we know, where something else is wrong, and where the other words say so already.
 */
export function providerAdvice(claim: Claim): string | null {
  const refused = REFUSED[claim.code];
  const provider = refused === undefined ? null : providerOf(claim);
  const [need, ...others] = provider?.needs.filter((each) => refused?.includes(each) === false) ?? [];
  if (provider === null || need === undefined) return null;
  // The server knows better than a list
  if (claim.code === 'auth-app-password-required' && !provider.needs.includes('app-password')) return null;
  return SAYS[need]?.test(saidOtherwise(claim)) === true
    ? null
    : loginAdvice({ ...provider, needs: [need, ...others] }).fix;
}

/** Where the provider says how to log in. */
export function providerReferences(claim: Claim): readonly Reference[] {
  const provider = REFUSED[claim.code] === undefined ? null : providerOf(claim);
  return provider === null || provider.docs === null
    ? []
    : [{ title: `${provider.name}: help pages`, url: provider.docs }];
}

/** What stands beside the provider's advice: the reply's own meaning, else what is said in general. */
function saidOtherwise({ code, meaning }: Claim): string {
  const { fix }: Cause = CAUSES[code];
  return (
    meaning === undefined ? fix.filter((line) => !isLessThanProviders(line)) : [meaning.cause, ...meaning.fix]
  ).join(' ');
}

/** Whose server this is, by its name; an address is nobody's. */
const providerOf = ({ about }: Claim): Provider | null => (about === null ? null : providerOfHost(about.route.host));
