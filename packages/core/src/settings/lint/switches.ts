import { truthOf } from '../expression.ts';
import { isKey } from '../tables.ts';
import type { Pair, Settings, Slip, Switch, Wanted } from '../types.ts';
import { hostOf, isPrivateHost } from './about.ts';
import { corrected, withoutPair } from './correct.ts';
import { modeOfLabel } from './label.ts';
import { slip } from './slip.ts';
import { OPPOSITES, spelledLike } from './words.ts';

const unchecked = (key: string, values: Wanted): Switch => ({
  key,
  values,
  code: 'settings-verification-off',
  instead: null,
  why: 'every certificate is then accepted',
});
const outdated = (key: string, values: Wanted): Switch => ({
  key,
  values,
  code: 'settings-tls-outdated',
  instead: null,
  why: 'servers refuse versions before TLS 1.2',
});
const OLD_VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.0', 'TLSv1.1', 'TLSv1_1', 'TLS1.0', 'TLS1.1'];

/** Keys that mean the same wherever they stand, whoever reads them. */
const COMMON: readonly Switch[] = [
  unchecked('NODE_TLS_REJECT_UNAUTHORIZED', ['false']),
  unchecked('rejectUnauthorized', ['false']),
  unchecked('InsecureSkipVerify', ['true']),
  unchecked('allow_self_signed', ['true']),
  unchecked('verify_peer', ['false']),
  unchecked('verify_peer_name', ['false']),
  unchecked('openssl_verify_mode', ['none', 'OpenSSL::SSL::VERIFY_NONE']),
  unchecked('tls_certcheck', ['false']),
  unchecked('_create_unverified_context()', 'any'),
  unchecked('verify_mode', ['ssl.CERT_NONE', 'CERT_NONE']),
  outdated('minVersion', OLD_VERSIONS),
  outdated('maxVersion', OLD_VERSIONS),
  outdated('secureProtocol', ['SSLv3_method', 'TLSv1_method', 'TLSv1_1_method']),
  outdated('mail.smtp.ssl.protocols', OLD_VERSIONS),
];

/** The client's own switches and those that everybody knows: checks that are off, versions that are broken, keys nobody reads. */
export function switches(settings: Settings): readonly Slip[] {
  const own = settings.client?.switches ?? [];
  return settings.pairs.flatMap((pair) => {
    const found = [...own, ...COMMON].find((each) => isKey(pair.key, each.key) && isValue(pair.value, each.values));
    const all = found ?? (saysYesToAll(pair) ? unchecked(pair.key, 'any') : undefined);
    return all === undefined ? [] : [slipOf(settings, pair, all)];
  });
}

/** A check in code that takes whatever comes: `ServerCertificateValidationCallback = (s, c, h, e) => true`. */
const saysYesToAll = ({ key, value }: Pair): boolean => /ValidationCallback$/.test(key) && /=>\s?true$/.test(value);

function slipOf(settings: Settings, pair: Pair, { code, instead, why }: Switch): Slip {
  const host = hostOf(settings);
  // Whoever runs the server on the same machine or network knows why its certificate is its own
  const harmless = code === 'settings-verification-off' && host !== null && isPrivateHost(host.value);
  // What nobody reads misleads nobody where it says what is done anyway
  const agrees = code === 'settings-without-effect' && modeOfLabel(pair.value) === settings.mode?.value;
  return slip({
    code,
    ...(harmless || agrees ? { severity: 'info' } : {}),
    line: pair.line,
    key: pair.key,
    what: `${nameOf(pair.key)}${isWordAlone(pair) ? '' : ` = ${pair.value}`}: ${why}.`,
    corrected:
      instead === null
        ? (turned(settings, pair, code) ?? withoutPair(settings, pair))
        : corrected(settings, pair, instead),
    words: { label: pair.key },
  });
}

/** A call or a flag without a value, or a key with none. */
const isWordAlone = ({ key, value }: Pair): boolean =>
  value === '' || (value === 'true' && (key.endsWith('()') || key.startsWith('-')));

/** A key as it stands in the text: without the call around it. */
const nameOf = (key: string): string => key.replace(/^.*\(\)\.(?=\D)/, '');

/** A check that is switched off by a word can be switched on by its opposite. */
function turned(settings: Settings, pair: Pair, code: Switch['code']): string | null {
  const opposite = code === 'settings-verification-off' ? OPPOSITES[pair.value.toLowerCase()] : undefined;
  return opposite === undefined ? null : corrected(settings, pair, spelledLike(opposite, pair.value));
}

function isValue(value: string, wanted: Wanted): boolean {
  if (wanted === 'any') return true;
  if (wanted === 'absent') return false;
  return wanted.some((each) => {
    const truth = each === 'true' ? true : each === 'false' ? false : null;
    return truth === null ? each.toLowerCase() === value.toLowerCase() : value !== '' && truthOf(value) === truth;
  });
}
