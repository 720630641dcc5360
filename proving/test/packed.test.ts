import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, NODE_LINES, nodeOf, packAndInstall, runWith, startWith } from '../src/packed.ts';

// What users install: the packed tarballs, in a folder outside the repository, without a build, with each Node that is promised.

const missing = NODE_LINES.filter((line) => nodeOf(line) === null);
if (missing.length > 0 && process.env['CI'] === 'true') throw new Error(`CI must have Node ${missing.join(', ')}`);

const ENTRIES = [
  ...['core', 'core/dialogue', 'core/trace', 'core/catalogue', 'probe'].map((name) => `@smtp-triage/${name}`),
  ...['mock-server', 'mock-server/matchers', 'mock-server/control', 'mock-server/virtual-net', 'service'].map(
    (name) => `@smtp-triage/${name}`,
  ),
];

/** A whole diagnosis with the three libraries, however they were loaded. */
const USE = `
async function use({ diagnose }, { prepare, triage }, { startMockServer, caCertPem }) {
  const server = await startMockServer();
  const request = prepare({ target: '127.0.0.1', port: server.ports.submission, mode: 'starttls', only: true, controls: [] });
  const found = await triage(request.value, { trust: { ca: [caCertPem()] } });
  await server.close();
  console.log(diagnose(found.traces).verdict, process.versions.node.split('.')[0]);
}`;
const IMPORTS = `${USE}
const loaded = await Promise.all(${JSON.stringify(ENTRIES)}.map((name) => import(name)));
await use(loaded[0], loaded[4], loaded[5]);`;
const REQUIRES = `${USE}
const loaded = ${JSON.stringify(ENTRIES)}.map((name) => require(name));
use(loaded[0], loaded[4], loaded[5]);`;

let installed: Installed;
beforeAll(async () => {
  if (missing.length === NODE_LINES.length) return;
  installed = await packAndInstall();
  writeFileSync(join(installed.folder, 'imports.mjs'), IMPORTS);
  writeFileSync(join(installed.folder, 'requires.cjs'), REQUIRES);
});
afterAll(() => installed?.remove());

describe.each(NODE_LINES.map((line) => ({ line, node: nodeOf(line) ?? '' })))(
  'the packed packages on Node $line (left out where .ci/run has not fetched it)',
  ({ line, node }) => {
    const able = it.runIf(node !== '');

    able('are loaded by import, and diagnose a server', async () => {
      expect(await runWith(node, installed, 'node', ['imports.mjs'])).toMatchObject({
        code: 0,
        stdout: `ready ${line}\n`,
      });
    });

    able('are loaded by require, and diagnose a server', async () => {
      expect(await runWith(node, installed, 'node', ['requires.cjs'])).toMatchObject({
        code: 0,
        stdout: `ready ${line}\n`,
      });
    });

    able('have a program that says its version, and plays its demo', async () => {
      const version = await runWith(node, installed, 'smtp-triage', ['--version']);
      expect(version).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^(smtp-triage )?\d+\.\d+\.\d+\n$/),
        stderr: '',
      });
      const demo = await runWith(node, installed, 'smtp-triage', ['demo']);
      expect(demo.code).toBe(0);
      expect(demo.stdout).toContain('All 5 causes were found.');
    });

    able('have a mock server and a check that finds it ready', async () => {
      const caFile = join(installed.folder, `ca-${line}.pem`);
      const mock = await startWith(node, installed, 'smtp-triage', ['mock', '--ca-file', caFile], /^(\{.*\})$/m);
      try {
        const { ports } = JSON.parse(mock.said) as { ports: Record<string, number> };
        const args = ['127.0.0.1', '-p', `${ports['submission']}`, '--mode', 'starttls', '--only', '--ca', caFile];
        const { code, stdout } = await runWith(node, installed, 'smtp-triage', [...args, '--json', '--no-input']);
        expect({ code, verdict: (JSON.parse(stdout) as { verdict: string }).verdict }).toEqual({
          code: 0,
          verdict: 'ready',
        });
      } finally {
        await mock.end();
      }
    });

    able('have a service that starts, serves its page and stops when asked', async () => {
      const dataDir = mkdtempSync(join(installed.folder, 'data-'));
      const env = { SMTP_TRIAGE_PORT: '0', SMTP_TRIAGE_DATA_DIR: dataDir, SMTP_TRIAGE_LOG_LEVEL: 'silent' };
      const service = await startWith(node, installed, 'smtp-triage-service', [], /(http:\/\/\S+)/, env);
      let status: number | null = null;
      try {
        const get = (path: string): Promise<Response> => fetch(new URL(path, service.said));
        expect((await get('/livez')).status).toBe(200);
        expect((await get('/readyz')).status).toBe(200);
        const page = await get('/');
        expect(page.status).toBe(200);
        const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]*\.(?:js|css)[^"]*)"/g)].map(
          ([, path]) => path,
        );
        expect(assets.length).toBeGreaterThan(1);
        for (const path of assets) expect((await get(path ?? '')).status, path).toBe(200);
      } finally {
        status = await service.end();
      }
      expect(status).toBe(0);
    });
  },
);
