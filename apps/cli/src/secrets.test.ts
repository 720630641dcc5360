import { reveal } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { fakeWorld, type Outside } from '../test/fake-world.ts';
import { findSecret, type SecretSource } from './secrets.ts';
import { Terminal } from './terminal.ts';
import { type } from './typing.ts';

const keys = (...chunks: readonly string[]) =>
  chunks.reduce((typing, chunk) => type(typing, chunk), { text: '', end: null } as ReturnType<typeof type>);

async function find(source: SecretSource, outside: Outside = {}, mayAsk = true): Promise<string> {
  const world = fakeWorld(outside);
  const found = await findSecret(source, 'ann', mayAsk, new Terminal(world, { colour: 'auto', quiet: false }));
  if (!found.ok) return `problem: ${found.problem}`;
  if ('interrupted' in found.value) return 'interrupted';
  const { secret, token } = found.value;
  return secret === null ? 'none' : `${token ? 'token' : 'password'}: ${reveal(secret)}`;
}
const prompt: SecretSource = { kind: 'environment-or-prompt', must: true };

describe('typing a password', () => {
  it('ends with Return', () => expect(keys('se', 'cret\r')).toEqual({ text: 'secret', end: 'done' }));
  it('ends with Ctrl-D', () => expect(keys('secret\u0004')).toEqual({ text: 'secret', end: 'done' }));
  it('can be corrected', () => expect(keys('sekr\u007f\bcret\r').text).toBe('secret'));
  it('can be begun again with Ctrl-U', () => expect(keys('wrong\u0015secret\r').text).toBe('secret'));
  it('takes back a whole character', () => expect(keys('a😀\u007fb\r').text).toBe('ab'));
  it('ignores cursor and function keys', () => expect(keys('se\u001b[Dcr\u001b[3~et\u001bOP\r').text).toBe('secret'));
  it('takes what was pasted up to the line break', () =>
    expect(keys('secret\nmore')).toEqual({ text: 'secret', end: 'done' }));
  it('is broken off by Ctrl-C, which leaves nothing behind', () =>
    expect(keys('secret\u0003')).toEqual({ text: '', end: 'interrupted' }));
});

describe('finding the secret (CLI-07, CLI-08)', () => {
  it('takes the first line of a file without its line break, blanks included', async () => {
    const source: SecretSource = { kind: 'password-file', path: 'p' };
    expect(await find(source, { files: { p: ' a b \r\nsecond\n' } })).toBe('password:  a b ');
    expect(await find(source, { files: { p: 'no newline' } })).toBe('password: no newline');
  });

  it('takes a token from a file', async () =>
    expect(await find({ kind: 'token-file', path: 't' }, { files: { t: 'ya29.x\n' } })).toBe('token: ya29.x'));

  it('takes the first line of standard input', async () =>
    expect(await find({ kind: 'password-stdin' }, { input: 'secret\nmore' })).toBe('password: secret'));

  it('takes the variable before it asks', async () =>
    expect(await find(prompt, { env: { SMTP_TRIAGE_PASSWORD: 'from env' }, tty: true, typed: ['typed\r'] })).toBe(
      'password: from env',
    ));

  it('asks on a terminal', async () =>
    expect(await find(prompt, { tty: true, typed: ['typed\r'] })).toBe('password: typed'));

  it('asks where only standard input is a terminal', async () =>
    expect(await find(prompt, { tty: { stdin: true }, typed: ['typed\r'] })).toBe('password: typed'));

  it('does not ask with --no-input or in a pipe', async () => {
    expect(await find(prompt, { tty: true, typed: ['typed\r'] }, false)).toMatch(/^problem: no password for ann/);
    expect(await find(prompt, { tty: { stdout: true, stderr: true } })).toMatch(/^problem: no password for ann/);
  });

  it('goes without a login where a URL names a user but no password and nobody can be asked', async () =>
    expect(await find({ kind: 'environment-or-prompt', must: false })).toBe('none'));

  it('says what to do when nothing was typed', async () =>
    expect(await find(prompt, { tty: true, typed: ['\r'] })).toBe(
      'problem: no password was typed; leave --user out to test without a login',
    ));

  it('ends at Ctrl-C', async () => expect(await find(prompt, { tty: true, typed: ['\u0003'] })).toBe('interrupted'));
});
