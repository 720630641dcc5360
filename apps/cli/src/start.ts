import type { Tool } from '@smtp-triage/core';
import { type ExitStatus, FAULT } from './exit.ts';
import { nodeWorld, openedStreams } from './node-world.ts';
import { faultLines, run } from './program.ts';

/** Runs the program as this process, and ends the process when it is done. */
export function start(tool: Tool): void {
  const argv = process.argv.slice(2);
  const world = nodeWorld();
  const broken = (error: unknown): void => {
    for (const text of faultLines(error, argv.includes('--debug'))) world.stderr.write(`${text}\n`);
    finish(FAULT);
  };
  process.on('uncaughtException', broken).on('unhandledRejection', broken);
  run(argv, world, tool).then(finish, broken);
}

/** Ends once everything is written: a look-up that the system has not answered would keep the process alive. */
function finish(status: ExitStatus): void {
  process.exitCode = status;
  let open = openedStreams.length + 1;
  const closed = (): void => {
    open -= 1;
    if (open === 0) process.exit(status);
  };
  for (const stream of openedStreams) stream.write('', closed);
  closed();
}
