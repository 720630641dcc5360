import type { IncomingMessage } from 'node:http';
import type { Answer } from './routes.ts';

/** No set of rules is longer. */
const BODY_CAP = 1_048_576;

/** Why a request is refused before it is looked at, or null. */
export function guard(request: IncomingMessage, port: number): Answer | null {
  const { host, origin, 'content-type': type } = request.headers;
  // A page that has its own name point to 127.0.0.1 sends that name (DNS rebinding)
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return refusal(403, 'this is for 127.0.0.1 only');
  if (origin !== undefined) return refusal(403, 'not for browsers');
  // What a form of a web page can send without asking first (Fetch, CORS-safelisted) is never JSON
  if (request.method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(type ?? '')) {
    return refusal(415, 'content-type must be application/json');
  }
  return null;
}

/** The body as JSON, null when there is none, or why it cannot be had. */
export async function readJson(
  request: IncomingMessage,
): Promise<{ readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly answer: Answer }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > BODY_CAP) return { ok: false, answer: refusal(413, `more than ${BODY_CAP} octets`) };
    chunks.push(chunk);
  }
  if (size === 0) return { ok: true, json: null };
  try {
    return { ok: true, json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch (error) {
    return { ok: false, answer: refusal(400, `not JSON: ${error instanceof Error ? error.message : ''}`) };
  }
}

/** An answer that says what is wrong. */
export const refusal = (status: number, error: string): Answer => ({ status, body: { error } });
