import type { NextStep, Verdict } from '../diagnose/types.ts';
import type { TargetInfo } from './types.ts';

const IN_DOUBT: readonly Verdict[] = ['unusable', 'inconclusive'];

/** The first thing to do where no way of a server works whose very name was only a guess. */
export const guessStep = ({ source, host }: TargetInfo, verdict: Verdict): readonly NextStep[] =>
  source === 'guess' && IN_DOUBT.includes(verdict)
    ? [
        {
          action: `${host} is a guess: perhaps it is not the server of this mailbox. Ask the provider for the name of its outgoing mail server (SMTP), and test that.`,
          command: 'smtp-triage SERVER-NAME',
        },
      ]
    : [];
