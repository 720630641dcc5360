import {
  type AttemptAction,
  advanceInvestigation,
  CASE_SCHEMA,
  type Case,
  type InvestigationAction,
  type InvestigationInput,
  openInvestigation,
  PORTS,
  type Request,
  type SaslCredentials,
  Secret,
  TIMING,
  tracesOf,
} from '@smtp-triage/core';
import type { VirtualNet } from './net.ts';
import { LOOKUP_CODES } from './place.ts';
import type { Wire } from './wire.ts';

/** A target, and whatever of a request is not to have its default. */
export type Asked = Partial<Omit<Request, 'startedAt'>> & {
  readonly host: string;
  /** In short for `credentials`. */
  readonly login?:
    | { readonly user: string; readonly password: string }
    | { readonly user: string; readonly token: string };
  /** When the user interrupts, in milliseconds. */
  readonly interruptAtMs?: number;
  /** Stands between net and core: sees every input and every action, and may change them. Core's own unless told otherwise. */
  readonly advance?: typeof advanceInvestigation;
};

/** What came of it, and how long it took by the virtual clock. */
export type Triaged = { readonly case: Case; readonly elapsedMs: number };

/** The defaults are those of packages/probe's `prepare`, except that no control host is asked. */
export function requestOf({ login, interruptAtMs: _, advance: __, ...asked }: Asked, startedAt: string): Request {
  return {
    input: asked.host,
    source: 'given',
    settings: null,
    only: false,
    ladder: PORTS.map(({ port, mode }) => ({ port, mode })),
    families: [4, 6],
    addressesPerFamily: 3,
    credentials: login === undefined ? null : credentialsOf(login),
    mechanism: null,
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    envelope: null,
    ehloName: 'client.example.test',
    servername: null,
    minTls: 'TLSv1.2',
    timing: TIMING,
    budgetMs: 12_000,
    lookupMs: 5_000,
    waitForAll: false,
    connectTo: [],
    proxied: false,
    controls: [],
    ...asked,
    startedAt,
  };
}

/** Runs core's investigation against a net, from start to end, on the net's clock. */
export function triageIn(net: VirtualNet, asked: Asked): Triaged {
  const run = new Run(net, requestOf(asked, net.startedAt), asked.advance ?? advanceInvestigation);
  return run.toEnd(asked.interruptAtMs ?? null);
}

class Run {
  readonly #net: VirtualNet;
  readonly #request: Request;
  readonly #advance: typeof advanceInvestigation;
  readonly #origin: number;
  readonly #wires = new Map<string, Wire>();
  readonly #queue: InvestigationInput[] = [];
  #working = false;
  #armed: number | null = null;
  #investigation: ReturnType<typeof openInvestigation>;

  constructor(net: VirtualNet, request: Request, advance: typeof advanceInvestigation) {
    this.#net = net;
    this.#request = request;
    this.#advance = advance;
    this.#origin = net.clock.now();
    this.#investigation = openInvestigation(request);
  }

  toEnd(interruptAtMs: number | null): Triaged {
    const { clock } = this.#net;
    this.#feed({ type: 'start', at: 0 });
    if (interruptAtMs !== null) clock.after(interruptAtMs, () => this.#feed({ type: 'interrupt', at: this.#now() }));
    while (!this.#investigation.finished) {
      const next = clock.next;
      const ring = this.#armed;
      if (ring !== null && (next === null || this.#origin + ring < next)) {
        clock.advance(Math.max(0, this.#origin + ring - clock.now()));
        this.#armed = null;
        this.#feed({ type: 'tick', at: Math.max(ring, this.#now()) });
      } else if (!clock.step()) throw new Error('the investigation waits for nothing');
    }
    for (const wire of this.#wires.values()) wire.cut();
    clock.clear();
    const elapsedMs = this.#now();
    return { case: this.#case(elapsedMs, interruptAtMs !== null), elapsedMs };
  }

  #case(elapsedMs: number, interrupted: boolean): Case {
    const { input, host, source, settings, startedAt } = this.#request;
    return {
      schema: CASE_SCHEMA,
      tool: { name: 'smtp-triage', version: '0.0.0' },
      target: { input, host, provider: null, source },
      vantage: { label: 'virtual net', startedAt, durationMs: Math.round(elapsedMs) },
      settings,
      ...(interrupted ? { interrupted } : {}),
      traces: tracesOf(this.#investigation),
    };
  }

  /** Milliseconds since the run began, to a tenth, as packages/probe gives them. */
  readonly #now = (): number => Math.round((this.#net.clock.now() - this.#origin) * 10) / 10;

  #feed(input: InvestigationInput): void {
    this.#queue.push(input);
    if (this.#working) return;
    this.#working = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { investigation, actions } = this.#advance(this.#investigation, next);
      this.#investigation = investigation;
      for (const action of actions) this.#do(action);
    }
    this.#working = false;
  }

  #do(action: InvestigationAction): void {
    switch (action.type) {
      case 'lookup':
        for (const family of action.families) this.#lookUp(action.name, family);
        return;
      case 'attempt':
        return this.#act(action.id, action.action);
      case 'arm':
        this.#armed = action.at === null ? null : action.at + this.#net.late();
        return;
      case 'event':
      case 'finished':
        return;
      default:
        action satisfies never;
    }
  }

  #act(id: string, action: AttemptAction): void {
    const wire = this.#wires.get(id);
    switch (action.type) {
      case 'connect': {
        const opened = this.#net.connect(action.address, action.port, {
          now: this.#now,
          tell: (input) => this.#feed({ type: 'attempt', at: input.at, id, input }),
        });
        if (opened !== null) this.#wires.set(id, opened);
        return;
      }
      case 'write':
        return wire?.write(action.bytes);
      case 'secure':
        return wire?.secure(action.servername ?? this.#request.host, action.offer);
      case 'close':
        return wire?.close();
      default:
        action satisfies never;
    }
  }

  #lookUp(name: string, family: 4 | 6): void {
    const found = this.#net.lookUp(name, family);
    if (found === null) return;
    const { answer, ms } = found;
    this.#net.clock.after(ms, () =>
      this.#feed({
        type: 'looked-up',
        at: this.#now(),
        name,
        answer:
          typeof answer === 'string'
            ? { family, ok: false, why: answer, code: LOOKUP_CODES[answer] }
            : { family, ok: true, addresses: answer },
      }),
    );
  }
}

const credentialsOf = (login: NonNullable<Asked['login']>): SaslCredentials =>
  'token' in login
    ? { user: login.user, token: new Secret(login.token) }
    : { user: login.user, password: new Secret(login.password) };
