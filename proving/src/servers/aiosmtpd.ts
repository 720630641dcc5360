import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';
import { siteFile } from './site-file.ts';
import type { Maker } from './types.ts';

// Debian's own Python: another one in PATH would not see Debian's packages.
const PYTHON = '/usr/bin/python3';

/** aiosmtpd, the library of Python's mail tests. */
export const AIOSMTPD: Maker = {
  available: () =>
    existsSync('/usr/lib/python3/dist-packages/aiosmtpd')
      ? { ok: true }
      : { ok: false, missing: 'aiosmtpd (Debian package python3-aiosmtpd)' },
  version: async () => (await run(PYTHON, ['-c', 'import aiosmtpd; print(aiosmtpd.__version__)'])).stdout.trim(),
  serves: [587, 465, 25],
  address: '127.0.0.1',
  plan: (site) => ({
    files: [siteFile(site)],
    program: PYTHON,
    args: [fileURLToPath(new URL('aiosmtpd-server.py', import.meta.url)), `${site.folder}/site.json`],
  }),
};
