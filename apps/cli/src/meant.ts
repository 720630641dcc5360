import { closest } from './closest.ts';
import { COMMAND_NAMES } from './spec.ts';

/** A lone word that is nearly a command was meant as one, unless `check` says otherwise. */
export function mistakenCommand(argv: readonly string[], argument: string | undefined): string | null {
  if (argument === undefined || argv[0] === 'check' || argument === 'localhost' || !/^[a-z]+$/i.test(argument))
    return null;
  const meant = closest(argument, COMMAND_NAMES);
  return meant === null
    ? null
    : `unknown command ${argument}; did you mean ${meant}? (a host of that name: smtp-triage check ${argument})`;
}

/** Says that there is no such command, and which one was meant. */
export function unknownCommand(name: string): string {
  const meant = closest(name, COMMAND_NAMES);
  return `unknown command ${name}; ${meant === null ? 'see smtp-triage --help' : `did you mean ${meant}?`}`;
}
