import type { Response } from 'express';
import type { Deps } from '../../deps.ts';
import { pageFiles } from './assets.ts';
import type { Frame } from './pages.tsx';

/** What pages say about this service to whoever asks. Before the caller is known, nothing that takes trust is offered. */
export const frameOf = ({ version }: Deps, response: Response): Frame => ({
  version,
  assets: pageFiles?.names ?? null,
  logins: response.locals['caller']?.scopes.has('auth-step') === true,
});
