import type { Syntax } from './types.ts';

/** Where a blank stands in a template: behind which quote of its line, or inside of a URL. */
type Context = '' | "'" | '"' | '`' | 'url';

/**
 * A value as it must be spelled at a place of a template, so that it is read as it was. Null where the syntax has no
 * spelling for it there. The value holds no line break or other control character.
 */
export function escapedFor(syntax: Syntax, template: string, at: number, value: string): string | null {
  const context = contextAt(syntax, template, at);
  if (context === 'url') return percentEncoded(value);
  // A colon ends the user where a flag takes `user:password`, and a dash begins the next flag
  if (syntax === 'flags' && /:|^-/.test(value)) return null;
  return context === '' ? bare(syntax, value) : quoted(syntax, context, value);
}

function contextAt(syntax: Syntax, template: string, at: number): Context {
  const before = template.slice(template.lastIndexOf('\n', at - 1) + 1, at);
  if (syntax === 'url' || /[a-z][a-z0-9+.-]*:\/\/[^\s'"`]*$/i.test(before)) return 'url';
  // Labels of a form hold apostrophes; nothing is quoted there
  if (syntax === 'form') return '';
  let open: Context = '';
  for (let index = 0; index < before.length; index++) {
    const mark = before[index];
    if (mark === '\\') index++;
    else if (mark === open) open = '';
    else if (open === '' && (mark === "'" || mark === '"' || mark === '`')) open = mark;
  }
  return open;
}

/** RFC 3986 §2.1, for a user: everything but the unreserved characters. */
const percentEncoded = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** Inside of quotes. */
function quoted(syntax: Syntax, mark: Exclude<Context, '' | 'url'>, value: string): string | null {
  switch (syntax) {
    case 'javascript':
      return value.replace(mark === '`' ? /[\\`]|\$(?=\{)/g : marks('\\', mark), '\\$&');
    case 'python':
    case 'csharp':
    case 'java':
    case 'json':
      return value.replace(marks('\\', mark), '\\$&');
    case 'php':
      return value.replace(mark === '"' ? /[\\"$]/g : marks('\\', mark), '\\$&');
    case 'ruby':
      return value.replace(mark === '"' ? /[\\"]|#(?=[{$@])/g : marks('\\', mark), '\\$&');
    case 'go':
      return mark === '`' ? without(value, /`/) : value.replace(marks('\\', mark), '\\$&');
    case 'yaml':
      return mark === "'" ? value.replaceAll("'", "''") : value.replace(/[\\"]/g, '\\$&');
    case 'env':
    case 'flags':
      // What a shell and every reader of .env files agree on
      return without(value, mark === '"' ? /["$`\\!]/ : marks(mark));
    case 'ini':
    case 'properties':
    case 'words':
    case 'form':
    case 'url':
      return without(value, marks(mark, '\\'));
    case 'm4':
      return without(value, M4);
  }
}

/** Without quotes around it; where the syntax has them and the value needs them, they are added. */
function bare(syntax: Syntax, value: string): string | null {
  switch (syntax) {
    case 'form':
      // A form has no quotes; marks around a value are taken for those of a list or a table
      return without(value, /^[\s"'`*|]|[\s*|]$/);
    case 'env':
    case 'flags':
      if (/^[\w.@%+:/,-]+$/.test(value)) return value;
      return value.includes("'") ? around('"', without(value, /["$`\\!]/)) : `'${value}'`;
    case 'yaml':
      return /^[\w.+-]*[a-z@][\w.@+-]*$/i.test(value) && !/^(?:true|false|yes|no|on|off|null)$/i.test(value)
        ? value
        : `'${value.replaceAll("'", "''")}'`;
    case 'ini':
      return without(value, /^[\s'"`]|[#;"`\\%$]|\s$/);
    case 'properties':
      return without(value, /^[\s#!]|[\\$]|\s$/);
    case 'm4':
      return without(value, M4);
    case 'words':
      return /[\s"'#\\=]/.test(value) ? around('"', without(value, /["\\]/)) : value;
    default:
      // A program's text: what is no number needs quotes, and the template has none
      return without(value, /\D/);
  }
}

/** m4's quotes, and what ends an argument or begins another macro. */
const M4 = /[`'(),\s]/;
const marks = (...each: readonly string[]): RegExp => new RegExp(`[${each.map((mark) => `\\${mark}`).join('')}]`, 'g');
const without = (value: string, bad: RegExp): string | null => (value.search(bad) < 0 ? value : null);
const around = (mark: string, value: string | null): string | null =>
  value === null ? null : `${mark}${value}${mark}`;
