import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { auditFiles } from './audit.ts';

/** An audit file that ends in half a line: a crash came between. */
export type HalfLine = { readonly file: string; readonly octets: number };

const LINE_FEED = 0x0a;
/** Longer than any line is. */
const TAIL = 65_536;

/** Audit files whose last line was never finished. A process that writes at this moment may have one for as long. */
export async function halfLines(folder: string): Promise<readonly HalfLine[]> {
  const found: HalfLine[] = [];
  if (!existsSync(folder)) return found;
  for (const file of await auditFiles(folder)) {
    const octets = await tailOf(join(folder, file));
    if (octets > 0) found.push({ file, octets });
  }
  return found;
}

/** Takes half a line from the end of an audit file; whole lines are never touched. */
export async function cutHalfLine(folder: string, { file, octets }: HalfLine): Promise<void> {
  const handle = await open(join(folder, file), 'r+');
  try {
    await handle.truncate((await handle.stat()).size - octets);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Octets behind the last line feed. */
async function tailOf(file: string): Promise<number> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return bytesRead - 1 - buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
  } finally {
    await handle.close();
  }
}
