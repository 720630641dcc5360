import type { Response } from 'express';
import type { Caller, Scope } from '../caller.ts';
import type { DiagnosisRecord } from '../store/types.ts';
import { Problem } from './problem.ts';

/** Who asks, as the `callers` middleware found it. */
export function callerOf(response: Response): Caller {
  const caller: unknown = response.locals['caller'];
  if (caller === undefined) throw new Error('the callers middleware has not run');
  return caller as Caller;
}

/** The caller, if it has a scope. */
export function withScope(response: Response, scope: Scope): Caller {
  const caller = callerOf(response);
  if (caller.scopes.has(scope)) return caller;
  throw new Problem(caller.kind === 'anonymous' ? 'unauthorized' : 'forbidden');
}

/**
 * Whether a caller may read, cancel and delete a diagnosis. What a token ordered is for that token and for admins; what
 * nobody in particular ordered is for whoever knows its id, which has 128 random bits (SEC-38).
 */
export const mayUse = (caller: Caller, { owner }: DiagnosisRecord): boolean =>
  !owner.startsWith('token:') || owner === ownerOf(caller) || caller.scopes.has('admin');

/** What a diagnosis of this caller is filed under. */
export const ownerOf = ({ kind, id }: Caller): string => (kind === 'token' ? `token:${id}` : `anonymous:${id}`);
