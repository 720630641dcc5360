/**
 * The tables, as both engines hold them: ids as text made by the program, times as Unix milliseconds, flags as 0 or 1,
 * documents as JSON text. What each means stands with the type it is read as, in `types.ts`.
 */
export type Schema = {
  diagnosis: DiagnosisTable;
  event: EventTable;
  idempotency: IdempotencyTable;
  token: TokenTable;
  instance: InstanceTable;
  setting: SettingTable;
  store_version: VersionTable;
};

/** Names of all tables of a kind that grows, for the size of the store. */
export const TABLES = ['diagnosis', 'event', 'idempotency', 'token', 'instance', 'setting'] as const;

export type DiagnosisTable = {
  id: string;
  state: string;
  owner: string;
  host: string;
  order_json: string;
  /** SHA-256 of the order without its input text; null where a result must not be shared. */
  order_key: string | null;
  bound_to: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  expires_at: number;
  /** Leases taken so far, less those given back. */
  tries: number;
  failed: string | null;
  verdict: string | null;
  /** How many events the log holds; the next one gets the number after it. */
  events: number;
  /** Its result was taken over from another diagnosis. */
  copied: number;
  cancel_asked: number;
  /** AUTH or DATA was sent: never run again by itself. */
  past_login: number;
  lease: string | null;
  leased_by: string | null;
  lease_until: number | null;
  case_json: string | null;
};

type EventTable = { diagnosis_id: string; n: number; event: string };

type IdempotencyTable = {
  owner: string;
  key: string;
  fingerprint: string;
  diagnosis_id: string;
  created_at: number;
};

type TokenTable = {
  id: string;
  name: string;
  hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
};

type InstanceTable = { id: string; alive_until: number };

type SettingTable = { name: string; value: string };

type VersionTable = { version: number; applied_at: number };
