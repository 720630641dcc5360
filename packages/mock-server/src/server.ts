import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Mode } from '@smtp-triage/core';
import { caCertPem } from './certificates.ts';
import { configure, type MachineConfig, type MachineOptions } from './config.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { MockServerMachine } from './machine.ts';
import { Inbox, type Mailbox } from './mailbox.ts';
import { RuleBook } from './rule-book.ts';
import type { Rule } from './rules.ts';
import { secureContextFor, type TlsProfile } from './secure-contexts.ts';
import { SessionList, type SessionLog } from './session-list.ts';
import type { CapturedMessage } from './session-log.ts';
import { type Clock, SYSTEM_CLOCK } from './virtual-net/clock.ts';

/** One listener: its mode, the well-known port it stands for, and what differs from the server's options. */
export type ListenerOptions = Omit<MachineOptions, 'listener' | 'mode'> & {
  readonly mode: Mode;
  readonly port?: number;
  readonly tls?: TlsProfile;
};

/** What a mock server is to be. Everything has a default. */
export type MockServerOptions = Omit<MachineOptions, 'listener' | 'mode'> & {
  /** Address to listen on; 127.0.0.1. */
  readonly host?: string;
  /** By name, as a mode or in full; submission, submissions, fallback and relay stand for 587, 465, 2525 and 25. */
  readonly listeners?: Readonly<Record<string, Mode | ListenerOptions>>;
  readonly tls?: TlsProfile;
  readonly rules?: readonly Rule[];
  /** Disposing fails when rules have not fired as often as they are meant to; `close()` does not. */
  readonly assertRulesUsed?: boolean;
  /** What delays go by; the system's unless a test turns one by hand. */
  readonly clock?: Clock;
};

/** A running mock server. */
export type MockServer = AsyncDisposable & {
  readonly host: string;
  readonly hostname: string;
  /** Real port of each listener, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Well-known port → real port. */
  readonly portMap: ReadonlyMap<number, number>;
  /** Trust this to make `valid` valid. */
  readonly ca: { readonly certPem: string };
  /** Every connection so far, oldest first; the records grow while connections go on. */
  readonly sessions: SessionLog;
  /** Every message that was accepted, oldest first. */
  readonly messages: Mailbox;
  /** Adds rules, newest first in line; disposing takes them away again. */
  readonly use: (...rules: readonly Rule[]) => Disposable;
  /** Rules that have not fired as often as they are meant to. */
  readonly pendingRules: () => readonly Rule[];
  /** Forgets sessions and messages; rules stay. */
  readonly reset: () => void;
  /** Stops at once: open connections are destroyed, never waited for. */
  readonly close: () => Promise<void>;
};

/** The listener names that stand for well-known ports. */
export const WELL_KNOWN: Readonly<Record<string, number>> = {
  submission: 587,
  submissions: 465,
  fallback: 2525,
  relay: 25,
};
const LISTENERS: Readonly<Record<string, Mode>> = { submission: 'starttls', submissions: 'implicit-tls' };

/**
 * Starts an SMTP server in this process, on ports that the system chooses. It greets at once, looks nothing up, and is gone
 * when `close()` says so.
 *
 * @example
 * const smtp = await startMockServer({ rules: [at('rcpt').reply(450, '4.2.0', 'greylisted').once()] });
 * smtp.ports['submission']; // STARTTLS; smtp.ca.certPem is what to trust
 * await smtp.close();
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const host = options.host ?? '127.0.0.1';
  const hostname = options.hostname ?? 'mail.example.test';
  const book = new RuleBook(options.seed);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const started = clock.now();
  const sessions = new SessionList(clock.after);
  const messages = new Inbox(sessions, clock.after);
  const open = new Set<Connection>();
  let accepted = 0;
  const names = [hostname, 'localhost', '127.0.0.1', '::1'];
  book.use(options.rules ?? []);

  const now = (): number => Math.round((clock.now() - started) * 1_000) / 1_000;
  const capture = (message: CapturedMessage): void => messages.deliver(message);
  const hosting = (tls: TlsProfile): ConnectionHost => {
    let usual: SecureContext | null = null;
    const secureContext: ConnectionHost['secureContext'] = (profile) => {
      if (profile !== undefined) return secureContextFor({ ...tls, ...profile }, names);
      usual ??= secureContextFor(tls, names);
      return usual;
    };
    return { clock, now, capture, secureContext };
  };
  const accept = (socket: Socket, config: MachineConfig, connectionHost: ConnectionHost): void => {
    const machine = new MockServerMachine(config, ++accepted);
    sessions.push(machine.record);
    const connection = new Connection(socket, machine, connectionHost);
    open.add(connection);
    socket.on('close', () => {
      open.delete(connection);
      sessions.ended(machine.record);
    });
  };

  const listeners = Object.entries(options.listeners ?? LISTENERS).map(([name, given]) => {
    const own: ListenerOptions = typeof given === 'string' ? { mode: given } : given;
    const policy = { ...options.policy, ...own.policy };
    const nonce = (): string => randomBytes(18).toString('base64');
    const config = configure({ hostname, nonce, ...options, ...own, policy, listener: name }, book);
    const connectionHost = hosting({ ...options.tls, ...own.tls });
    const server = createServer({ noDelay: true }, (socket) => accept(socket, config, connectionHost));
    return { name, server, standsFor: own.port ?? WELL_KNOWN[name] };
  });
  await listenAll(
    listeners.map(({ server }) => server),
    host,
  );

  const close = async (): Promise<void> => {
    const ended = listeners.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const connection of open) connection.destroy();
    await Promise.all(ended);
    sessions.close();
    messages.close();
  };
  const ports: Record<string, number> = {};
  const portMap = new Map<number, number>();
  for (const { name, server, standsFor } of listeners) {
    const { port } = server.address() as AddressInfo;
    ports[name] = port;
    if (standsFor !== undefined) portMap.set(standsFor, port);
  }
  return {
    host,
    hostname,
    ports,
    portMap,
    ca: CA,
    sessions,
    messages,
    use: (...rules) => ({ [Symbol.dispose]: book.use(rules) }),
    pendingRules: () => book.pending(),
    reset: () => {
      sessions.clear();
      messages.clear();
    },
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      const unused = options.assertRulesUsed === true ? book.pending() : [];
      if (unused.length > 0) throw new Error(`Rules that did not fire as they should: ${JSON.stringify(unused)}`);
    },
  };
}

/** One for the process, made when somebody first looks. */
const CA: MockServer['ca'] = {
  get certPem() {
    return caCertPem();
  },
};

/** Waits until all listen; if one cannot, none is left behind. */
async function listenAll(servers: readonly Server[], host: string): Promise<void> {
  try {
    await Promise.all(servers.map((server) => once(server.listen({ port: 0, host }), 'listening')));
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
}
