import { createHash, timingSafeEqual } from 'node:crypto';

/** `st_<id>_<secret>`, both of letters and digits: a double click selects all of it, and secret scanners know the mark. */
const TOKEN = /^st_([0-9a-z]{26})_[0-9a-z]{52}$/;

/** A token, or most of one, anywhere in a text. */
export const LOOKS_LIKE_TOKEN = /st_[0-9a-z]{26}_[0-9a-z]{8}/i;

/** The token of an id and a secret (SEC-39). */
export const tokenText = (id: string, secret: string): string => `st_${id}_${secret}`;

/** The id in a text that has the form of a token; null for any other. */
export const parseToken = (text: string): string | null => TOKEN.exec(text)?.[1] ?? null;

/** What is stored of a token. It has 256 random bits, so a quick hash is enough. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Whether a token has this hash, in the same time for every text. */
export function matches(token: string, hash: string): boolean {
  const given = Buffer.from(hashOf(token));
  const known = Buffer.alloc(given.length);
  known.write(hash);
  return timingSafeEqual(given, known) && hash.length === given.length;
}
