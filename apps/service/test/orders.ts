import type { Case } from '@smtp-triage/core';
import type { Order } from '../src/order.ts';
import type { NewDiagnosis } from '../src/store/types.ts';
import { START } from './engines.ts';

/** An order that asks about a host with the usual ladder. */
export const order = (host = 'mail.example.net', more: Partial<Order> = {}): Order => ({
  target: { input: host, host, kind: 'host', ports: null, sni: null, family: null },
  settings: null,
  upTo: 'tls',
  login: null,
  envelope: null,
  ...more,
});

/** An order with a login. */
export const loginOrder = (host = 'mail.example.net'): Order =>
  order(host, { upTo: 'auth', login: { username: 'joe', mechanism: null, kind: 'password' } });

/** The id of the n-th diagnosis of a test. */
export const idOf = (n: number): string => `dg_${String(n).padStart(26, '0')}`;

const RETENTION_MS = 3_600_000;

/** The n-th diagnosis of a test, accepted n milliseconds after its start. */
export const diagnosis = (n: number, more: Partial<NewDiagnosis> = {}): NewDiagnosis => ({
  id: idOf(n),
  owner: 'st_alice',
  order: order(),
  boundTo: null,
  createdAt: START + n,
  expiresAt: START + n + RETENTION_MS,
  result: null,
  ...more,
});

/** A finished case without any trace. */
export const result = (host = 'mail.example.net', input = host): Case => ({
  schema: 'smtp-triage/case@1',
  tool: { name: 'smtp-triage-service', version: '0.1.0' },
  target: { input, host, provider: null, source: 'given' },
  vantage: { label: 'test', startedAt: new Date(START).toISOString(), durationMs: 1_200 },
  settings: null,
  traces: [],
});
