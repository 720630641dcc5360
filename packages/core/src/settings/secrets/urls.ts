import type { Span } from '../mask.ts';
import type { Found } from '../syntax/found.ts';
import { endOfLine } from '../syntax/tokens.ts';
import { urlParts } from '../syntax/url.ts';
import { isSecretName } from './among.ts';
import { innermost } from './order.ts';
import type { Hiding } from './spans.ts';

/** The passwords of URLs, read or not, whatever their scheme. */
export function urlSpans({ text, urls, byLine }: Hiding, ordered: readonly Found[]): readonly Span[] {
  const scheme = /[a-z][a-z0-9+.-]{0,30}:\/\//gi;
  const read = new Map(urls.map(({ from, text: url }) => [from, url]));
  const spans: Span[] = [];
  for (let match = scheme.exec(text); match !== null; match = scheme.exec(text)) {
    const from = match.index;
    const whole = innermost(ordered, from + match[0].length);
    const line = text.slice(from, endOfLine(text, from));
    const most = /^[^"'`<>]*/.exec(line)?.[0] ?? '';
    const known = read.get(from) ?? (whole === null ? most : most.slice(0, Math.max(0, whole.to - from)));
    const isRead = whole !== null || read.has(from);
    const url = !byLine ? known : isRead ? withRest(known, line) : line;
    const parts = urlParts(url);
    if (parts?.password != null) spans.push({ from: from + parts.passwordFrom, to: from + parts.loginTo });
    for (const { key, from: start, to } of parts?.query ?? [])
      if (isSecretName(key)) spans.push({ from: from + start, to: from + to });
    scheme.lastIndex = Math.max(from + match[0].length, from + url.length);
  }
  return spans;
}

/** What was cut off a URL may hold the rest of its password: where an @ follows, or where it is no URL without it. */
function withRest(url: string, line: string): string {
  const rest = line.slice(url.length);
  const isComment = /^["'`]?\s+#\s/.test(rest);
  return !isComplete(url) || (rest.includes('@') && !isComment) ? line : url;
}

/** Whether a URL names a host and a port that could be ones. */
function isComplete(url: string): boolean {
  const { host = '', port = '' } = urlParts(url) ?? {};
  return /^\d*$/.test(port) && (port !== '' || /[.:]|^localhost$/.test(host));
}
