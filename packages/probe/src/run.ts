import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { SecureContext } from 'node:tls';
import {
  type AttemptAction,
  advanceInvestigation,
  CASE_SCHEMA,
  type Case,
  type Family,
  type Investigation,
  type InvestigationAction,
  type InvestigationInput,
  openInvestigation,
  type Parsed,
  type Request,
  type Tool,
  tracesOf,
} from '@smtp-triage/core';
import { Connection, type ConnectionOptions } from './connection.ts';
import { type Edge, INTERRUPT_MS } from './edge.ts';
import { type Guard, NOT_PERMITTED } from './guard/guard.ts';
import { lookUp, overridden, SYSTEM_NAMES } from './lookup.ts';
import { GUARD_TRIPPED, GuardTripped } from './open.ts';
import { parseProxy } from './proxy.ts';
import { type Trust, trustStore } from './trust.ts';

/** Why look-ups that are still under way end. Where nothing is said, Node makes an error with a stack for each run. */
const OVER = new Error('the run is over');

/** Nobody is trusted beyond the defaults. */
const NO_TRUST: Trust = {};

/** The longest delay that Node's timers take. */
const LONGEST_MS = 2_147_483_647;

/** One investigation under way: owns its connections and its timer. */
export class Run {
  readonly finished: Promise<Case>;
  readonly #edge: Edge;
  readonly #guard: Guard | null;
  readonly #secureContext: SecureContext;
  readonly #connection: Omit<ConnectionOptions, 'emit'>;
  readonly #connections = new Map<string, Connection>();
  readonly #origin: number;
  /** The result is known, or the run was given up: what comes now comes too late. */
  #over = false;
  /** Ends the look-ups that are under way; a run without one makes none. */
  #lookups: AbortController | null = null;
  readonly #queue: InvestigationInput[] = [];
  #working = false;
  /** The one timer, when it rings, and the time that it is for: that may have moved on since. */
  #timer: NodeJS.Timeout | null = null;
  #rings = 0;
  #due: number | null = null;
  /** Whoever was interrupted and does not answer QUIT by then is not waited for. */
  #limit: NodeJS.Timeout | null = null;
  #interrupted = false;
  #investigation: Investigation;
  #resolve!: (found: Case) => void;
  #reject!: (reason: unknown) => void;

  constructor(request: Request, edge: Edge, guard: Guard | null, origin: number, taps: boolean) {
    this.#edge = edge;
    this.#guard = guard;
    const proxy = edge.proxy === undefined ? null : valid(parseProxy(edge.proxy));
    if (proxy !== null && !request.proxied) throw new TypeError('a proxy is given, but the request is not proxied');
    const sourceAddress = edge.sourceAddress ?? null;
    if (sourceAddress !== null && isIP(sourceAddress) === 0) throw new TypeError('sourceAddress is no IP address');
    this.#secureContext = valid(trustStore(edge.trust ?? NO_TRUST));
    this.#connection = { secureContext: this.#secureContext, sourceAddress, proxy, pinned: guard !== null, taps };
    const startedAt = (edge.now?.() ?? new Date()).toISOString();
    this.#investigation = openInvestigation({ ...request, startedAt });
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#origin = origin;
    edge.signal?.addEventListener('abort', this.#interrupt, { once: true });
    // What the guard asked DNS belongs to the run
    this.#feed({ type: 'start', at: 0 });
    if (edge.signal?.aborted) this.#interrupt();
  }

  async dispose(): Promise<void> {
    this.#edge.signal?.removeEventListener('abort', this.#interrupt);
    this.#end();
    this.#arm(null);
    await Promise.all([...this.#connections.values()].map((connection) => connection.dispose()));
  }

  /** Milliseconds since the run began, to a tenth: finer is noise, and makes traces long. */
  #now(): number {
    return Math.round((performance.now() - this.#origin) * 10) / 10;
  }

  /** Gives an input to core and does what it asks. Inputs that come up meanwhile wait their turn. */
  #feed(input: InvestigationInput): void {
    this.#queue.push(input);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (this.#over) return;
        const { investigation, actions } = advanceInvestigation(this.#investigation, next);
        this.#investigation = investigation;
        for (const action of actions) this.#do(action);
      }
    } catch (error) {
      this.#end();
      this.#reject(error);
    } finally {
      this.#working = false;
    }
  }

  #do(action: InvestigationAction): void {
    switch (action.type) {
      case 'lookup':
        return this.#lookUp(action.name, action.families);
      case 'attempt':
        return this.#act(action.id, action.action);
      case 'arm':
        return this.#arm(action.at);
      case 'event':
        return this.#edge.onEvent?.(action.route, action.event);
      case 'finished':
        return this.#close();
      default:
        return unreachable(action);
    }
  }

  #act(id: string, action: AttemptAction): void {
    const connection = this.#connections.get(id) ?? this.#open(id);
    switch (action.type) {
      case 'connect':
        if (this.#permits(action.address, action.port)) return connection.connect(action.address, action.port);
        return this.#report(id, { type: 'not-connected', why: 'prohibited', code: NOT_PERMITTED });
      case 'write':
        return connection.write(action.bytes);
      case 'secure':
        return connection.secure(
          action.servername,
          action.servername ?? this.#investigation.request.host,
          action.offer,
        );
      case 'close':
        return connection.close(action.how);
      default:
        return unreachable(action);
    }
  }

  #permits(address: string, port: number): boolean {
    return (this.#guard?.permits(address, port) ?? true) && (this.#edge.permits?.(address, port) ?? true);
  }

  #open(id: string): Connection {
    const connection = new Connection({ ...this.#connection, emit: (input) => this.#report(id, input) });
    this.#connections.set(id, connection);
    return connection;
  }

  #report(id: string, input: Parameters<ConnectionOptions['emit']>[0]): void {
    const at = this.#now();
    const tripped = input.type === 'not-connected' && input.code === GUARD_TRIPPED;
    // First, since this may have been the last open question, and then the case would be handed out
    if (tripped) this.#reject(new GuardTripped());
    // Made for us a moment ago: a copy of so many shapes would cost more than the rest of this
    this.#feed({ type: 'attempt', at, id, input: Object.assign(input, { at }) });
    if (tripped) this.#end();
  }

  #lookUp(name: string, families: readonly Family[]): void {
    this.#lookups ??= new AbortController();
    const { signal } = this.#lookups;
    const answer = (given: Parameters<Parameters<typeof lookUp>[4]>[0]): void =>
      this.#feed({ type: 'looked-up', at: this.#now(), name, answer: given });
    if (this.#guard !== null) {
      void this.#guard.lookUp(name, families, signal).then((answers) => answers.forEach(answer));
      return;
    }
    const known = families
      .map((family) => overridden(this.#edge.resolve ?? [], name, family))
      .filter((each) => each !== null);
    for (const each of known) answer(each);
    if (known.length === 0) lookUp(this.#edge.names ?? SYSTEM_NAMES, name, families, signal, answer);
  }

  /** Sets the one timer. One that would ring earlier stays and sets itself again then: nearly every input moves the time on. */
  #arm(at: number | null): void {
    this.#due = this.#over ? null : at;
    if (this.#timer !== null && this.#due !== null && this.#due >= this.#rings) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#due === null) return;
    const delay = Math.min(LONGEST_MS, Math.max(0, Math.ceil(this.#due - this.#now())));
    this.#rings = this.#now() + delay;
    this.#timer = setTimeout(this.#ring, delay);
  }

  /** A timer may fire a little early too; a tick that comes before its time would be lost. */
  readonly #ring = (): void => {
    this.#timer = null;
    const now = this.#now();
    if (this.#due !== null && now < this.#due) this.#arm(this.#due);
    else if (this.#due !== null) this.#feed({ type: 'tick', at: now });
  };

  readonly #interrupt = (): void => {
    if (this.#interrupted || this.#over) return;
    this.#interrupted = true;
    this.#feed({ type: 'interrupt', at: this.#now() });
    if (this.#over) return;
    this.#limit = setTimeout(() => this.#close(), INTERRUPT_MS);
  };

  #end(): void {
    this.#over = true;
    this.#lookups?.abort(OVER);
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = null;
  }

  #close(): void {
    if (this.#over) return;
    const { request } = this.#investigation;
    this.#end();
    this.#resolve({
      schema: CASE_SCHEMA,
      tool: this.#edge.tool ?? ownTool(),
      target: {
        input: request.input,
        host: request.host,
        provider: this.#edge.provider ?? null,
        source: request.source,
        ...(request.foundBy === undefined ? {} : { foundBy: request.foundBy }),
      },
      vantage: {
        label: this.#edge.vantage ?? 'local',
        startedAt: request.startedAt,
        durationMs: Math.round(this.#now()),
      },
      settings: request.settings,
      ...(this.#interrupted ? { interrupted: true as const } : {}),
      traces: tracesOf(this.#investigation),
    });
  }
}

let known: Tool | null = null;

/** This package, by its own manifest; read when it is first asked for. */
function ownTool(): Tool {
  if (known !== null) return known;
  const manifest: unknown = createRequire(import.meta.url)('../package.json');
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  known = { name: 'smtp-triage', version: String(version ?? 'unknown') };
  return known;
}

function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new TypeError(parsed.problem);
}

function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
