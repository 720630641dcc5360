import type { Parsed } from '@smtp-triage/core';
import { CLIENTS, type Client, findClient, searchClients } from '@smtp-triage/core/settings';
import { closest } from './closest.ts';
import { problem } from './fields.ts';

/** So many that a query may mean can be named in one line. */
const FEW = 5;

/** The client that `--for` (or another option) names; where it names none, the problem says which one may be meant. */
export function clientNamed(name: string, option: '--for' | '--client' = '--for'): Parsed<Client> {
  const found = findClient(name);
  if (found !== null) return { ok: true, value: found };
  const meant = closest(
    name,
    CLIENTS.flatMap(({ id, aliases }) => [id, ...aliases]),
  );
  const holding = searchClients(name).map(({ id }) => id);
  const help =
    holding.length > 0 && holding.length <= FEW
      ? `there is ${holding.join(', ')}`
      : meant === null
        ? 'smtp-triage config --for list names them'
        : `did you mean ${meant}?`;
  return problem(`${option}: no client "${name}"; ${help}`);
}
