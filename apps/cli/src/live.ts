import type { PortMode, Request, Route, Trace, TraceEvent } from '@smtp-triage/core';
import type { Terminal } from './terminal.ts';
import { ladder } from './view/ladder.ts';
import type { Column, LiveTrace } from './view/rail.ts';

/** At most about twelve frames a second: enough to look alive, little enough for a slow line. */
const FRAME_MS = 80;

/** What the routes say of themselves while they run: events are sorted to their routes. */
export class Watch {
  readonly #request: Request;
  readonly #traces = new Map<
    string,
    { readonly route: Route; readonly startedAt: string; readonly events: TraceEvent[] }
  >();

  constructor(request: Request) {
    this.#request = request;
  }

  get traces(): readonly LiveTrace[] {
    return [...this.#traces.values()];
  }

  /** Takes an event; the route is read off its id. */
  add(id: string, event: TraceEvent): void {
    const known = this.#traces.get(id) ?? {
      route: routeOf(id, this.#request),
      startedAt: this.#request.startedAt,
      events: [],
    };
    known.events.push(event);
    this.#traces.set(id, known);
  }

  /** The traces so far, for a run that is stopped before it gave its own. */
  asTraces(): readonly Trace[] {
    return this.traces.map((trace) => ({ schema: 'smtp-triage/trace@1', goal: 'tls', ...trace }));
  }
}

/** The ladder on the screen, drawn again while routes run. */
export class LiveLadder {
  readonly #terminal: Terminal;
  readonly #began: number;
  #host: string;
  #settings: PortMode | null = null;
  #asked: readonly Column[] = [];
  #watch: Watch | null = null;
  #stop: (() => void) | null = null;

  /** Shows itself at once, before anything is known. */
  constructor(terminal: Terminal, host: string) {
    this.#terminal = terminal;
    this.#host = host;
    this.#began = terminal.world.now();
    if (!terminal.animated) return;
    this.#draw();
    this.#stop = terminal.world.every(FRAME_MS, () => this.#draw());
  }

  /** From now on shows the routes of a run. */
  follow(request: Request, watch: Watch): void {
    this.#host = request.host;
    this.#settings = request.settings;
    this.#asked = askedColumns(request);
    this.#watch = watch;
  }

  /** Ends the animation; with traces, leaves the ladder as it ended on the screen. Tells whether it stands there. */
  end(traces: readonly Trace[] | null): boolean {
    if (this.#stop === null) return false;
    this.#stop();
    this.#stop = null;
    if (traces === null) this.#terminal.eraseFrame();
    else this.#terminal.keepFrame(this.#lines(traces, null));
    return traces !== null;
  }

  #draw(): void {
    this.#terminal.draw(this.#lines(this.#watch?.traces ?? [], this.#terminal.world.now() - this.#began));
  }

  #lines(traces: readonly LiveTrace[], now: number | null): ReturnType<typeof ladder> {
    const { errLook, world } = this.#terminal;
    // A line that fills the last column would wrap on some terminals, and the next frame would start a row too low
    const look = { ...errLook, width: Math.min(errLook.width, world.stderr.columns - 1) };
    return ladder({ host: this.#host, settings: this.#settings, traces, asked: this.#asked, now }, look);
  }
}

/** The columns that a request asks for beyond those every run has. */
export const askedColumns = (request: Pick<Request, 'credentials' | 'envelope'>): readonly Column[] => [
  ...(request.credentials === null ? [] : (['auth'] as const)),
  ...(request.envelope === null ? [] : (['envelope'] as const)),
];

/** The same, read off saved traces. */
export function columnsAsked(traces: readonly Trace[]): readonly Column[] {
  const goals = new Set(traces.map((trace) => trace.goal));
  const envelope = goals.has('envelope') || goals.has('data');
  const login =
    goals.has('auth') ||
    traces.some((trace) => trace.events.some((event) => event.type === 'sent' && event.verb === 'AUTH'));
  return [...(login ? (['auth'] as const) : []), ...(envelope ? (['envelope'] as const) : [])];
}

const ROUTE_ID = /^(\d+)-(starttls|implicit-tls|cleartext)-(.+?)(-small|-slip)?$/;
const CONTROL_ID = /^control-(.+)-(\d+)$/;

function routeOf(id: string, request: Request): Route {
  const control = CONTROL_ID.exec(id);
  if (control !== null) {
    const [, host = '', port = ''] = control;
    return { id, purpose: 'control', host, port: Number(port), mode: 'cleartext', family: null, address: null };
  }
  const [, digits = '', modeText = '', address = '', question] = ROUTE_ID.exec(id) ?? [];
  const mode = modeText === 'starttls' || modeText === 'implicit-tls' || modeText === 'cleartext' ? modeText : null;
  if (mode === null) {
    return { id, purpose: 'lookup', host: request.host, port: null, mode: null, family: null, address: null };
  }
  const port = Number(digits);
  const is = (place: PortMode | null): boolean => place?.port === port && place.mode === mode;
  const planned = is(request.settings) ? 'settings' : request.ladder.some(is) ? 'ladder' : 'follow-up';
  const asked = question === '-slip' ? 'injection-test' : 'size-test';
  const purpose = question === undefined ? planned : asked;
  const family = address.includes(':') ? 6 : /^[\d.]+$/.test(address) ? 4 : null;
  return { id, purpose, host: request.host, port, mode, family, address };
}
