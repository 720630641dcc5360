import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** One day, in seconds: what only changes with a new version of this program. */
const DAY_S = 86_400;

/** A strong entity tag of a text. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** Whether If-None-Match names this tag (RFC 9110 §13.1.2: weak comparison, a list, or `*`). */
export function isKnown(request: Request, tag: string): boolean {
  const given = request.get('if-none-match');
  if (given === undefined) return false;
  return given.trim() === '*' || given.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** To be asked for each time, though it need not be sent again: pages name files that change with the version. */
export const ASK_AGAIN = 'no-cache';

/** Answers with something that anybody may keep for a day, if nothing else is said; or with 304 to whoever has it already. */
export function sendCacheable(
  request: Request,
  response: Response,
  type: string,
  text: string,
  control = `public, max-age=${DAY_S}`,
): void {
  const tag = tagOf(text);
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', control);
  if (isKnown(request, tag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', type);
  response.end(text);
}
