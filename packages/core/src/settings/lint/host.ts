import { providerOfDomain } from '../../catalogue/providers/index.ts';
import { parseHost } from '../../target.ts';
import { isLookup } from '../expression.ts';
import { isKey } from '../tables.ts';
import type { Pair, Said, Settings, Slip } from '../types.ts';
import { clientName, hasLogin, hostOf, isAnybodys, isLookedUp, mailboxProviderOf, pairOf, portOf } from './about.ts';
import { corrected } from './correct.ts';
import { slip } from './slip.ts';

/** What nearly every host is: its last label begins with a letter, so it is no address. */
const PLAIN = /^(?:[a-z\d]+[.-])*[a-z][a-z\d]*$/i;

/** No host at all, so that the program falls back to this machine or does not start. */
export function hostMissing(settings: Settings): readonly Slip[] {
  const { client, host, pairs } = settings;
  if (host !== null && (host.value.trim() !== '' || isLookedUp(settings, host))) return [];
  if (pairs.some((pair) => isPreset(settings, pair) || isUrlElsewhere(settings, pair))) return [];
  if (host === null && settings.lines.some((line) => SPREAD.test(line))) return [];
  const fallsBack = client?.defaults.host === 'localhost';
  const port = portOf(settings)?.value ?? null;
  // A program that hands its mail to a relay on the same machine says nothing, and means it
  const meansLocal =
    fallsBack && host === null && !hasLogin(settings) && (port === null || port === 25 || port === 1025);
  // A mail server without a relay delivers by itself
  const delivers = client?.kind === 'relay' && !hasLogin(settings);
  if (meansLocal || delivers) return [];
  const known = mailboxProviderOf(settings)?.submission[0]?.host;
  const then = fallsBack
    ? `${clientName(settings)} then tries this machine (localhost)`
    : 'the program has nowhere to go';
  return [
    slip({
      code: 'settings-host-missing',
      line: host?.line ?? null,
      key: host?.key ?? null,
      what: `No host is named: ${then}.${known === undefined || known.includes('{') ? '' : ` The mailbox belongs to ${known}.`}`,
    }),
  ];
}

/** `...defaults` in an object, `**options` in a call: what else is said stands elsewhere. */
const SPREAD = /(?:^|[{(,\s])(?:\.\.\.|\*\*)[A-Za-z_]/;

/** The name of a provider, which stands for its host. */
const isPreset = ({ client }: Settings, { key }: Pair): boolean =>
  (client?.keys.provider ?? []).some((name) => isKey(key, name));

/** A URL that is looked up when the program runs. */
const isUrlElsewhere = ({ client }: Settings, { key, value }: Pair): boolean =>
  isLookup(value) && (client?.keys.url ?? ['url']).some((name) => isKey(key, name));

/** A host with a blank, a comma, a scheme, a path or a port in it, or an e-mail address in its place. */
export function hostInvalid(settings: Settings): readonly Slip[] {
  const host = hostOf(settings);
  if (host === null) return [];
  // PHP's stream functions take the mode in front of the host, and PHPMailer takes several hosts
  const isPhp = settings.client?.syntax === 'php';
  const written = writtenHost(settings, host);
  const names = isPhp
    ? written.split(';').map((each) => each.replace(MODE_IN_FRONT, '').replace(/:\d+$/, ''))
    : [isAnybodys(settings) ? written.replace(MODE_IN_FRONT, '') : written];
  const bad = names.find((name) => !PLAIN.test(name) && !parseHost(name).ok);
  if (bad === undefined) return [];
  const { what, instead } = mistakeIn(bad);
  return [
    slip({
      code: 'settings-host-invalid',
      // Some programs take the port with the host
      ...(isAnybodys(settings) && settings.port === null && WITH_PORT.test(bad) ? { severity: 'warning' } : {}),
      line: host.line,
      key: host.key,
      what,
      corrected: instead === null ? null : corrected(settings, { ...host, value: bad }, instead),
    }),
  ];
}

const WITH_PORT = /^[^:\s]+:\d+$/;
const MODE_IN_FRONT = /^(?:ssl|tls):\/\//;

/** The host with the blanks around it that its quotes keep. */
function writtenHost(settings: Settings, host: Said<string>): string {
  const pair = pairOf(settings, host);
  return pair?.quoted === true && pair.value.trim() === host.value ? pair.value : host.value;
}

type Mistake = { readonly what: string; readonly instead: string | null };

function mistakeIn(text: string): Mistake {
  const scheme = /^[a-z][a-z+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined)
    return mistake(
      `"${scheme}" does not belong into a host name.`,
      text.slice(scheme.length).replace(/(?::\d+)?(?:\/.*)?$/, ''),
    );
  const domain = /^[^\s@]+@([^\s@]+)$/.exec(text)?.[1];
  if (domain !== undefined) {
    const known = providerOfDomain(domain)?.submission[0]?.host ?? '';
    return mistake('An e-mail address stands in place of the host.', known);
  }
  const port = /^([^:]*):(\d+)$/.exec(text);
  if (port !== null)
    return mistake(`The port ${port[2]} stands inside of the host name; it has a setting of its own.`, port[1] ?? '');
  if (text.includes('/')) return mistake('A path stands behind the host name.', text.replace(/\/.*$/, ''));
  if (/[,;]/.test(text)) return mistake('A comma or semicolon stands in the host name.', mended(text, /[,;]/g));
  if (/\s/.test(text)) return mistake('A blank stands in the host name.', text.replace(/\s+/g, ''));
  return { what: `"${text}" is not a host name.`, instead: null };
}

/** A comma typed for a dot, or behind the name. */
const mended = (text: string, wrong: RegExp): string =>
  text
    .replace(/[,;]\s*$/, '')
    .replace(wrong, '.')
    .replace(/\s+/g, '');

/** The mistake with its correction, where that is a host name itself. */
const mistake = (what: string, instead: string): Mistake => ({ what, instead: parseHost(instead).ok ? instead : null });
