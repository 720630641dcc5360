import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const HTML = 'text/html; charset=utf-8';

type Done = (error: Error | null, packed: Buffer) => void;

/** Content codings in the order in which we prefer them, and how a page is packed while somebody waits for it. */
const PACKERS = {
  br: (text: string, done: Done) => brotliCompress(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }, done),
  gzip: (text: string, done: Done) => gzip(text, done),
} as const;

/** A content coding that files and pages of this service have. */
export type Coding = keyof typeof PACKERS;

/** The coding in which the caller gets something: the best that it takes, or none. */
export const codingFor = (request: Request): Coding | null =>
  (Object.keys(PACKERS) as Coding[]).find((coding) => request.acceptsEncodings(coding) === coding) ?? null;

/** Says in which coding something comes. */
export function describeCoding(response: Response, coding: Coding | null): void {
  response.vary('Accept-Encoding');
  if (coding !== null) response.setHeader('Content-Encoding', coding);
}

/** Sends a page, packed where the caller takes that: nothing in it is a secret beside text of others, so its length betrays nothing. */
export function sendHtml(request: Request, response: Response, text: string): void {
  const coding = codingFor(request);
  response.setHeader('Content-Type', HTML);
  describeCoding(response, coding);
  if (coding === null) response.end(text);
  else PACKERS[coding](text, (error, packed) => (error === null ? response.end(packed) : response.destroy(error)));
}
