import { printable } from './printable.ts';

/** Text for Markdown in which nothing from outside has a meaning. */
export const escaped = (text: string): string => printable(text).replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`);

/** A code span that no backtick inside can end. */
export function codeSpan(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** A code block of several lines that no row of backticks inside can end. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...text.split('\n').map(printable), fence].join('\n');
}
