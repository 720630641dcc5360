import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_USER, type RunningPreset, startPreset } from '../../src/index.ts';
import { hasPython, python, WITHOUT_PYTHON } from '../python.ts';
import '../../src/matchers/vitest.ts';

const SCRIPT = fileURLToPath(new URL('smtplib_client.py', import.meta.url));
const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
let smtp: RunningPreset;
let folder = '';
beforeAll(async () => {
  smtp = await startPreset('healthy', { mechanisms: MECHANISMS });
  folder = await mkdtemp(join(tmpdir(), 'smtp-triage-'));
  await writeFile(join(folder, 'ca.pem'), smtp.ca.certPem);
});
afterAll(async () => {
  await smtp.close();
  await rm(folder, { recursive: true, force: true });
});

function send(port: 587 | 465, mechanism: string, to: string, password = DEFAULT_USER.password): Promise<string> {
  const mode = port === 465 ? 'implicit-tls' : 'starttls';
  const where = ['127.0.0.1', String(smtp.portMap.get(port)), mode, join(folder, 'ca.pem')];
  return python(SCRIPT, ...where, DEFAULT_USER.user, password, mechanism, to);
}

describe.skipIf(!hasPython)(`Python's smtplib${WITHOUT_PYTHON}`, () => {
  const ways = MECHANISMS.flatMap((mechanism) => ([587, 465] as const).map((port) => [mechanism, port] as const));
  it.each(ways)('sends with %s through port %i of the healthy preset', async (mechanism, port) => {
    const to = `${mechanism.toLowerCase()}-${port}@example.test`;
    await send(port, mechanism, to);
    const mail = await smtp.messages.next({ to, tls: 'TLSv1.3' });
    expect(mail).toHaveSubject('Grüße');
    expect((await mail.parsed()).text?.trim()).toBe('Hällo');
    const session = await smtp.sessions.next({ commands: [`RCPT TO:<${to}>`] });
    expect(session).toHaveSession({ auth: mechanism, user: DEFAULT_USER.user, credentialsInClear: false });
    expect(smtp.sessions.faults()).toEqual([]);
  });

  it('hears of a wrong password', async () => {
    await expect(send(587, 'PLAIN', 'bob@example.test', 'wrong')).rejects.toThrow('535');
  });
});
