import { execFile, spawnSync } from 'node:child_process';

/** Whether Python is there; in CI it must be. */
export const hasPython: boolean = spawnSync('python3', ['--version']).status === 0;
if (!hasPython && process.env['CI'] !== undefined) throw new Error('python3 is missing, and CI must have it');

/** Why tests are skipped, as a part of their name. */
export const WITHOUT_PYTHON: string = hasPython ? '' : ' (skipped: no python3 here)';

/** Runs a script to its end; rejects with what it wrote when it fails. */
export const python = (script: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('python3', [script, ...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stderr}`));
    });
  });
