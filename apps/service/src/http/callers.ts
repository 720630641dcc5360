import { createHmac } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Caller, Scope } from '../caller.ts';
import type { Deps } from '../deps.ts';
import { callerNetwork } from '../limits/network.ts';
import { LOOKS_LIKE_TOKEN, matches, parseToken } from '../operation/token-text.ts';
import type { TokenRecord } from '../store/types.ts';
import { Problem } from './problem.ts';

/** What nobody in particular may do (ABU-06): a stranger looks, somebody of the team may log in and send to themselves. */
const ANONYMOUS_SCOPES: Readonly<Record<'public' | 'private', ReadonlySet<Scope>>> = {
  public: new Set(['diagnose']),
  private: new Set(['diagnose', 'auth-step', 'data-step', 'metrics']),
};

/** The use of a token is noted at most this often, in milliseconds. */
const NOTE_USE_MS = 60_000;

/** Names under which people put tokens into addresses, which end in logs and histories (API-34). */
const TOKEN_NAMES: ReadonlySet<string> = new Set([
  'token',
  'access_token',
  'api_key',
  'apikey',
  'auth',
  'authorization',
  'bearer',
]);

/**
 * Finds out who asks: `response.locals.caller`. A token that is not valid is never taken for no token: it ends in 401, for
 * whatever reason, always the same (SEC-39).
 */
export function callers(deps: Deps): RequestHandler {
  const { config, store, metrics, macKey, now } = deps;
  /** When the use of a token was last noted by this process. */
  const noted = new Map<string, number>();

  const anonymous = (network: string): Caller => ({
    kind: 'anonymous',
    id: createHmac('sha256', macKey).update(`caller ${network}`).digest('hex').slice(0, 32),
    scopes: ANONYMOUS_SCOPES[config.profile],
    network,
  });

  /** A store that cannot be written to now is no reason to turn away somebody who only reads. */
  function noteUse({ id, lastUsedAt }: TokenRecord): void {
    const at = now();
    if (at - Math.max(lastUsedAt ?? 0, noted.get(id) ?? 0) < NOTE_USE_MS) return;
    noted.set(id, at);
    store.tokens.used(id, at).catch(() => metrics.storeWriteError());
  }

  return async (request, response, next) => {
    if (hasTokenInQuery(request)) throw new Problem('token-in-query');
    const network = networkOf(request);
    const header = request.headers.authorization;
    if (header === undefined) {
      response.locals['caller'] = anonymous(network);
      return next();
    }
    const text = /^bearer +(\S+) *$/i.exec(header)?.[1] ?? '';
    const id = parseToken(text);
    const record = id === null ? null : await store.tokens.find(id);
    // Compared in any case, so that time does not tell whether the id exists
    const isRight = matches(text, record?.hash ?? '');
    if (record === null || !isRight || !isValid(record, now())) throw new Problem('unauthorized');
    noteUse(record);
    response.locals['caller'] = {
      kind: 'token',
      id: record.id,
      scopes: new Set(record.scopes),
      network,
    } satisfies Caller;
    next();
  };
}

const isValid = ({ expiresAt, revokedAt }: TokenRecord, at: number): boolean =>
  revokedAt === null && (expiresAt === null || at < expiresAt);

/** The right-most hop that is no trusted proxy (SEC-37), as express finds it; a proxy that says nonsense counts itself. */
const networkOf = (request: Request): string =>
  callerNetwork(request.ip ?? '') ?? callerNetwork(request.socket.remoteAddress ?? '') ?? 'unknown';

const hasTokenInQuery = (request: Request): boolean =>
  LOOKS_LIKE_TOKEN.test(request.originalUrl) ||
  Object.keys(request.query).some((name) => TOKEN_NAMES.has(name.toLowerCase()));
