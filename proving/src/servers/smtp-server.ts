import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { siteFile } from './site-file.ts';
import type { Maker } from './types.ts';

const require = createRequire(import.meta.url);

/** The version in the manifest of an installed npm package; the package must not export it. */
export function npmVersion(name: string): string {
  const folders = require.resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string };
      return manifest.version;
    } catch {}
  }
  throw new Error(`${name} is not installed`);
}

/** smtp-server, the server that stands beside Nodemailer. */
export const SMTP_SERVER: Maker = {
  available: () => ({ ok: true }),
  version: async () => npmVersion('smtp-server'),
  serves: [587, 465, 25],
  address: '127.0.0.1',
  plan: (site) => ({
    files: [siteFile(site)],
    program: process.execPath,
    args: [fileURLToPath(new URL('smtp-server.mjs', import.meta.url)), `${site.folder}/site.json`],
  }),
};
