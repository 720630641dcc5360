import type { ProblemSlug } from '../../problem.ts';
import type { Operation } from '../types.ts';
import { DIAGNOSIS_OPERATIONS } from './diagnoses.ts';
import { PAGE_OPERATIONS } from './pages.ts';
import { PURE_OPERATIONS } from './pure.ts';
import { SERVICE_OPERATIONS } from './service.ts';

/** Every address of the service with its methods. The document, the 405 answers and the tests are made from this. */
export const OPERATIONS: readonly Operation[] = [
  ...DIAGNOSIS_OPERATIONS,
  ...PURE_OPERATIONS,
  ...SERVICE_OPERATIONS,
  ...PAGE_OPERATIONS,
];

/** What any request can come to: unreadable, for another host, with a bad token, or when we cannot. */
export const COMMON: readonly ProblemSlug[] = [
  'malformed',
  'token-in-query',
  'unauthorized',
  'misdirected',
  'internal',
  'store-unavailable',
];

/** What else a request that is no GET can come to. */
export const WRITING: readonly ProblemSlug[] = ['foreign-origin', 'too-large', 'unsupported-media-type'];
