/** A check of one value from outside: null when it fits, else where and what is wrong. */
export type Check = (value: unknown, path: string) => string | null;

/** Any string. */
export const text: Check = (value, path) => (typeof value === 'string' ? null : `${path} is no text`);
/** Any finite number. */
export const number: Check = (value, path) => (Number.isFinite(value) ? null : `${path} is no number`);
/** true or false. */
export const flag: Check = (value, path) => (typeof value === 'boolean' ? null : `${path} is neither true nor false`);

/** One of a few values. */
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, path) =>
    values.includes(value) ? null : `${path} is none of ${values.join(', ')}`;

/** The inner check, or null. */
export const orNull =
  (inner: Check): Check =>
  (value, path) =>
    value === null ? null : inner(value, path);

/** The inner check, or nothing at all. */
export const optional =
  (inner: Check): Check =>
  (value, path) =>
    value === undefined ? null : inner(value, path);

/** A list of at most `cap` items. */
export const list =
  (inner: Check, cap = 5_000): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return `${path} is no list`;
    if (value.length > cap) return `${path} has more than ${cap} items`;
    for (const [index, item] of value.entries()) {
      const problem = inner(item, `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  };

/** An object with at least these fields; others are let through, so that newer files can be read. */
export const fields =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} is no object`;
    for (const [name, inner] of Object.entries(shape)) {
      const problem = inner(
        Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
        `${path}.${name}`,
      );
      if (problem !== null) return problem;
    }
    return null;
  };
