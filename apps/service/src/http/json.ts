import { jsonText } from '@smtp-triage/core';
import type { Response } from 'express';

/**
 * Answers with JSON as the command line prints it: nothing in it does anything to a terminal. Not `response.json()`, which
 * adds a charset that the media type does not have (RFC 8259 §11).
 */
export function sendJson(response: Response, value: unknown, status = 200): void {
  sendDocument(response, value, { status, indentation: 0 });
}

/** Answers with a document of the contract, byte for byte as the command line prints it with `--json`. */
export function sendDocument(
  response: Response,
  value: unknown,
  { status = 200, indentation = 2 }: { readonly status?: number; readonly indentation?: number } = {},
): void {
  response.status(status).setHeader('Content-Type', 'application/json');
  response.end(jsonText(value, indentation));
}
