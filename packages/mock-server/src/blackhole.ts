import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * Listens with room for one connection in the queue and then never runs its event loop again, so that nothing is accepted.
 * Plain JavaScript in a string: it must run the same from sources and from a bundle.
 */
const NEVER_ACCEPT = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** Linux queues backlog + 1 connections and drops the SYN of the next, as a filtering firewall does. */
const FILLERS = 2;

let started: Promise<number> | null = null;

/** The port of the process's black hole: connects to it hang. Started when first asked for, and no reason to stay alive. */
export function blackholePort(): Promise<number> {
  started ??= start();
  return started;
}

async function start(): Promise<number> {
  const worker = new Worker(NEVER_ACCEPT, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  worker.unref();
  const fillers = Array.from({ length: FILLERS }, () => connect(port, '127.0.0.1'));
  await Promise.all(fillers.map((filler) => once(filler, 'connect')));
  for (const filler of fillers) filler.unref();
  return port;
}
