import { judgeAddress } from './guard/judge-address.ts';
import { PUBLIC_POLICY } from './guard/policy.ts';

/**
 * Whether an address belongs to the public internet, so that a control host out there can tell something about the way
 * to it: exactly what the guard's public profile lets through.
 */
export const isGlobalUnicast = (address: string): boolean => judgeAddress(address, PUBLIC_POLICY).ok;
