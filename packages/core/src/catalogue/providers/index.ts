export {
  exactProvider,
  hostsOf,
  lacksPort,
  offersThere,
  providerOfDomain,
  providerOfHost,
  providerOfMx,
  searchProviders,
} from './find.ts';
export { PROVIDERS, providerOfId } from './list.ts';
export { type LoginAdvice, loginAdvice, type UsernameProblem, usernameProblem } from './login.ts';
export { LOOK_ALIKE_NAMES, type LookAlike, type LookAlikeKind, lookAlikeOf, meantWords } from './look-alikes.ts';
export type {
  Attestation,
  Need,
  PortRow,
  Provider,
  ProviderKind,
  Source,
  SubmissionRow,
  UsernameForm,
} from './types.ts';
export { GATHERED } from './types.ts';
export { hostText, KIND_NAMES, NEED_NAMES, needsText, SOURCE_NAMES, usernameText } from './words.ts';
