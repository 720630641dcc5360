import { CLIENT_KINDS, CLIENTS, configFor } from '@smtp-triage/core/settings';
import type { ClientName, Snippet } from './views/settings.tsx';

/** Every client that settings can be printed for, kind by kind. */
export const CLIENT_NAMES: readonly ClientName[] = Object.entries(CLIENT_KINDS).flatMap(([kind, title]) =>
  CLIENTS.filter((client) => client.kind === kind)
    .map(({ id, name }) => ({ id, name, kind: title }))
    .toSorted((a, b) => a.name.localeCompare(b.name)),
);

/** Shown until somebody chooses. */
export const FIRST_CLIENT = 'thunderbird';

/** Settings of a client for a route, ready to paste. */
export function snippetFor(id: string, route: Parameters<typeof configFor>[1]): Snippet {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) return { ok: false, problem: 'there is no such client' };
  const text = configFor(client, route);
  return text.ok ? { ok: true, text: text.value, where: client.where } : { ok: false, problem: text.problem };
}
