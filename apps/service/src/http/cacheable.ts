import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { sendHtml } from './page/send.ts';

/** One day, in seconds: what only changes with a new version of this program. */
const DAY_S = 86_400;

/** A strong entity tag of a text. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** Whether If-None-Match names this tag (RFC 9110 §13.1.2: weak comparison, a list, or `*`). */
export function isKnown(request: Request, tag: string): boolean {
  const given = request.get('if-none-match');
  if (given === undefined) return false;
  return given.trim() === '*' || given.split(',').some((each) => opaque(each.trim()) === opaque(tag));
}

/** A tag without its mark of weakness. */
const opaque = (tag: string): string => tag.replace(/^W\//, '');

/** Answers with something that anybody may keep for a day; or with 304 to whoever has it already. */
export function sendCacheable(request: Request, response: Response, type: string, text: string): void {
  if (hasIt(request, response, tagOf(text), `public, max-age=${DAY_S}`)) return;
  response.setHeader('Content-Type', type);
  response.end(text);
}

/** Answers with a page to be asked for each time, though it need not be sent again: it names files that change with the version. */
export function sendPageAgain(request: Request, response: Response, text: string): void {
  // Weak, since the same page comes in several codings (RFC 9110 §8.8.1)
  if (!hasIt(request, response, `W/${tagOf(text)}`, 'no-cache')) sendHtml(request, response, text);
}

/** Says what may be kept; whether the caller has it already, which is then said with 304. */
function hasIt(request: Request, response: Response, tag: string, control: string): boolean {
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', control);
  const isThere = isKnown(request, tag);
  if (isThere) response.status(304).end();
  return isThere;
}
