import type { Settings, Slip } from '../types.ts';
import { hostOf, isLookedUp, isPrivateHost, isWritten, providerOf } from './about.ts';
import { corrected } from './correct.ts';
import { slip } from './slip.ts';

/** Keys of logins that need no password in these settings: tokens, key stores, files. */
const OTHER_LOGIN =
  /oauth|token|secret|credential|key(?:chain|ring)|passwordeval|pass(?:word)?_?(?:file|cmd|command|eval)|passwd_file|netrc|sasl_password_maps/i;

/** A user name with an empty password, or a password without a user name. */
export function loginIncomplete(settings: Settings): readonly Slip[] {
  const { client, password, pairs, user } = settings;
  const named = user !== null && (user.value.trim() !== '' || isLookedUp(settings, user));
  if (named && password?.value === 'empty') {
    return [
      slip({
        code: 'settings-login-incomplete',
        line: password.line,
        key: password.key,
        what: 'A user name is given and the password is empty.',
      }),
    ];
  }
  const takesUser = client === null || client.keys.user !== undefined;
  const elsewhere = pairs.some(({ key }) => OTHER_LOGIN.test(key));
  const isKeyAlone = providerOf(settings)?.usernameForm === 'any';
  if (named || password?.value !== 'given' || !takesUser || elsewhere || isKeyAlone) return [];
  return [
    slip({
      code: 'settings-login-incomplete',
      line: user?.line ?? password.line,
      key: user?.key ?? password.key,
      what: 'A password is given and no user name.',
    }),
  ];
}

/** A provider whose user name is the same word for everybody, and another name. */
export function userWrong(settings: Settings): readonly Slip[] {
  const { user } = settings;
  const provider = providerOf(settings);
  if (provider === null || typeof provider.usernameForm !== 'object') return [];
  const { literal } = provider.usernameForm;
  if (user === null || user.value.trim() === '' || !isWritten(settings, user)) return [];
  if (user.value.trim().toLowerCase() === literal.toLowerCase()) return [];
  return [
    slip({
      code: 'settings-user-wrong',
      severity: provider.sources.includes('vendor') ? 'error' : 'warning',
      line: user.line,
      key: user.key,
      what: `At ${provider.name} the user name is the word ${literal} for everybody; the key is the password.`,
      corrected: corrected(settings, user, literal),
      words: { host: hostOf(settings)?.value ?? provider.name, provider: provider.name, user: literal },
    }),
  ];
}

const LOCALHOST = /^(?:localhost(?:\.localdomain)?|\[?127(?:\.\d+){3}\]?|\[?(?:IPv6:)?::1\]?)\.?$/i;

/** An EHLO name that servers on the internet refuse or distrust. */
export function ehloLocalhost(settings: Settings): readonly Slip[] {
  const { ehlo } = settings;
  const host = hostOf(settings);
  if (ehlo === null || !isWritten(settings, ehlo) || (host !== null && isPrivateHost(host.value))) return [];
  const name = ehlo.value.trim();
  const isLocalhost = LOCALHOST.test(name);
  if (!isLocalhost && (name === '' || name.includes('.') || name.includes(':'))) return [];
  return [
    slip({
      code: 'settings-ehlo-localhost',
      ...(isLocalhost ? {} : { severity: 'info' }),
      line: ehlo.line,
      key: ehlo.key,
      what: isLocalhost
        ? `"EHLO ${name}" is what every badly set up machine says, and some servers refuse it.`
        : `"EHLO ${name}" is no full name, and some servers refuse it.`,
      words: { ehlo: name },
    }),
  ];
}
