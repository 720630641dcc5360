import { printable } from '@smtp-triage/core';

/** Markup that is safe to send: made only by {@link html}. */
export class Markup {
  readonly #text: string;

  /** Only for what stands in our own files. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in markup; everything but {@link Markup} is escaped, and null leaves nothing. */
type Value = string | number | null | Markup | readonly Value[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or as an attribute in quotes, with nothing unprintable in it (SEC-28, SEC-29). */
const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');

/**
 * Markup with values in it. Escapes by default: there is no way to put a text in as it is, so what a server said can only
 * ever be text. Values belong between tags or inside quotes, nowhere else.
 *
 * @example
 * html`<p title="${banner}">${banner}</p>`;
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.map((part, index) => `${part}${index < values.length ? shown(values[index] ?? null) : ''}`).join(''),
  );
}

function shown(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(shown).join('');
}
