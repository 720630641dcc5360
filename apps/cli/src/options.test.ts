import { reveal } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { readArgv } from './argv.ts';
import { type CheckOptions, parseCheck } from './options.ts';
import { requestOptions } from './request.ts';

function options(...argv: readonly string[]): CheckOptions {
  const read = readArgv(argv);
  if (typeof read === 'string') throw new Error(read);
  const parsed = parseCheck(read.argument, read.raw);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
const asked = (...argv: readonly string[]) => requestOptions(options(...argv), { secret: null, token: false }, null);

describe('the settings of the user’s client (CLI-13)', () => {
  it('come from the flags', () => {
    expect(options('h.example', '-p', '465', '--mode', 'starttls').settings).toEqual({ port: 465, mode: 'starttls' });
  });
  it('come from the target', () => {
    expect(options('h.example:465').settings).toEqual({ port: 465, mode: 'implicit-tls' });
    expect(options('smtps://h.example').settings).toEqual({ port: 465, mode: 'implicit-tls' });
    expect(options('smtp+starttls://h.example:2525').settings).toEqual({ port: 2525, mode: 'starttls' });
    expect(options('h.example').settings).toBe(null);
  });
  it('are completed by what goes together', () => {
    expect(options('h.example', '-p', '465').settings).toEqual({ port: 465, mode: 'implicit-tls' });
    expect(options('h.example', '--mode', 'implicit-tls').settings).toEqual({ port: 465, mode: 'implicit-tls' });
    expect(options('h.example', '--mode', 'cleartext').settings).toEqual({ port: 587, mode: 'cleartext' });
  });
  it('of the flags win over those of the target', () => {
    expect(options('smtps://h.example:465', '--port', '587').settings).toEqual({ port: 587, mode: 'starttls' });
    expect(options('smtp://h.example:587', '--mode', 'implicit-tls').settings).toEqual({
      port: 587,
      mode: 'implicit-tls',
    });
  });
});

describe('where the password comes from (CLI-07)', () => {
  it('is nowhere unless somebody wants to log in', () => {
    expect(options('h.example').secret.kind).toBe('none');
    expect(options('ann@example.com').secret.kind).toBe('none');
  });
  it('is the URL, and the URL is masked', () => {
    const { secret, target, user } = options('smtp://ann:p%40ss@h.example');
    expect(secret.kind === 'url' && reveal(secret.password)).toBe('p@ss');
    expect(user).toBe('ann');
    expect(JSON.stringify(target)).not.toContain('p%40ss');
    expect(target.input).not.toContain('p%40ss');
  });
  it('is what was named, before the URL', () => {
    expect(options('smtp://ann:x@h.example', '--password-stdin').secret.kind).toBe('password-stdin');
    expect(options('h.example', '--user', 'ann', '--password-file', 'p').secret).toEqual({
      kind: 'password-file',
      path: 'p',
    });
    expect(options('ann@example.com', '--oauth-token-file', 't').secret).toEqual({ kind: 'token-file', path: 't' });
  });
  it('is asked for where a user is named', () => {
    expect(options('h.example', '--user', 'ann').secret).toEqual({ kind: 'environment-or-prompt', must: true });
    expect(options('smtp://ann@h.example').secret).toEqual({ kind: 'environment-or-prompt', must: false });
  });
});

describe('what reaches the probe', () => {
  it('is nothing that was not said', () => {
    expect(asked('h.example')).toEqual({
      target: options('h.example').target,
      only: false,
      families: [4, 6],
      budgetMs: 12_000,
      waitForAll: false,
      connectTo: [],
      proxied: false,
      controls: expect.arrayContaining([expect.objectContaining({ builtIn: true })]),
    });
  });
  it('is the narrowed ladder, with the mode that belongs to each port', () => {
    expect(asked('h.example', '--ports', '465,587, 2526').ladder).toEqual([
      { port: 465, mode: 'implicit-tls' },
      { port: 587, mode: 'starttls' },
      { port: 2526, mode: 'starttls' },
    ]);
  });
  it('is one family where one was named', () => {
    expect(asked('h.example', '-4').families).toEqual([4]);
    expect(asked('h.example', '-6').families).toEqual([6]);
  });
  it('is time: patience stretches the run unless that was said too (CLI-09)', () => {
    expect(asked('h.example', '--timeout', '500ms').budgetMs).toBe(500);
    expect(asked('h.example', '--patience', '1m')).toMatchObject({ timing: { greetingMs: 60_000 }, budgetMs: 64_000 });
    expect(asked('h.example', '--patience', '5m', '--timeout', '20s')).toMatchObject({
      timing: { greetingMs: 300_000 },
      budgetMs: 20_000,
    });
  });
  it('is the controls that were named, or none (CLI-15)', () => {
    expect(asked('h.example', '--control', 'a.example', '--control', '[2001:db8::1]:465').controls).toEqual([
      { host: 'a.example', port: null, builtIn: false },
      { host: '2001:db8::1', port: 465, builtIn: false },
    ]);
    expect(asked('h.example', '--no-controls').controls).toEqual([]);
  });
  it('is the envelope (CLI-14)', () => {
    expect(asked('h.example', '--from', '<a@example.com>', '--to', 'b@example.com', '--size', '1000')).toMatchObject({
      from: 'a@example.com',
      to: 'b@example.com',
      size: 1_000,
    });
  });
  it('is where ports and names really are', () => {
    expect(
      asked('h.example', '--connect-to', '587=127.0.0.1:2587', '--connect-to', '465=[::1]:2465').connectTo,
    ).toEqual([
      { port: 587, host: '127.0.0.1', toPort: 2587 },
      { port: 465, host: '::1', toPort: 2465 },
    ]);
    expect(
      options('h.example', '--resolve', 'h.example:[2001:db8::1]', '--resolve', 'h.example:192.0.2.1').resolve,
    ).toEqual([
      { host: 'h.example', address: '2001:db8::1' },
      { host: 'h.example', address: '192.0.2.1' },
    ]);
  });
  it('is TLS and mechanism by their own names', () => {
    expect(asked('h.example', '--min-tls', '1.3', '--sni', 'mx.example').minTls).toBe('TLSv1.3');
    expect(asked('h.example', '--min-tls', 'TLSv1.2').minTls).toBe('TLSv1.2');
    expect(asked('h.example', '--user', 'a', '--auth', 'scram-sha-256').mechanism).toBe('SCRAM-SHA-256');
  });
});
