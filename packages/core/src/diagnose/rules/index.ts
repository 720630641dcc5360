import type { Claim } from '../claim.ts';
import type { Facts } from '../facts.ts';
import { bentProtocol, onlyFallbackWorks, sendingInCleartext, submittingOnRelayPort } from './advice.ts';
import { certificateProblems, weakParameters } from './certificate.ts';
import { deadAddress, rejectedConnection, silentPort } from './connect.ts';
import { envelopeRefused, openRelay } from './envelope.ts';
import { brokenOff, heloOnly, lateGreeting, refusedAtTheDoor, unspoken } from './greeting.ts';
import { handshakeFailed, largePacketsLost } from './handshake.ts';
import { interceptedTls } from './interception.ts';
import { loginNeedsTls, loginNotPossible, loginOfferedInCleartext, loginRefused } from './login.ts';
import { nameWithoutAddress } from './lookup.ts';
import { cleartextToTlsPort, tlsToCleartextPort } from './mode.ts';
import { otherService } from './other-service.ts';
import { injectableServer, starttlsFailed, starttlsMissing } from './starttls.ts';

/** A rule: looks at the facts and says what they show, with evidence, or nothing. */
export type Rule = (facts: Facts) => readonly Claim[];

/** Every rule. Adding one here is all that a new cause needs besides its wording. */
export const RULES: readonly Rule[] = [
  nameWithoutAddress,
  rejectedConnection,
  deadAddress,
  silentPort,
  tlsToCleartextPort,
  cleartextToTlsPort,
  refusedAtTheDoor,
  heloOnly,
  otherService,
  unspoken,
  lateGreeting,
  brokenOff,
  starttlsMissing,
  starttlsFailed,
  largePacketsLost,
  injectableServer,
  handshakeFailed,
  interceptedTls,
  certificateProblems,
  weakParameters,
  loginNeedsTls,
  loginOfferedInCleartext,
  loginNotPossible,
  loginRefused,
  envelopeRefused,
  openRelay,
  submittingOnRelayPort,
  sendingInCleartext,
  onlyFallbackWorks,
  bentProtocol,
];
