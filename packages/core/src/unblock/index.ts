export { standsInTheWay, unblockKit, withUnblockKit } from './kit.ts';
export { blamesNetwork } from './seen.ts';
export { fallbackLines, LIFT_NAMES, liftText, NETWORK_KIND_NAMES, policyText, requestNote } from './text.ts';
export type {
  Agreement,
  AgreementVerdict,
  Fallback,
  FallbackRoute,
  FallbackService,
  RunReport,
  UnblockKit,
  UnblockRequest,
} from './types.ts';
