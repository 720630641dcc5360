import { type Parsed, printable } from '@smtp-triage/core';
import { SCOPES, type Scope } from '../caller.ts';
import type { Audit } from '../deps.ts';
import type { Store, TokenRecord } from '../store/types.ts';
import { hashOf, tokenText } from './token-text.ts';

/** What managing tokens needs of the process around it. */
export type TokenTools = {
  readonly tokens: Store['tokens'];
  readonly audit: Audit;
  readonly now: () => number;
  /** 26 characters with 130 random bits. */
  readonly randomId: () => string;
  /** Who does it, for the audit log. */
  readonly actor: string;
};

/** What a new token is to be. */
export type TokenWish = { readonly name: string; readonly scopes: readonly string[]; readonly lifeDays: number | null };

const DAY_MS = 86_400_000;
const NAME_LENGTH = 64;

/**
 * Makes a token and gives its text, which can never be shown again: only its hash is kept. Gives a problem for an unknown
 * scope or an odd name; rejects with StoreFailure.
 */
export async function createToken(
  { tokens, audit, now, randomId, actor }: TokenTools,
  { name, scopes, lifeDays }: TokenWish,
): Promise<Parsed<{ readonly token: string; readonly record: TokenRecord }>> {
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) return bad(`not a scope: ${printable(unknown)}; known are ${SCOPES.join(', ')}`);
  if (scopes.length === 0) return bad(`a token without a scope can do nothing; known are ${SCOPES.join(', ')}`);
  if (name.trim() === '' || name.length > NAME_LENGTH)
    return bad(`a token needs a name of 1 to ${NAME_LENGTH} characters`);
  if (lifeDays !== null && !(lifeDays > 0)) return bad('the life of a token is a number of days above 0');
  const id = randomId();
  const token = tokenText(id, `${randomId()}${randomId()}`);
  const createdAt = now();
  const record: TokenRecord = {
    id,
    name: printable(name),
    hash: hashOf(token),
    scopes: [...new Set(scopes.filter(isScope))],
    createdAt,
    expiresAt: lifeDays === null ? null : createdAt + Math.round(lifeDays * DAY_MS),
    lastUsedAt: null,
    revokedAt: null,
  };
  await tokens.add(record);
  audit.write(entry(actor, 'token.created', `${id} ${record.scopes.join()}`));
  return { ok: true, value: { token, record } };
}

/** Every token there ever was, without what stands for its secret. */
export const listTokens = async (tokens: Store['tokens']): Promise<readonly Omit<TokenRecord, 'hash'>[]> =>
  (await tokens.list()).map(({ hash: _hash, ...shown }) => shown);

/** Ends a token at once, for good; false if there is none with this id, or it was ended before. */
export async function revokeToken({ tokens, audit, now, actor }: TokenTools, id: string): Promise<boolean> {
  const was = await tokens.revoke(id, now());
  if (was) audit.write(entry(actor, 'token.revoked', id));
  return was;
}

const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text);

const entry = (actor: string, action: 'token.created' | 'token.revoked', outcome: string) => ({
  actor,
  action,
  diagnosisId: null,
  host: null,
  ports: [],
  upTo: null,
  outcome,
});

const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });
