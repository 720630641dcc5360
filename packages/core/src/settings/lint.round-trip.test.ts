import { describe, expect, it } from 'vitest';
import { PROVIDERS, type Provider, type SubmissionRow } from '../catalogue/providers/index.ts';
import type { Mode } from '../ports.ts';
import { findClient } from './clients/find.ts';
import { CLIENTS } from './clients/index.ts';
import { configFor, PORT_OF_MODE } from './config.ts';
import { lint } from './lint.ts';
import type { Client } from './types.ts';

const MODES: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
const PRINTABLE = CLIENTS.flatMap((client) =>
  MODES.filter((mode) => client.templates[mode] !== null).map((mode) => ({ id: client.id, mode, client })),
);

/** What lint says of settings that we printed: code and line, and the text for whoever reads the failure. */
function faults(client: Client, text: string): readonly string[] {
  const read = lint(text, client);
  if (!read.ok) return [read.problem, text];
  const { findings } = read.value;
  return findings.length === 0 ? [] : [...findings.map(({ code, line, what }) => `${code}@${line} ${what}`), text];
}

describe('what is printed for a client', () => {
  it.each(PRINTABLE)('is faultless when it is read back: $id, $mode', ({ client, mode }) => {
    // Without encryption mail goes to a relay in the house
    const host = mode === 'cleartext' ? '10.0.0.25' : 'smtp.example.com';
    const printed = configFor(client, { host, port: PORT_OF_MODE[mode], mode, user: 'ann@example.com' });
    if (!printed.ok) throw new Error(printed.problem);
    expect(faults(client, printed.value)).toEqual([]);
    const read = lint(printed.value, client);
    expect(read.ok && read.value.settings).toMatchObject({ host, port: PORT_OF_MODE[mode], mode });
  });
});

describe('what a provider recommends', () => {
  const rows: readonly (readonly [Provider, SubmissionRow])[] = PROVIDERS.flatMap((provider) =>
    provider.submission.map((row) => [provider, row] as const),
  );
  const user = ({ usernameForm }: Provider): string =>
    typeof usernameForm === 'object' ? usernameForm.literal : 'ann@example.com';

  it.each(['nodemailer', 'django', 'thunderbird'])('is faultless in the settings of %s', (id) => {
    const client = findClient(id);
    if (client === null) throw new Error(`no client ${id}`);
    expect(rows.length).toBeGreaterThan(100);
    for (const [provider, { host: pattern, port, mode }] of rows) {
      const host = pattern.replace(/\{\w+\}/g, 'eu-west-1');
      const printed = configFor(client, { host, port, mode, user: user(provider), from: 'ann@example.com' });
      if (!printed.ok) throw new Error(printed.problem);
      expect(faults(client, printed.value), `${provider.id} ${host} ${port} ${mode}`).toEqual([]);
    }
  });
});
