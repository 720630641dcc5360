import type { Config } from '../operation/config.ts';
import type { Bucket } from './types.ts';

/** So many in so many seconds, counted from the first. */
export type Limit = { readonly points: number; readonly windowS: number };

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** The limits that no setting changes: a port scanner's (SEC-11) and a reflector's (SEC-15). */
const HOSTS_PER_HOUR = 30;
const NEIGHBOURS_PER_HOUR = 5;
const MESSAGES_PER_10_MINUTES = 1;

/** What the key of a client's budget begins with where it is a token; see `clientKey`. */
export const TOKEN_KEY = 'token:';

/** Every budget with its limit. `token`: the `client` bucket of a caller with a token. */
export const limitsOf = ({ budgets }: Config): Readonly<Record<Bucket | 'token', Limit>> => ({
  client: { points: budgets.anonymousPerHour, windowS: HOUR_S },
  token: { points: budgets.tokenPerHour, windowS: HOUR_S },
  scrapes: { points: budgets.scrapesPerHour, windowS: HOUR_S },
  target: { points: budgets.targetPerMinute, windowS: MINUTE_S },
  network: { points: budgets.networkPerMinute, windowS: MINUTE_S },
  global: { points: budgets.globalPerMinute, windowS: MINUTE_S },
  login: { points: budgets.loginFailuresPer15Minutes, windowS: 15 * MINUTE_S },
  hosts: { points: HOSTS_PER_HOUR, windowS: HOUR_S },
  neighbours: { points: NEIGHBOURS_PER_HOUR, windowS: HOUR_S },
  recipient: { points: MESSAGES_PER_10_MINUTES, windowS: 10 * MINUTE_S },
});
