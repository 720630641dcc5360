import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MockServer } from '@smtp-triage/mock-server';
import { CONFIG_SCHEMA } from '../src/operation/config.ts';
import { type Service, start } from '../src/operation/start.ts';
import { askRaw, type RawAnswer } from './raw.ts';

/** A whole service with a real store and a real listener, for one test. */
export type Started = Service & {
  readonly folder: string;
  /** Posts a request for a diagnosis, from this address of the machine. */
  diagnose(body: unknown, headers?: Readonly<Record<string, string>>, from?: string): Promise<RawAnswer>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
};

/** Starts a service that may test this mock server, and trusts its certificate. */
export async function startFor(
  mock: MockServer,
  more: Readonly<Record<string, unknown>> = {},
  parts: Parameters<typeof start>[1] = {},
): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-service-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, mock.ca.certPem);
  const config = CONFIG_SCHEMA.parse({
    port: 0,
    dataDir: join(folder, 'data'),
    caFile,
    controls: [],
    logLevel: 'silent',
    allowCidrs: ['127.0.0.0/8'],
    allowPorts: Object.values(mock.ports),
    ...more,
  });
  const service = await start(config, parts);
  return {
    ...service,
    folder,
    diagnose: (body, headers = {}, from = '127.0.0.1') =>
      askRaw(`${service.url}/api/v1/diagnoses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        from,
      }),
    remove: async () => {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
