import type { Need, Provider } from './types.ts';
import { usernameText } from './words.ts';

/** What is wrong with a user name at a provider, and what it should be where that follows. */
export type UsernameProblem = { readonly what: string; readonly corrected: string | null };

/**
 * Whether a user name has the form that a provider wants. Null where it has, and where the form says nothing: an empty
 * name, or one that the provider issues.
 *
 * @example
 * ```ts
 * const sendgrid = providerOfId('sendgrid');
 * if (sendgrid !== null) usernameProblem(sendgrid, 'ann@example.com')?.corrected; // 'apikey'
 * ```
 */
export function usernameProblem({ name, usernameForm: form }: Provider, user: string): UsernameProblem | null {
  if (user === '') return null;
  const at = user.lastIndexOf('@');
  const wanted = `${name} wants ${usernameText(form)} as user name`;
  if (typeof form === 'object') {
    // SparkPost takes options behind a colon
    return user === form.literal || user.startsWith(`${form.literal}:`)
      ? null
      : { what: `${wanted}, the same for everybody.`, corrected: form.literal };
  }
  switch (form) {
    case 'address':
      // Not a guess at the domain: it may be one of the user's own
      return at > 0 && at < user.length - 1
        ? null
        : { what: `${wanted}, with the part behind the @.`, corrected: null };
    case 'local-part':
      return at < 0 ? null : { what: `${wanted}, without the part behind it.`, corrected: user.slice(0, at) };
    case 'key':
      return at < 0 ? null : { what: `${wanted}, not an e-mail address.`, corrected: null };
    case 'address-or-local-part':
    case 'issued':
    case 'any':
      return null;
  }
}

/** What to do about each need when a login was refused. */
const FIXES: Readonly<Record<Need, string>> = {
  password: 'the password of the mailbox',
  'app-password': "an app password, made in the account's security settings; the normal password is refused",
  oauth: 'OAuth (XOAUTH2): sign in with the provider in place of a password',
  'api-key': 'an API key as the password, not the password of the account',
  'smtp-credentials': 'SMTP credentials made for this in its console, not the password of the account',
  'allow-list': 'no login but an address on its list: have yours added',
  bridge: 'its bridge program on this machine, and the user and password that the program shows',
  nothing: 'no login at all: leave user and password out',
  'no-smtp': 'another program: it offers no SMTP',
};

/** What the login takes at a provider, as one line of advice, and where the provider says so. */
export type LoginAdvice = { readonly fix: string; readonly url: string | null };

/** What somebody needs whose login a provider refused: the provider's actual need, the user name, and the switch to turn on. */
export function loginAdvice({ name, needs, usernameForm, offByDefault, docs }: Provider): LoginAdvice {
  const [first, ...others] = needs.map((need) => FIXES[need]);
  const ways = [first, ...others.map((other) => `or ${other}`)].join('; ');
  const said = !needs.some((need) => need === 'nothing' || need === 'no-smtp' || need === 'allow-list');
  return {
    fix: [
      `${name} takes ${ways}.`,
      ...(said ? [`The user name is ${usernameText(usernameForm)}.`] : []),
      ...(offByDefault ? ['SMTP access has to be switched on in the account first.'] : []),
    ].join(' '),
    url: docs,
  };
}
