import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace, wherever this code runs from: bundled code does not lie where its source does. */
export const ROOT: string = above(dirname(fileURLToPath(import.meta.url)));

/** The path of a file of this repository. */
export const fromRoot = (path: string): string => join(ROOT, path);

function above(folder: string): string {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) ? folder : above(dirname(folder));
}
