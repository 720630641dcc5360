import type { Settings, Slip } from '../types.ts';
import { cleartextLogin, starttlsOptional } from './encryption.ts';
import { hostInvalid, hostMissing } from './host.ts';
import { labelAmbiguous } from './label.ts';
import { ehloLocalhost, loginIncomplete, userWrong } from './login.ts';
import { hostNotSubmission } from './not-submission.ts';
import { portInvalid, portMissing, portNotOffered, submissionOnRelayPort } from './port.ts';
import { portAndMode } from './port-and-mode.ts';
import { switches } from './switches.ts';

/** What looks at settings and says what is wrong with them; nothing, where nothing is. */
export type Rule = (settings: Settings) => readonly Slip[];

/** Every rule, one for each cause. */
export const RULES: readonly Rule[] = [
  hostMissing,
  hostInvalid,
  hostNotSubmission,
  portInvalid,
  portMissing,
  portNotOffered,
  submissionOnRelayPort,
  portAndMode,
  labelAmbiguous,
  cleartextLogin,
  starttlsOptional,
  switches,
  loginIncomplete,
  userWrong,
  ehloLocalhost,
];
