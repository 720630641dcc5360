/** What has been typed at a prompt without echo. */
export type Typing = { readonly text: string; readonly end: 'done' | 'interrupted' | null };

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys arrive as control characters
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-9;]*[A-Za-z~]|O.|.)?/gu;

/** Takes what the keyboard sent: backspace, Ctrl-U, Return, Ctrl-C and Ctrl-D work, cursor and function keys do nothing. */
export function type(typing: Typing, keys: string): Typing {
  let { text } = typing;
  for (const key of keys.replace(ESCAPE_SEQUENCE, '')) {
    if (key === '\u0003') return { text: '', end: 'interrupted' };
    if (key === '\r' || key === '\n' || key === '\u0004') return { text, end: 'done' };
    if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
    else if (key === '\u0015') text = '';
    else if (key >= ' ') text += key;
  }
  return { text, end: null };
}
