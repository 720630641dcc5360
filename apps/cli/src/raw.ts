import type { Parsed } from '@smtp-triage/core';
import { closest } from './closest.ts';
import { problem } from './fields.ts';

/** Option values as the parser gives them, by the option's long name: text, list, switch, or how often it was given. */
export type Raw = Readonly<Record<string, string | readonly string[] | boolean | number | undefined>>;

/** Takes values out of the raw options and keeps the first problem. */
export class Reader {
  /** The first thing that is wrong. */
  problem: string | null = null;
  readonly #raw: Raw;

  constructor(raw: Raw) {
    this.#raw = raw;
  }

  /** Notes a problem; the first one stands. */
  fail(text: string): void {
    this.problem ??= text;
  }

  /** Whether the option was given. */
  has(name: string): boolean {
    return this.#raw[name] !== undefined;
  }

  /** Whether a switch was given. */
  on(name: string): boolean {
    return this.#raw[name] === true;
  }

  /** How often a switch was given, up to twice. */
  count(name: string): 0 | 1 | 2 {
    const times = Number(this.#raw[name] ?? 0);
    return times >= 2 ? 2 : times === 1 ? 1 : 0;
  }

  /** Every value of an option. */
  values<T>(name: string, parse: (text: string) => Parsed<T>): readonly T[] {
    const texts = this.#raw[name];
    return (Array.isArray(texts) ? texts : typeof texts === 'string' ? [texts] : []).flatMap((text: string) => {
      // The parser takes whatever follows; an option there means that the value was forgotten
      const parsed = /^--[a-z]/.test(text)
        ? problem(`it needs a value, but ${text.replace(/=.*$/s, '')} follows`)
        : parse(text);
      // "it …" speaks of the option itself
      if (!parsed.ok)
        this.fail(
          parsed.problem.startsWith('it ') ? `--${name} ${parsed.problem.slice(3)}` : `--${name}: ${parsed.problem}`,
        );
      return parsed.ok ? [parsed.value] : [];
    });
  }

  /** The value of an option, or null. */
  value<T>(name: string, parse: (text: string) => Parsed<T>): T | null {
    return this.values(name, parse)[0] ?? null;
  }

  /** The value of an option that allows only some. */
  choice<C extends string>(name: string, choices: readonly C[], spell = (text: string): string => text): C | null {
    return this.value(name, (typed) => {
      const text = spell(typed);
      const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return { ok: true, value: found };
      const meant = closest(text, choices);
      return problem(`"${text}" is none of ${choices.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`);
    });
  }
}
