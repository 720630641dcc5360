import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { run } from '../src/program.ts';
import { COMMANDS } from '../src/spec.ts';
import { fakeWorld } from './fake-world.ts';

async function script(shell: string): Promise<string> {
  const world = fakeWorld();
  expect(await run(['completion', shell], world, { name: 'smtp-triage', version: '0' })).toBe(0);
  return world.written.stdout;
}

/** What a real bash would offer for a command line. */
async function offers(...words: readonly string[]): Promise<readonly string[]> {
  const program = `${await script('bash')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}\n_smtp_triage; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', program], { encoding: 'utf8' })
    .split('\n')
    .filter((each) => each !== '');
}

describe('completion (CLI-19)', () => {
  it('offers commands and options for the first word', async () => {
    expect(await offers('smtp-triage', 'de')).toEqual(['demo']);
    expect(await offers('smtp-triage', '--jso')).toEqual(['--json']);
  });

  it('offers the options of the command', async () => {
    expect(await offers('smtp-triage', 'explain', '--')).toContain('--strict');
    expect(await offers('smtp-triage', 'explain', '--')).not.toContain('--proxy');
    expect(await offers('smtp-triage', 'smtp.example.com', '--pro')).toEqual(['--proxy']);
  });

  it('offers the values of an option', async () => {
    expect(await offers('smtp-triage', 'smtp.example.com', '--mode', 'i')).toEqual(['implicit-tls']);
    expect(await offers('smtp-triage', 'smtp.example.com', '--format', '')).toEqual([
      'text',
      'json',
      'ndjson',
      'markdown',
      'junit',
    ]);
    expect(await offers('smtp-triage', 'config', 'smtp.example.com', '--for', 'thunder')).toEqual(['thunderbird']);
    expect(await offers('smtp-triage', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it('never offers a flag that would take a password', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) expect(await script(shell)).not.toMatch(/(--|-l )password(?!-)/);
  });

  it('knows every option in every shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = await script(shell);
      for (const { options } of COMMANDS) {
        for (const { name } of options)
          expect(text, `${name} in ${shell}`).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`);
      }
    }
  });
});
