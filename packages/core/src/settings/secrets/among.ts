import { CLIENTS } from '../clients/index.ts';
import { isNameOnly, truthOf } from '../expression.ts';
import type { Found } from '../syntax/found.ts';
import { isKey, keysFor, keysOf, type Tables } from '../tables.ts';

/** Names of secrets, in the languages in which settings are mostly labelled. */
const NAMES: readonly string[] = [
  '(?<!by|com)pass(?!ive|enger|age|port|ing)',
  // What people make of "password": pwd, pswd, psw, pw
  'pwd|pswd|(?<![a-z])psw|(?<![a-z])pw(?![a-z])',
  'kennwort|contrase|(?<![a-z])clave|senha|has[lł]o|wachtwoord|l[oö]senord|adgangskode|heslo|jelsz[oó]|parola|[sş]ifre|salasana|(?<![a-z])mdp',
  'парол|密码|密碼|授权码|授權碼|パスワード|암호|비밀번호',
  'secret|token|(?<![a-z])bearer|auth[ _-]?code|[_-]cred(?:s|entials?)?(?![a-z])|(?<![a-z])credential(?![a-z(])',
  'api[ _-]?key|(?:access|private|auth|signing|account|encryption|smtp|mail)[ _-]?key|[a-z0-9][_-]key(?![a-z_])',
];
export const SECRET = new RegExp(NAMES.join('|'), 'i');
/** Arguments that are passwords in calls that log in. */
const ARGUMENT = /(?:login|auth\w*|credentials?)\(\)\.1$|PlainAuth\(\)\.2$/i;
/** Arguments and flags that are passwords to some client. */
const ARGUMENTS = CLIENTS.flatMap(({ keys }) =>
  (keys.password ?? []).filter((key) => key.includes('()') || key.startsWith('-')),
);

/** The pairs that hold secrets: the tables say so, or a name does and they do not know it as something else. */
export function secretsAmong(pairs: readonly Found[], tables: Tables): readonly Found[] {
  const passwords = keysFor(tables, 'password');
  const known = keysOf(tables);
  return pairs.filter((pair, index) => {
    const { key } = pair;
    if (passwords.some((each) => isKey(key, each))) return true;
    if (known.some((each) => isKey(key, each))) return false;
    const isNamed = isSecretName(key) || ARGUMENTS.some((each) => isKey(key, each));
    return (hidesSomething(pair) || pair.value === '') && (isNamed || followsName(pair, pairs[index - 1]));
  });
}

/** Whether a key's name says that its value is a secret, or the name of what it belongs to: of an argument that is the call. */
export function isSecretName(key: string): boolean {
  const parts = key.split('.').filter((part) => !/^\d+$/.test(part));
  return parts.slice(-2).some((part) => SECRET.test(part)) || ARGUMENT.test(key);
}

/** An argument behind one of the same call that is the name of a secret: `set('smtp', 'password', '…')`. */
function followsName({ key }: Found, before: Found | undefined): boolean {
  const place = /^(.*\(\)\.)(\d+)$/.exec(key);
  if (before?.quoted !== true || place === null || !/^[\w.-]{1,40}$/.test(before.value)) return false;
  const isSameCall =
    before.key === `${place[1]}${Number(place[2]) - 1}` || (place[2] === '2' && !before.key.includes('('));
  return isSameCall && SECRET.test(before.value);
}

/** Whether there is something to hide in a pair that has a secret's name: not in a switch, not in a name of a variable. */
export const hidesSomething = ({ value, quoted }: Found): boolean =>
  value !== '' && (quoted || (truthOf(value) === null && !isNameOnly(value)));
