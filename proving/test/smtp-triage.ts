import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '@smtp-triage/core';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/smtp-triage.cjs', import.meta.url));

/** One run of the built program, as a user would start it. */
export type Run = {
  readonly status: number;
  readonly report: Report;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
};

/** Runs `smtp-triage … --json`. The password goes in through the environment, never through argv. */
export function smtpTriage(args: readonly string[], password?: string): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1', ...(password === undefined ? {} : { SMTP_TRIAGE_PASSWORD: password }) };
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args, '--json', ...(args[0] === 'explain' ? [] : ['--no-input'])],
      { env, timeout: 30_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const elapsedMs = performance.now() - begun;
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        try {
          resolve({ status, report: JSON.parse(stdout) as Report, stdout, stderr, elapsedMs });
        } catch {
          reject(new Error(`no report (exit ${status}): ${stderr}`));
        }
      },
    );
  });
}
