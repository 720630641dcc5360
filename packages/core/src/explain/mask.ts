import { spoken } from './transcript.ts';

const MARK = '‹redacted›';

/** `pass: "…"`, `SMTP_PASSWORD=…`, `token=…`; app passwords are four groups of four letters. */
const FIELDS =
  /(?<![a-z])((?:pass(?:word|wd|phrase)?|pwd|secret|api[_-]?key|(?:access|refresh)[_-]?token|token)["']?\s{0,3}[:=]\s{0,3})(?![245]\d\d[ -])("[^"\n]{0,512}"|'[^'\n]{0,512}'|[a-z]{4}(?: [a-z]{4}){3}(?![a-z])|[^\s"',;}\]]{1,512})/gi;
/** Up to the last @ of the word: passwords hold @ more often than paths do. */
const URL_LOGIN = /(:\/\/[^\s/@:]{0,256}:)(\S{1,512})@/g;
const BEARER = /\b(Bearer\s|ya29\.|eyJ|SG\.)[\w.~+/=-]{8,2048}/g;
const AUTH = /\b(AUTH [A-Z0-9-]{3,24} )([A-Za-z0-9+/]{3,4096}={0,2}|=)/gi;
/** Long runs that look like base64 rather than like a word. */
const BLOB = /[A-Za-z0-9+/]{20,4096}={0,2}/g;
const LONE_BLOB = /^(?:b?['"])?[A-Za-z0-9+/]{3,4096}={0,2}['"]?$/;

/** The text without what may be a password, a token, or the base64 of one (RFC 4954 §4 sends them so). */
export function maskSecrets(text: string): string {
  let loggingIn = false;
  return text
    .split('\n')
    .map((line) => {
      if (!loggingIn && !/auth|334/i.test(line)) return maskLine(line);
      const said = spoken(line)?.text ?? line;
      if (/^AUTH |^334(?:[ -]|$)/i.test(said)) loggingIn = true;
      else if (/^[245]\d\d(?:[ -]|$)/.test(said)) loggingIn = false;
      else if (loggingIn && LONE_BLOB.test(said)) return line.slice(0, line.length - said.length) + MARK;
      return maskLine(line);
    })
    .join('\n');
}

const maskLine = (line: string): string =>
  line
    .replace(URL_LOGIN, `$1${MARK}@`)
    .replace(FIELDS, `$1${MARK}`)
    .replace(BEARER, `$1${MARK}`)
    .replace(/\b(334[ -])\S{1,4096}/g, `$1${MARK}`)
    .replace(AUTH, (all, before: string, blob: string) => (isWord(blob) ? all : before + MARK))
    .replace(BLOB, (blob) => (looksEncoded(blob) ? MARK : blob));

/** "failed", "command", or the next mechanism of an EHLO line. */
const isWord = (text: string): boolean =>
  /^[a-z]{2,16}$/.test(text) ||
  /^(?:PLAIN|LOGIN|NTLM|GSSAPI|XOAUTH2|OAUTHBEARER|CRAM|DIGEST|SCRAM|XOAUTH|EXTERNAL)$/.test(text);

const looksEncoded = (text: string): boolean =>
  text.endsWith('=') ||
  (text.length >= 24 && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && !/[a-z]{9}/.test(text));
