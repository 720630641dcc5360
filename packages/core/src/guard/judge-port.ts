import type { AddressPolicy } from './policy.ts';
import { ALLOWED, type Judgement, refuse } from './refusals.ts';

/** Whether a port may be connected to, so that nobody scans ports through us (security row SEC-11). */
export const judgePort = (port: number, { ports }: AddressPolicy): Judgement =>
  ports.includes(port) ? ALLOWED : refuse('port-not-allowed');
