import { createHash, createHmac } from 'node:crypto';
import type { Request } from 'express';
import { Problem } from './problem.ts';
import type { DiagnosisRequest } from './schemas.ts';

/** How long a key is remembered, in milliseconds (API-30). */
export const IDEMPOTENCY_MS = 24 * 3_600_000;

/** The Idempotency-Key of a request, or null. */
export function idempotencyKey(request: Request): string | null {
  const key = request.get('idempotency-key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem('malformed', { detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters.' });
  }
  return key;
}

/** What a request comes to: the same text for the same request, the secret replaced by a keyed MAC. */
export function fingerprint(request: Request, body: DiagnosisRequest, macKey: Uint8Array): string {
  const mac = (secret: string): string => createHmac('sha256', macKey).update(secret).digest('hex');
  const shown = body.auth === undefined ? body : { ...body, auth: { ...body.auth, secret: mac(body.auth.secret) } };
  return createHash('sha256')
    .update(`${request.method} ${request.path}\n${canonical(shown)}`)
    .digest('hex');
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
