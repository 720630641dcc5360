import { usableName } from '../certificate-names.ts';

/** Certificate words that libraries print beside their refusal. */
export function certificateWords(text: string): Readonly<Record<string, string>> {
  const words: Record<string, string> = {};
  const names =
    /cert's altnames: ((?:(?:DNS|IP Address):[\w.*:-]{1,253}(?:, )?){1,20})/.exec(text)?.[1] ??
    /certificate is valid for ((?:[\w.*:-]{1,253}(?:, )?){1,20}?), not /.exec(text)?.[1] ??
    /Peer certificate CN=[`']([\w.*-]{1,253})'/.exec(text)?.[1];
  if (names !== undefined) {
    const list = names
      .replace(/DNS:|IP Address:/g, '')
      .split(/, ?/)
      .filter((name) => name !== '');
    words['shown'] = `It is for ${list.join(', ')}.`;
    const usable = usableName(list, '');
    if (usable !== undefined) words['usableName'] = usable;
  }
  const after = /current time (\S{4,40}) is after (\S{4,40})/.exec(text);
  const before = /current time (\S{4,40}) is before (\S{4,40})/.exec(text);
  if (after !== null) {
    words['now'] = day(after[1]);
    words['validTo'] = day(after[2]);
  }
  if (before !== null) {
    words['now'] = day(before[1]);
    words['validFrom'] = day(before[2]);
  }
  return words;
}

const day = (time = ''): string => time.replace(/T.*$/, '');
