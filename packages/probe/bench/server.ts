import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { bare, caCertPem } from '../../mock-server/bench/peers/bare.ts';

// The server of these benches: the leanest there is, in a process of its own, so that its work is not counted as the client's.

/** The name its certificate is made out to. */
export const HOST = 'mail.example.test';

/** A server process under way. */
export type ServerProcess = {
  readonly port: number;
  readonly caPem: string;
  /** Microseconds of processor time it has used so far. */
  readonly cpuUs: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

const PART = 'serve';

/** Serves, if that is what this process was started for. */
export async function playServer(argv: readonly string[]): Promise<boolean> {
  if (argv[0] !== PART) return false;
  process.once('disconnect', () => process.exit());
  const { port } = await bare(true);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.({ port, caPem: caCertPem() });
  return true;
}

/** Starts this very program again, as the server. */
export async function startServer(): Promise<ServerProcess> {
  const child = fork(process.argv[1] ?? '', [PART]);
  const gone = once(child, 'exit');
  const told = await Promise.race([answer<{ port: number; caPem: string }>(child), gone.then(() => null)]);
  if (told === null) throw new Error('the server ended before it was ready');
  return {
    ...told,
    cpuUs: () => {
      child.send('cpu');
      return answer<number>(child);
    },
    stop: async () => {
      child.disconnect();
      await gone;
    },
  };
}

const answer = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T;
