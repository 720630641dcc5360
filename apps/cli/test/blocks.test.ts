import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run } from '../src/program.ts';
import { CASES } from './cases.ts';
import { fakeWorld } from './fake-world.ts';

const TOOL = { name: 'smtp-triage', version: '0.1.0' };

async function said(argv: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<string> {
  const world = fakeWorld({ files });
  await run(argv, world, TOOL);
  expect(world.written.stderr).toBe('');
  return world.written.stdout;
}

/** A port on loopback at which nobody listens. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('blocks', () => {
  it('makes of a saved report what it makes of the saved case', async () => {
    const triaged = JSON.stringify(CASES['silent']?.());
    const report = await said(['explain', 'case.json', '--json'], { 'case.json': triaged });
    const files = { 'case.json': triaged, 'report.json': report };
    for (const more of [[], ['--json']]) {
      const fromReport = await said(['blocks', 'linode', '--report', 'report.json', ...more], files);
      expect(fromReport).toBe(await said(['blocks', 'linode', '--report', 'case.json', ...more], files));
      expect(fromReport).toContain('port 587, STARTTLS, at 203.0.113.5: no answer in 6.0 s');
    }
  });

  it('lists every network as JSON (CLI-04)', async () => {
    const { schema, networks } = JSON.parse(await said(['blocks', '--json'])) as {
      readonly schema: string;
      readonly networks: readonly Readonly<Record<string, unknown>>[];
    };
    expect(schema).toBe('smtp-triage/blocks@1');
    expect(networks.length).toBeGreaterThan(50);
    for (const each of networks) {
      expect(Object.keys(each).slice(0, 3)).toEqual(['id', 'network', 'kind']);
      expect(each).toMatchObject({
        ports: expect.any(Array),
        lift: expect.any(String),
        useInstead: expect.any(String),
      });
    }
  });

  it('is no wider than 80 columns, save for what is to be copied (CLI-06)', async () => {
    for (const line of (await said(['blocks'])).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});

describe('check --platform', () => {
  const target = async (): Promise<readonly string[]> => {
    const port = await freePort();
    const places = [587, 465].flatMap((each) => ['--connect-to', `${each}=127.0.0.1:${port}`]);
    return ['smtp.example.test', '--ports', '587,465', '--no-controls', ...places];
  };

  it('adds a kit to the report, in every format', async () => {
    const argv = [...(await target()), '--platform', 'cpanel-restrictions'];
    expect(JSON.parse(await said([...argv, '--json']))).toMatchObject({
      schema: 'smtp-triage/diagnosis@1',
      unblock: { platform: { id: 'cpanel-restrictions' }, agreement: { verdict: 'agrees', explained: [465, 587] } },
    });
    expect(await said(argv)).toMatch(/\nSubject: Request to open outgoing TCP ports 465 and 587\n/);
    expect(await said([...argv, '--format', 'markdown'])).toContain('\n### Request to open outgoing TCP ports 465 and');
  });

  it('adds nothing unless a network is named', async () => {
    expect(JSON.parse(await said([...(await target()), '--json']))).not.toHaveProperty('unblock');
  });
});
