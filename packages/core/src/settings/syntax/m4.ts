import { type Found, linesOf, type Reader } from './found.ts';

const COMMENT = /^\s*(?:dnl\b|#)/;
/** "define(`NAME', `value')" and "FEATURE(`name', `argument')": a quote opens with a backtick and closes with an apostrophe. */
const ENTRY = /\b(?:define|FEATURE)\(`(\w{1,80})',\s*`([^'\n]*)'/g;
/** A mailer in front of the host, as in "relay:[smtp.example.com]". */
const MAILER = /^[a-z]\w{0,20}:(?=\[|[\w-]+\.)/i;
/** The port among the arguments of a mailer: "TCP $h 587". */
const TCP_PORT = /^\s*TCP\s+\S+\s+(\d{1,5})\s*$/;

/** Definitions of sendmail.mc: the host without its mailer, and the port of a mailer's arguments as `NAME.port`. */
export const readM4: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    if (COMMENT.test(line.text)) return [];
    return [...line.text.matchAll(ENTRY)].flatMap((entry) => {
      const [all, name = '', whole = ''] = entry;
      const at = line.start + entry.index + all.indexOf(name);
      const end = line.start + entry.index + all.length - 1;
      const pair = (key: string, value: string, to: number): Found => ({
        ...{ key, value, quoted: true, line: line.number, quote: '', closed: true, at },
        ...{ from: to - value.length, to },
      });
      const port = TCP_PORT.exec(whole)?.[1];
      const host = pair(name, whole.replace(MAILER, ''), end);
      return port === undefined
        ? [host]
        : [host, pair(`${name}.port`, port, end - (whole.length - whole.trimEnd().length))];
    });
  });
