import { readFile, rm, writeFile } from 'node:fs/promises';
import { startMockServer } from '@smtp-triage/mock-server';
import { expect, it, vi } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

/** Runs the first TypeScript block of a README, with a few words of it replaced, and gives what it printed. */
async function printed(path: string, words: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(new URL(path, ROOT), 'utf8');
  let code = /```ts\n(.*?)```/s.exec(text)?.[1] ?? '';
  for (const [from, to] of Object.entries(words)) {
    expect(code).toContain(from);
    code = code.replace(from, () => to);
  }
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...parts: readonly unknown[]) => {
    lines.push(parts.join(' '));
  });
  // One file an example: a module is evaluated once
  const generated = new URL(`${path.replaceAll('/', '-')}-${process.pid}.gen.ts`, import.meta.url);
  try {
    await writeFile(generated, code);
    await import(generated.href);
  } finally {
    log.mockRestore();
    await rm(generated, { force: true });
  }
  return lines.join('\n');
}

it("runs the README's library example: a client set to implicit TLS on a STARTTLS port", async () => {
  await using server = await startMockServer();
  const output = await printed('README.md', {
    "'smtp.example.com'": `'127.0.0.1'`,
    'port: 587': `port: ${server.ports['submission']}, only: true`,
  });
  expect(output).toMatch(/^(fixable|unusable) - /);
});

it("runs core's example on a saved trace", async () => {
  const trace = {
    schema: 'smtp-triage/trace@1',
    route: {
      id: 'a',
      purpose: 'ladder',
      host: 'mail.test',
      port: 587,
      mode: 'starttls',
      family: 4,
      address: '192.0.2.1',
    },
    goal: 'tls',
    startedAt: '2026-11-23T12:00:00.000Z',
    events: [
      { at: 0, type: 'connecting', address: '192.0.2.1', port: 587 },
      { at: 1, type: 'not-connected', why: 'refused', code: 'ECONNREFUSED' },
      { at: 1, type: 'ended', outcome: 'failed', reached: null, failedAt: 'connect', why: 'not-connected' },
    ],
  };
  const output = await printed('packages/core/README.md', {
    'JSON.parse(text)': `JSON.parse(${JSON.stringify(JSON.stringify(trace))})`,
  });
  expect(output).toContain('unusable - mail.test refuses connections on port 587.');
  expect(output).toContain('connect-refused certain');
});
