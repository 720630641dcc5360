import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { caCertPem, makeCertificate, startMockServer } from '@smtp-triage/mock-server';
import type { NameService } from '@smtp-triage/probe';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExitStatus } from '../src/exit.ts';
import { run } from '../src/program.ts';
import type { World } from '../src/world.ts';
import { type FakeWorld, fakeWorld, type Outside } from './fake-world.ts';

/** From an e-mail address: names and files come from this process, the rest are real sockets on loopback. */
const HOST = 'mail.example.test';
const TOOL = { name: 'smtp-triage', version: '0.1.0' };
type Ran = { readonly status: ExitStatus; readonly world: FakeWorld; readonly stdout: string; readonly stderr: string };

const notFound = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
const NOBODY: NameService = { lookup: notFound, query: notFound, srv: notFound, mx: notFound };
const exists = (name: string): Pick<NameService, 'lookup'> => ({
  lookup: (asked, family) => (asked === name && family === 4 ? Promise.resolve(['127.0.0.1']) : notFound()),
});

async function check(
  argv: readonly string[],
  discovery: NonNullable<World['discovery']>,
  outside: Outside = {},
): Promise<Ran> {
  const world = fakeWorld({ ...outside, files: { 'ca.pem': caCertPem() } });
  const status = await run([...argv, '--no-controls', '--ca', 'ca.pem'], { ...world, discovery }, TOOL);
  return { status, world, ...world.written };
}

async function mailServer(): Promise<readonly string[]> {
  const smtp = await startMockServer({
    hostname: HOST,
    listeners: { submission: 'starttls', submissions: 'implicit-tls', fallback: 'starttls', relay: 'starttls' },
  });
  onTestFinished(() => smtp.close());
  return [...smtp.portMap].flatMap(([port, real]) => ['--connect-to', `${port}=127.0.0.1:${real}`]);
}

describe('an e-mail address', () => {
  it('leads by autoconfig to a server, and the report says so', async () => {
    const { keyPem, certPem } = makeCertificate('valid', ['autoconfig.example.test']);
    const file = `<clientConfig><emailProvider><outgoingServer type="smtp"><hostname>${HOST}</hostname><port>465</port>
      <socketType>SSL</socketType></outgoingServer></emailProvider></clientConfig>`;
    const site = createServer({ key: keyPem, cert: certPem }, (_, response) => void response.end(file));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      site.closeAllConnections();
      site.close();
    });
    const { port } = site.address() as AddressInfo;
    const names: NameService = {
      ...NOBODY,
      query: (name, family) =>
        name.startsWith('autoconfig.') && family === 4 ? Promise.resolve(['127.0.0.1']) : notFound(),
    };
    const discovery = { names, httpsPort: port, isPublic: () => true };
    const places = await mailServer();

    const text = await check(['ann@example.test', ...places], discovery);
    expect(text.status).toBe(0);
    const says = `https://autoconfig.example.test:${port}/mail/config-v1.1.xml says ${HOST}:465`;
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(`How the server was found: ${says}`);
    expect(text.stdout).toMatch(/^READY {2}Use mail\.example\.test on port/);

    const json = await check(['ann@example.test', '--json', ...places], discovery);
    expect(JSON.parse(json.stdout)).toMatchObject({
      target: { input: 'ann@example.test', host: HOST, source: 'autoconfig', foundBy: says },
      settings: null,
    });
  });

  it('leads by SRV to a port that is tried first, and is not taken for the settings', async () => {
    const srv = (name: string): ReturnType<NameService['srv']> =>
      name.startsWith('_submissions')
        ? Promise.resolve([{ name: HOST, port: 465, priority: 0, weight: 0 }])
        : notFound();
    const { stdout } = await check(['ann@example.test', '--ndjson', ...(await mailServer())], {
      names: { ...NOBODY, srv },
    });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0].route).toMatch(/^465-implicit-tls/);
    expect(lines.at(-1).report).toMatchObject({ target: { source: 'srv' }, settings: null, verdict: 'ready' });
  });

  it('leads by the MX to the provider', async () => {
    const mx = (): ReturnType<NameService['mx']> => Promise.resolve([{ exchange: 'aspmx.l.google.com', priority: 1 }]);
    const places = ['--ports', '587', '--connect-to', '587=127.0.0.1:1'];
    const { stdout } = await check(['ann@example.test', '--json', ...places], { names: { ...NOBODY, mx } });
    expect(JSON.parse(stdout)).toMatchObject({
      target: {
        host: 'smtp.gmail.com',
        provider: 'gmail',
        source: 'mx-provider',
        foundBy: 'the MX of example.test, aspmx.l.google.com, belongs to Gmail / Google Workspace',
      },
    });
  });

  it('ends in a guess that is called one, and in advice to ask where the guess fails', async () => {
    const places = ['--ports', '587', '--connect-to', '587=127.0.0.1:1'];
    const { stdout, status } = await check(['ann@example.test', ...places], { names: { ...NOBODY, ...exists(HOST) } });
    expect(status).not.toBe(0);
    expect(stdout).toContain(`How the server was found: a guess, since ${HOST} exists`);
    expect(stdout).toMatch(/mail\.example\.test is a guess: perhaps it is not the server/);
    expect(stdout).toContain('smtp-triage SERVER-NAME');
    const works = await check(['ann@example.test', ...(await mailServer())], { names: { ...NOBODY, ...exists(HOST) } });
    expect(works.stdout).not.toContain('SERVER-NAME');
  });

  it('is given up at once when interrupted while the server is looked for', async () => {
    const forever = (): Promise<never> => new Promise(() => undefined);
    const world = fakeWorld();
    const names: NameService = { lookup: forever, query: forever, srv: forever, mx: forever };
    const done = run(['ann@example.test', '--no-controls'], { ...world, discovery: { names } }, TOOL);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    world.interrupt();
    expect(await done).toBe(130);
    expect(performance.now() - start).toBeLessThan(300);
    expect(world.written.stderr).toBe('smtp-triage: interrupted before anything was tested\n');
  });
});
