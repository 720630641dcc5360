/** As what a text is to be read; `any`: find out. */
export type ReadAs = 'any' | 'settings' | 'error';

/** JSON of ours, or undefined. */
export function savedJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(json) ? json[0] : json;
    return String(Object(first).schema ?? '').startsWith('smtp-triage/') ? json : undefined;
  } catch {
    return undefined;
  }
}

/** `key = value`, `key: value` at the start of a line, or an SMTP URL: worth a closer look. */
export const mayBeSettings = (text: string): boolean =>
  /^\s*["']?[\w.-]{2,40}["']?\s*(?:=>?|:)\s*\S/m.test(text) ||
  /\bsmtps?(?:\+\w+)?:\/\//i.test(text) ||
  /\bsmtp\w*\(/i.test(text);
