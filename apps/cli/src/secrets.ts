import { type Parsed, Secret } from '@smtp-triage/core';
import { problem } from './fields.ts';
import { PASSWORD_VARIABLE } from './spec.ts';
import type { Terminal } from './terminal.ts';

/** Where the password or token comes from. None of these is a flag's value: other users can read a command line. */
export type SecretSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'url'; readonly password: Secret }
  | { readonly kind: 'password-file'; readonly path: string }
  | { readonly kind: 'token-file'; readonly path: string }
  | { readonly kind: 'password-stdin' }
  /** `must`: the user asked for a login, so without a password there is nothing to run. */
  | { readonly kind: 'environment-or-prompt'; readonly must: boolean };

/** What came of looking for the secret; `interrupted`: Ctrl-C at the prompt. */
export type Found = { readonly secret: Secret | null; readonly token: boolean } | { readonly interrupted: true };

/** Fetches the secret from where it is. */
export async function findSecret(
  source: SecretSource,
  user: string | null,
  mayAsk: boolean,
  terminal: Terminal,
): Promise<Parsed<Found>> {
  switch (source.kind) {
    case 'none':
      return found(null);
    case 'url':
      return found(source.password);
    case 'password-file':
    case 'token-file': {
      const text = await terminal.world.readFile(source.path);
      if (!text.ok)
        return problem(`--${source.kind === 'token-file' ? 'oauth-token-file' : source.kind}: ${text.problem}`);
      const secret = firstLine(text.value);
      return secret === ''
        ? problem(
            `${source.path} is empty; its first line must be the ${source.kind === 'token-file' ? 'token' : 'password'}`,
          )
        : found(secret, source.kind === 'token-file');
    }
    case 'password-stdin': {
      const secret = firstLine(await terminal.world.readInput());
      return secret === '' ? problem('--password-stdin: nothing came on standard input') : found(secret);
    }
    case 'environment-or-prompt':
      return ambient(source.must, user, mayAsk, terminal);
  }
}

async function ambient(
  must: boolean,
  user: string | null,
  mayAsk: boolean,
  terminal: Terminal,
): Promise<Parsed<Found>> {
  const variable = terminal.env[PASSWORD_VARIABLE];
  if (variable !== undefined && variable !== '') return found(variable);
  if (mayAsk && terminal.canAsk) {
    const typed = await terminal.askHidden(`Password for ${user ?? 'the login'}: `);
    if (typed === null) return { ok: true, value: { interrupted: true } };
    return typed === '' && must
      ? problem('no password was typed; leave --user out to test without a login')
      : found(typed === '' ? null : typed);
  }
  return must
    ? problem(
        `no password for ${user ?? 'the login'}: give --password-file FILE, --password-stdin or ${PASSWORD_VARIABLE}, or leave --user out`,
      )
    : found(null);
}

const found = (secret: string | Secret | null, token = false): Parsed<Found> => ({
  ok: true,
  value: { secret: typeof secret === 'string' ? new Secret(secret) : secret, token },
});

/** The first line without its line break; blanks stay, since they may belong to the password. */
const firstLine = (text: string): string => text.replace(/\r?\n[\s\S]*$/, '');
