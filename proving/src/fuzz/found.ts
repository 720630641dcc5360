import type { TargetName } from './targets.ts';

/** Inputs that once broke a promise, by target: mended, and tried again in every run. */
export const FOUND: Readonly<Partial<Record<TargetName, readonly string[]>>> = {
  target: ['\u202eann@example.test'],
};
