import type { Found, Reader } from './found.ts';

/** Flags of curl, swaks, openssl and PowerShell that take no value, so that the word behind them stands for itself. */
const ALONE = new Set(
  `--ssl --ssl-reqd --insecure --silent --show-error --verbose --crlf --fail --starttls --tls --tls-on-connect --tls-optional
  --tls-optional-strict --tls-verify --tlsv1.2 --tlsv1.3 --tlsv1.0 --tlsv1.1 --tlsv1 --sslv2 --sslv3 --quit-after-ehlo --ipv4 --ipv6
  --auth-optional --hide-all --no-data-fixup -k -s -S -v -vv -vvv -f -tls -tlsc -tlso -tlsos -a -4 -6 -quiet -crlf -ign_eof
  -no_ign_eof -brief -UseSsl -BodyAsHtml -tls1 -tls1_1 -tls1_2 -tls1_3 -ssl3 -no_ssl3 -no_tls1 -no_tls1_1`.split(/\s+/),
);
/** Of these, those that take a value in swaks: server, sender. */
const SWAKS = ['-s', '-f'];
/** Flags whose value is `user:password`. */
const LOGINS = ['-u', '--user', '--proxy-user'];
/** Flags of docker and podman whose value is `KEY=value`. */
const ENVIRONMENT = ['-e', '--env'];

type Word = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly quote: string;
  readonly closed: boolean;
};

/** Command lines: `--flag value`, `--flag=value`, `-p 587`, `-UseSsl`; words without a flag are `_0`, `_1` and so on. */
export const readFlags: Reader = (text) => {
  const found: Found[] = [];
  const words = wordsOf(text);
  const takesNone = words.some((word) => /^(?:.*\/)?swaks$/.test(word.text))
    ? (flag: string) => ALONE.has(flag) && !SWAKS.includes(flag)
    : (flag: string) => ALONE.has(flag);
  let bare = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word;
    const equals = word.text.indexOf('=');
    if (!isFlag(word)) add(`_${bare++}`, word.from, word);
    else if (word.text.startsWith('--') && equals > 0) {
      const shift = text.slice(word.from, word.to).indexOf('=') + 1;
      add(word.text.slice(0, equals), word.from, {
        ...word,
        text: word.text.slice(equals + 1),
        from: word.from + shift,
      });
    } else {
      const next = words[index + 1];
      const takes = next !== undefined && next.line - word.line <= 1 && !isFlag(next) && !takesNone(word.text);
      if (takes) index++;
      add(word.text, word.from, takes ? next : { ...word, text: 'true', quote: '' });
    }
  }
  return found;

  function add(key: string, at: number, { text: value, from, to, line, quote, closed }: Word): void {
    const colon = LOGINS.includes(key) ? value.indexOf(':') : -1;
    const pair = { at, quoted: quote !== '', quote, closed, line };
    const setting = ENVIRONMENT.includes(key) ? /^([A-Za-z_]\w*)=/.exec(value) : null;
    if (setting !== null) {
      const behind = text.indexOf('=', from) + 1;
      const end = closed && quote !== '' ? to - 1 : to;
      const said = { value: value.slice(setting[0].length), from: Math.min(behind, end), to: end };
      return void found.push({ key: setting[1] ?? '', ...pair, ...said, quoted: false, quote: '', closed: true });
    }
    if (colon < 0) return void found.push({ key, value, from, to, ...pair });
    // The two share one pair of quotes, which belongs to neither
    const begin = from + quote.length;
    const end = closed ? to - quote.length : to;
    const middle = Math.min(end, text.indexOf(':', from) + 1 || end);
    const part = { ...pair, quoted: false, quote: '', closed: true };
    found.push({ key, value: value.slice(0, colon), ...part, from: begin, to: Math.max(begin, middle - 1) });
    found.push({ key: `${key}.password`, value: value.slice(colon + 1), ...part, from: middle, to: end });
  }
};

/** A dash and a letter: a number below zero or a dash alone is a value. */
const isFlag = (word: Word): boolean => word.quote === '' && /^--?\p{L}/u.test(word.text);

/** Words as a shell cuts them: quotes group, a backslash, caret or backtick at the end of a line joins it with the next. */
function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') line++;
    if (/\s/.test(char) || (/[\\^`]/.test(char) && /^\r?\n/.test(text.slice(at + 1, at + 3)))) {
      at++;
      continue;
    }
    if (char === '#') {
      while (at < text.length && text[at] !== '\n') at++;
      continue;
    }
    at = word();
  }
  return words;

  function word(): number {
    const from = at;
    const first = line;
    let said = '';
    let quote = '';
    let open = '';
    let end = at;
    for (; end < text.length; end++) {
      const char = text[end] ?? '';
      if (char === '\n') line++;
      if (open === '' && /\s/.test(char)) {
        if (char === '\n') line--;
        break;
      }
      if (char === open) open = '';
      else if (open === '' && (char === '"' || char === "'")) {
        open = char;
        if (end === from) quote = char;
      } else if (char === '\\' && open !== "'" && /["'\\$ ]/.test(text[end + 1] ?? '')) said += text[++end];
      else said += char;
    }
    words.push({ text: said, from, to: end, line: first, quote, closed: open === '' });
    return end;
  }
}
