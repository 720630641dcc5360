import { describe, expect, it } from 'vitest';
import { readArgv } from './argv.ts';
import { plainArgv } from './plain-argv.ts';

/** Command lines of `lint` as people type them. */
const LINES: readonly (readonly string[])[] = [
  ['lint'],
  ['lint', '.env'],
  ['lint', '-'],
  ['lint', 'smtps://smtp.example.com:465', '--json'],
  ['lint', '--json', '-q', 'mail.js', '--client', 'nodemailer'],
  ['lint', 'SMTP_HOST=a', 'SMTP_PORT=25'],
  ['lint', 'a.env', '--color', 'never', '--debug'],
  ['lint', 'host: a\nport: 587'],
  ['lint', ''],
  ['lint', 'a.env', '-h'],
];

describe('a plain command line', () => {
  it.each(LINES.map((line) => [line.join(' '), line] as const))('is read as the parser reads it: %s', (_, line) => {
    expect(plainArgv(line)).toEqual(readArgv(line));
  });

  it.each([
    ['an option that it has not', ['lint', 'a.env', '--jsn']],
    ['a value behind an equals sign', ['lint', 'a.env', '--client=django']],
    ['several short options in one', ['lint', 'a.env', '-qh']],
    ['a value that is missing', ['lint', 'a.env', '--client']],
    ['an option in place of a value', ['lint', '--client', '--json', 'a.env']],
    ['an end of options', ['lint', '--', '-x']],
    ['a password', ['lint', 'a.env', '--password', 'x']],
    ['a command that is not quick', ['check', 'smtp.example.com']],
    ['no command', ['smtp.example.com']],
    ['nothing', []],
  ])('is left to the parser for %s', (_, line) => {
    expect(plainArgv(line)).toBeNull();
  });
});
