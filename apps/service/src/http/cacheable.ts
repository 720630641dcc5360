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

/** Answers with something that anybody may keep for a day, or with 304 to whoever has it already. */
export function sendCacheable(request: Request, response: Response, type: string, text: string): void {
  const tag = tagOf(text);
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', `public, max-age=${DAY_S}`);
  if (isKnown(request, tag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', type);
  response.end(text);
}
