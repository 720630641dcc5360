import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that a test can fill and make read-only; permissions alone do not stop root. */
export type SmallDisk = {
  readonly folder: string;
  /** Takes all the room that is left; gives the way to have it back. */
  fill(): () => void;
  /** From now on nothing can be written; only while no file on it is open for writing. */
  freeze(): void;
  /** Changes its size. */
  resize(size: string): void;
  remove(): void;
};

const mount = (...argv: readonly string[]): boolean => spawnSync('mount', argv).status === 0;

/** Makes one of this size, as mount(8) says it. */
export function smallDisk(size: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-disk-'));
  if (!mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)) throw new Error('no file system could be mounted');
  return {
    folder,
    fill: () => {
      const filler = join(folder, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
      return () => rmSync(filler);
    },
    freeze: () => {
      if (!mount('-o', 'remount,ro', folder)) throw new Error('still in use');
    },
    resize: (now) => void mount('-o', `remount,size=${now}`, folder),
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Why there can be no such disk here. */
export const NO_DISK = (() => {
  try {
    const disk = smallDisk('64k');
    writeFileSync(join(disk.folder, 'x'), 'x');
    disk.remove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
})();
if (NO_DISK !== null && process.env['CI'] !== undefined) throw new Error(`CI must have a disk to fill: ${NO_DISK}`);
