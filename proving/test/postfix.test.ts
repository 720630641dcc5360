import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Code } from '@smtp-triage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateKind, SERVER_NAME } from '../src/pki.ts';
import { type RunningPostfix, startPostfix } from '../src/postfix.ts';
import { available } from '../src/postfix-folder.ts';
import type { PostfixOptions } from '../src/postfix-options.ts';
import { smtpTriage } from './smtp-triage.ts';

const postfix = available();
if (!postfix.ok && process.env['CI'] === 'true') throw new Error(`CI must have a real Postfix: ${postfix.missing}`);
const title = postfix.ok ? 'a real Postfix' : `a real Postfix (left out: ${postfix.missing})`;

/** Where the ladder's ports really are, and where the name leads. */
const there = ({ connectTo }: RunningPostfix): readonly string[] => [
  SERVER_NAME,
  ...Object.entries(connectTo).flatMap(([port, real]) => ['--connect-to', `${port}=127.0.0.1:${real}`]),
  '--ports',
  '587,465,25',
];

/** How often anyone tried to log in, by the server's own account. */
const logins = (log: string): number => log.match(/ auth=/g)?.length ?? 0;

describe.runIf(postfix.ok)(title, () => {
  let server: RunningPostfix;
  let login: readonly string[];

  beforeAll(async () => {
    server = await startPostfix();
    login = [...there(server), '--ca', server.caFile, '--user', server.user];
  });
  afterAll(() => server?.stop());

  it('is ready with a good login, on 587, exit 0', async () => {
    const { status, report } = await smtpTriage(login, server.password);
    expect(report).toMatchObject({
      verdict: 'ready',
      recommendation: { host: SERVER_NAME, port: 587, mode: 'starttls' },
    });
    expect(report.routes.find(({ port }) => port === 587)).toMatchObject({ outcome: 'ok', reached: 'auth' });
    expect(status).toBe(0);
    expect(await server.logged(/disconnect from .* auth=1/)).toContain('submission/smtpd');
  });

  it('is looked at from all sides with --all, and believes nothing that came before the handshake', async () => {
    const saved = join(tmpdir(), `smtp-triage-all-${process.pid}.json`);
    const { report } = await smtpTriage([...login, '--all', '--save-trace', saved], server.password);
    expect(report.verdict).toBe('ready');
    expect(report.findings.map(({ code }) => code)).not.toContain('starttls-command-injection');
    // Another process, from a file: the same to the letter
    const again = await smtpTriage(['explain', saved]);
    expect(JSON.stringify(again.report.findings)).toBe(JSON.stringify(report.findings));
    expect(JSON.stringify(again.report.routes)).toBe(JSON.stringify(report.routes));
    // Postfix saw the NOOP and forgot it
    expect(await server.logged(/submission\/smtpd.*disconnect from .* starttls=1/)).not.toMatch(/noop=/);
  });

  it('finds refused credentials, exit 1, and recommends no other port for them', async () => {
    const { status, report } = await smtpTriage(login, 'not the password');
    expect(report).toMatchObject({ verdict: 'unusable', recommendation: null });
    expect(report.findings[0]).toMatchObject({
      code: 'auth-credentials-rejected',
      confidence: 'certain',
      stage: 'auth',
    });
    expect(status).toBe(1);
  });

  it('finds an unknown CA and sends no credential', async () => {
    const before = logins(await server.log());
    const trace = join(tmpdir(), `smtp-triage-proving-${process.pid}.json`);
    const { status, report } = await smtpTriage(
      [...there(server), '--user', server.user, '--save-trace', trace],
      server.password,
    );
    expect(report.findings[0]).toMatchObject({ code: 'tls-certificate-untrusted', confidence: 'certain' });
    expect(status).toBe(1);
    const sent = await readFile(trace, 'utf8');
    expect(sent).not.toMatch(/"verb":\s*"AUTH"/);
    expect(sent).not.toContain(server.password);
    expect(logins(await server.log())).toBe(before);
  });

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'])(
    'accepts a login by %s',
    async (mechanism) => {
      const { report } = await smtpTriage([...login, '--auth', mechanism], server.password);
      expect(report.verdict).toBe('ready');
    },
  );

  it('names implicit TLS on 587 within 3 s, certain', async () => {
    const { report, elapsedMs } = await smtpTriage([
      ...there(server),
      '--ca',
      server.caFile,
      '-p',
      '587',
      '--mode',
      'implicit-tls',
    ]);
    expect(report.findings[0]).toMatchObject({ code: 'implicit-tls-on-starttls-port', confidence: 'certain' });
    expect(report.verdict).toBe('fixable');
    expect(elapsedMs).toBeLessThan(3_000);
  });

  it('names STARTTLS on 465 within 3 s, certain', async () => {
    const { report, elapsedMs } = await smtpTriage([
      ...there(server),
      '--ca',
      server.caFile,
      '-p',
      '465',
      '--mode',
      'starttls',
    ]);
    expect(report.findings[0]).toMatchObject({ code: 'starttls-on-implicit-tls-port', confidence: 'certain' });
    expect(elapsedMs).toBeLessThan(3_000);
  });

  it('names the wrong mode on odd ports too, both ways', async () => {
    const { connectTo, caFile } = server;
    const odd = (port: number, mode: string): readonly string[] => [
      `127.0.0.1:${port}`,
      '--mode',
      mode,
      '--only',
      '--ca',
      caFile,
    ];
    const [implicit, upgraded] = await Promise.all([
      smtpTriage(odd(connectTo[587], 'implicit-tls')),
      smtpTriage(odd(connectTo[465], 'starttls')),
    ]);
    expect(implicit.report.findings[0]).toMatchObject({ code: 'implicit-tls-on-starttls-port', confidence: 'certain' });
    expect(upgraded.report.findings[0]).toMatchObject({ code: 'starttls-on-implicit-tls-port', confidence: 'certain' });
    expect(Math.max(implicit.elapsedMs, upgraded.elapsedMs)).toBeLessThan(3_000);
  });

  it('says that login needs TLS when the client is set to none', async () => {
    const { report } = await smtpTriage([...login, '-p', '587', '--mode', 'cleartext'], server.password);
    expect(report).toMatchObject({ verdict: 'fixable', recommendation: { port: 587, mode: 'starttls' } });
    expect(report.findings[0]).toMatchObject({ code: 'auth-requires-tls', confidence: 'certain' });
  });

  it('tests an envelope without sending mail, and says why a recipient is refused without a login', async () => {
    const envelope = ['--from', server.user, '--to', 'someone@elsewhere.test'];
    const good = await smtpTriage([...login, ...envelope], server.password);
    expect(good.report.verdict).toBe('ready');
    expect(good.report.routes.find(({ port }) => port === 587)?.reached).toBe('envelope');
    const bare = await smtpTriage([...there(server), '--ca', server.caFile, ...envelope]);
    expect(bare.report.findings[0]?.code).toBe('submission-requires-auth');
    expect(await server.log()).not.toMatch(/status=sent/);
  });
});

/** Faults of a server's own making, each on a real server of its own. */
const FAULTS: readonly {
  readonly name: string;
  readonly options: PostfixOptions;
  readonly code: Code;
  readonly trusted?: boolean;
}[] = [
  ...(
    [
      ['self-signed', 'tls-certificate-self-signed'],
      ['expired', 'tls-certificate-expired'],
      ['not-yet-valid', 'tls-certificate-not-yet-valid'],
      ['wrong-host', 'tls-certificate-name-mismatch'],
      ['no-intermediate', 'tls-certificate-chain-incomplete'],
      ['cn-only', 'tls-certificate-no-san'],
    ] as const satisfies readonly (readonly [CertificateKind, Code])[]
  ).map(([certificate, code]) => ({ name: `a certificate that is ${certificate}`, options: { certificate }, code })),
  { name: 'STARTTLS hidden', options: { hideOffers: ['starttls'] }, code: 'starttls-not-offered' },
  { name: 'TLS 1.1 and nothing newer', options: { tlsMax: 'TLSv1.1' }, code: 'tls-version-unsupported' },
];

describe.runIf(postfix.ok)(`${title} with a fault`, () => {
  it.each(FAULTS)('$name is found as $code', async ({ options, code }) => {
    const server = await startPostfix(options);
    try {
      const { report } = await smtpTriage(
        [...there(server), '--ca', server.caFile, '--user', server.user, '-p', '587', '--mode', 'starttls'],
        server.password,
      );
      expect(report.findings[0]?.code).toBe(code);
      // Only over what every client would trust may a login travel; with STARTTLS hidden that is port 465
      const trusted = code === 'tls-certificate-no-san' || code === 'starttls-not-offered';
      expect(logins(await server.log())).toBe(trusted ? 1 : 0);
    } finally {
      await server.stop();
    }
  });
});
