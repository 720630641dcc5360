import type { Report } from '@smtp-triage/core';
import type { DiagnosisRequest, RefusalFacts } from '@smtp-triage/page';

export type { RefusalFacts };

/** An answer of the service, or what it said instead. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: RefusalFacts; readonly pointer: string | null };

/** A diagnosis as the API gives it: where it stands, and the report once there is one. */
export type Diagnosis = Partial<Report> & {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'done' | 'cancelled' | 'failed' | 'expired';
  readonly failed?: string;
};

const OFFLINE: RefusalFacts = {
  slug: 'offline',
  title: 'This page cannot reach its service',
  detail: null,
  retryAfterS: null,
};

/** Asks for a diagnosis; the secret in it is sent this once and kept nowhere. */
export const order = (request: DiagnosisRequest): Promise<Answer<{ readonly id: string }>> =>
  ask('/api/v1/diagnoses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });

/** Where a diagnosis stands, with its traces. */
export const read = (id: string): Promise<Answer<Diagnosis>> =>
  ask(`/api/v1/diagnoses/${encodeURIComponent(id)}?include=trace`);

/** Ends a diagnosis early. */
export const cancel = (id: string): Promise<Answer<unknown>> =>
  ask(`/api/v1/diagnoses/${encodeURIComponent(id)}/cancel`, { method: 'POST' });

/** What providers are known for a mail domain. */
export const providersOf = (
  domain: string,
): Promise<
  Answer<{ readonly providers: readonly { readonly name: string; readonly submission: readonly Place[] }[] }>
> => ask(`/api/v1/providers?domain=${encodeURIComponent(domain)}`);

type Place = { readonly host: string; readonly port: number; readonly mode: string };

async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, init);
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    return { ok: false, ...(await refusalOf(response)) };
  } catch {
    return { ok: false, refusal: OFFLINE, pointer: null };
  }
}

/** Reads problem details (RFC 9457); whatever else came is named by its status. */
export async function refusalOf(response: Response): Promise<{ refusal: RefusalFacts; pointer: string | null }> {
  const body: unknown = await response.json().catch(() => null);
  const { type, title, detail, errors } = Object(body) as Readonly<Record<string, unknown>>;
  const [first] = Array.isArray(errors) ? errors : [];
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    refusal: {
      slug: String(type ?? '').replace(/^.*\//, ''),
      title: typeof title === 'string' ? title : `The service answered ${response.status}`,
      detail: typeof first?.detail === 'string' ? first.detail : typeof detail === 'string' ? detail : null,
      retryAfterS: Number.isFinite(retryAfter) ? retryAfter : null,
    },
    pointer: typeof first?.pointer === 'string' ? first.pointer : null,
  };
}
