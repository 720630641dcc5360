import { ArgumentProblem } from './arguments.ts';

/** A text; one between slashes is a regular expression. */
export function textOrPattern(value: unknown, name: string): string | RegExp {
  if (typeof value !== 'string') throw new ArgumentProblem(`${name} is a text, or a pattern between slashes`);
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(value) ?? [];
  if (source === undefined) return value;
  try {
    return new RegExp(source, flags);
  } catch {
    throw new ArgumentProblem(`${name} is no regular expression: ${value}`);
  }
}
