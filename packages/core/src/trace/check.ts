/**
 * A check of one value from outside: null when it fits, else what is wrong, with the place before it, seen from the value:
 * `.events[3].code is no number`. So a value that fits costs no text at all.
 */
export type Check = (value: unknown) => string | null;

/** Any string. */
export const text: Check = (value) => (typeof value === 'string' ? null : ' is no text');
/** Any finite number. */
export const number: Check = (value) => (Number.isFinite(value) ? null : ' is no number');
/** true or false. */
export const flag: Check = (value) => (typeof value === 'boolean' ? null : ' is neither true nor false');

/** One of a few values. */
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? null : ` is none of ${values.join(', ')}`;

/** The inner check, or null. */
export const orNull =
  (inner: Check): Check =>
  (value) =>
    value === null ? null : inner(value);

/** The inner check, or nothing at all. */
export const optional =
  (inner: Check): Check =>
  (value) =>
    value === undefined ? null : inner(value);

/** A list of at most `cap` items. */
export const list =
  (inner: Check, cap = 5_000): Check =>
  (value) => {
    if (!Array.isArray(value)) return ' is no list';
    if (value.length > cap) return ` has more than ${cap} items`;
    for (let index = 0; index < value.length; index++) {
      const problem = inner(value[index]);
      if (problem !== null) return `[${index}]${problem}`;
    }
    return null;
  };

/** An object with at least these fields; others are let through, so that newer files can be read. */
export const fields = (shape: Readonly<Record<string, Check>>): Check => {
  const checks = Object.entries(shape);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' is no object';
    for (const [name, inner] of checks) {
      const problem = inner(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);
      if (problem !== null) return `.${name}${problem}`;
    }
    return null;
  };
};
