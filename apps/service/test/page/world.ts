import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type MockServer, startMockServer } from '@smtp-triage/mock-server';
import { CONFIG_SCHEMA } from '../../src/operation/config.ts';
import { type Service, start } from '../../src/operation/start.ts';
import { startDns } from './dns.ts';
import { SCENES, type Scene, type SceneName } from './scenes.ts';

/** A service whose names lead to mail servers of this process, each on a loopback address of its own with the real ports. */
export type World = {
  readonly service: Service;
  readonly url: string;
  readonly servers: Readonly<Record<SceneName, MockServer>>;
  readonly folder: string;
  close(): Promise<void>;
};

const CONTROL = 'control.example.com';

/** Listens and never accepts: with its queue full, Linux drops whatever comes, as a filtering firewall does. */
const DROPPING = `
const { createServer, connect } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer();
server.once('error', (error) => parentPort.postMessage(error.code));
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage(null);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** Linux queues one more than the backlog. */
const FILLERS = 2;

/** Starts all of it. Needs the right to listen on port 25, which root has. */
export async function startWorld(more: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const undo: (() => unknown)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'smtp-triage-page-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  // A part of the loopback range of this process's own; neighbouring addresses would count as a scan (SEC-11)
  const addressOf = (index: number): string => `127.${100 + (process.pid % 100)}.${index + 1}.1`;
  const names = Object.keys(SCENES) as SceneName[];
  const servers: Partial<Record<SceneName, MockServer>> = {};
  for (const [index, name] of names.entries()) {
    const scene: Scene = SCENES[name];
    const host = addressOf(index);
    const server = await startMockServer({ ...scene.server, hostname: scene.host });
    undo.push(() => server.close());
    servers[name] = server;
    for (const [port, realPort] of server.portMap) undo.push(await lead(host, port, realPort));
    for (const port of scene.dropped) undo.push(await drop(host, port));
  }
  // A well-known host that this network does not let through on 587 either: so it is the network
  undo.push(await drop(addressOf(names.length), 587));
  const hosts = [...names.map((name) => SCENES[name].host), CONTROL];
  const dns = await startDns(Object.fromEntries(hosts.map((host, index) => [host, addressOf(index)])));
  undo.push(() => dns.close());
  const caFile = join(folder, 'ca.pem');
  writeFileSync(
    caFile,
    Object.values(servers)
      .map(({ ca }) => ca.certPem)
      .join('\n'),
  );
  const service = await start(
    CONFIG_SCHEMA.parse({
      ...{ port: 0, dataDir: join(folder, 'data'), caFile, logLevel: 'silent', allowCidrs: ['127.0.0.0/8'] },
      ...{ dnsServers: [dns.place], controls: [`${CONTROL}:587`] },
      budgets: {
        targetPerMinute: 1_000,
        anonymousInFlight: 100,
        anonymousPerHour: 10_000,
        networkPerMinute: 10_000,
        coolDownS: 0,
      },
      ...more,
    }),
  );
  undo.push(() => service.stop());
  return {
    service,
    url: service.url,
    servers: servers as Readonly<Record<SceneName, MockServer>>,
    folder,
    close: async () => {
      for (const each of undo.splice(0).reverse()) await each();
    },
  };
}

/** Leads connections to a well-known port of an address to where a server of this process really listens. */
async function lead(host: string, port: number, realPort: number): Promise<() => Promise<unknown>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(realPort, '127.0.0.1');
    for (const each of [socket, onward]) {
      open.add(each);
      each.on('error', () => undefined).on('close', () => open.delete(each));
    }
    socket.pipe(onward).pipe(socket);
  });
  await once(server.listen({ host, port }), 'listening');
  return async () => {
    for (const each of open) each.destroy();
    server.close();
  };
}

async function drop(host: string, port: number): Promise<() => Promise<unknown>> {
  const worker = new Worker(DROPPING, { eval: true, workerData: { host, port } });
  const problem = await new Promise<unknown>((resolve) => worker.once('message', resolve));
  if (problem !== null) throw new Error(`port ${port} of ${host}: ${String(problem)}`);
  const fillers = Array.from({ length: FILLERS }, () => connect(port, host));
  await Promise.all(fillers.map((filler) => new Promise((resolve) => filler.once('connect', resolve))));
  return async () => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  };
}
