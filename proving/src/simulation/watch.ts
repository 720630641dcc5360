import {
  advanceInvestigation,
  DIALOGUE,
  type InvestigationAction,
  type InvestigationInput,
  latin1,
  type Mode,
  type openInvestigation,
  type TlsFacts,
  type TraceEvent,
} from '@smtp-triage/core';
import { needles } from '../../../packages/core/test/canary.ts';
import { Dice } from './dice.ts';
import { must } from './violated.ts';
import type { World } from './world.ts';

type Investigation = ReturnType<typeof openInvestigation>;
/** Core's reducer, or one that somebody has broken on purpose. */
export type Advance = typeof advanceInvestigation;
type AttemptAction = Extract<InvestigationAction, { type: 'attempt' }>['action'];

/** One connection, seen from outside of core. */
export type Route = {
  readonly id: string;
  readonly port: number;
  readonly mode: Mode;
  readonly address: string;
  readonly purpose: string;
  /** The facts of its handshake, as the net gave them. */
  tls: TlsFacts | null;
  connected: boolean;
  /** Let go by us or by the peer. */
  over: boolean;
  closes: number;
  /** Whether QUIT has been written. */
  saidQuit: boolean;
  auths: number;
};

/** Two per address, port and mode: architecture, section 2. */
const CONNECTIONS = 2;
/** Ticks that one and the same moment may take. */
const RINGS = 5;
/** Sums of tenths are not exact. */
const EPSILON_MS = 1e-6;

/**
 * Stands between net and core and looks at every step. What may be trusted, what is secret and what is allowed is judged
 * here once more and from the outside: none of core's own judgements is asked.
 */
export class Watch {
  readonly routes = new Map<string, Route>();
  readonly #world: World;
  readonly #inner: Advance;
  readonly #dice: Dice;
  readonly #secrets: readonly string[];
  readonly #perPlace = new Map<string, number>();
  #now = 0;
  /** Ticks in a row at one and the same time. */
  #rings = 0;
  #armed: number | null = null;
  #finished = false;

  /** A watch over one run. */
  constructor(world: World, inner: Advance = advanceInvestigation) {
    this.#world = world;
    this.#inner = inner;
    this.#dice = new Dice(world.seed + 0x5eed);
    const { login } = world.asked;
    this.#secrets = login === undefined ? [] : needles('token' in login ? login.token : login.password);
  }

  /** In place of core's reducer. */
  readonly advance: Advance = (investigation, input) => {
    must(input.at >= this.#now - EPSILON_MS, 'time goes on', () => `${input.type} at ${input.at} after ${this.#now}`);
    this.#rings = input.type === 'tick' && input.at <= this.#now ? this.#rings + 1 : 0;
    must(this.#rings <= RINGS, 'no timer rings for ever', () => `at ${input.at}`);
    this.#now = input.at;
    if (input.type === 'start' || !this.#dice.chance(this.#world.idleTicks)) return this.#step(investigation, input);
    const idle = this.#step(investigation, { type: 'tick', at: input.at });
    const after = this.#step(idle.investigation, input);
    // The tick took the timer away; the net must hear of the one that is left
    const rearm: InvestigationAction[] = this.#finished ? [] : [{ type: 'arm', at: this.#armed }];
    return { investigation: after.investigation, actions: [...idle.actions, ...after.actions, ...rearm] };
  };

  /** Whether any form of the secret stands in a text. */
  secretIn(text: string): string | null {
    return this.#secrets.find((needle) => text.includes(needle)) ?? null;
  }

  /** What must hold when all is over. */
  ended(): void {
    must(this.#finished, 'it finishes', () => 'no `finished`');
    must(this.#armed === null, 'timers are released', () => `still armed for ${this.#armed}`);
    for (const { id, over } of this.routes.values()) must(over, 'sockets are released', () => `${id} was let open`);
    const auths = [...this.routes.values()].filter((route) => route.auths > 0);
    must(auths.length <= 1, 'one login on one route', () => auths.map(({ id }) => id).join(', '));
  }

  #learn(input: InvestigationInput): void {
    const route = input.type === 'attempt' ? this.routes.get(input.id) : undefined;
    if (input.type !== 'attempt' || route === undefined) return;
    switch (input.input.type) {
      case 'connected':
        route.connected = true;
        return;
      case 'secured':
        route.tls = input.input.tls;
        return;
      case 'not-connected':
      case 'closed':
        route.over = true;
        return;
      default:
        return;
    }
  }

  #step(before: Investigation, input: InvestigationInput): ReturnType<Advance> {
    this.#learn(input);
    const step = this.#inner(before, input);
    const { investigation, actions } = step;
    must(!this.#finished || actions.length === 0, 'nothing after the end', () => JSON.stringify(actions));
    if (input.type === 'tick') this.#armed = null;
    for (const action of actions) this.#judge(investigation, action);
    if (input.type === 'attempt') this.#lawful(investigation, input.id);
    return step;
  }

  #judge(investigation: Investigation, action: InvestigationAction): void {
    switch (action.type) {
      case 'attempt':
        return this.#act(investigation, action.id, action.action);
      case 'event':
        return this.#event(action.route, action.event);
      case 'arm':
        must(
          action.at === null || action.at >= this.#now - EPSILON_MS,
          'timers ring in the future',
          () => `${action.at}`,
        );
        this.#armed = action.at;
        return;
      case 'finished':
        this.#finished = true;
        return;
      case 'lookup':
        return;
      default:
        action satisfies never;
    }
  }

  #act(investigation: Investigation, id: string, action: AttemptAction): void {
    if (action.type === 'connect') return this.#connect(investigation, id);
    const route = this.routes.get(id);
    must(route !== undefined && !route.over, 'no word after the close', () => `${action.type} on ${id}`);
    if (action.type === 'close') {
      route.over = true;
      route.closes += 1;
    } else {
      must(route.connected, 'no word before the connection', () => `${action.type} on ${id}`);
      const written = action.type === 'write' ? latin1(action.bytes) : '';
      route.saidQuit ||= written === 'QUIT\r\n';
      const secret = this.secretIn(written);
      must(secret === null || this.#isSafe(route), 'no secret outside verified TLS', () => `${id} got ${secret}`);
    }
  }

  #connect(investigation: Investigation, id: string): void {
    const spec = investigation.lines.find(({ attempt }) => attempt.spec.route.id === id)?.attempt.spec;
    must(spec !== undefined && spec.route.mode !== null && !this.routes.has(id), 'one connection per route', () => id);
    const { port, mode, address, purpose } = spec.route;
    this.routes.set(id, {
      id,
      port,
      mode,
      address,
      purpose,
      tls: null,
      connected: false,
      over: false,
      closes: 0,
      saidQuit: false,
      auths: 0,
    });
    const place = `${address} ${port} ${mode}`;
    const count = (this.#perPlace.get(place) ?? 0) + 1;
    this.#perPlace.set(place, count);
    must(count <= CONNECTIONS, 'two connections per address, port and mode', () => `${count} to ${place}`);
  }

  #event(id: string, event: TraceEvent): void {
    const secret = this.#secrets.length === 0 ? null : this.secretIn(JSON.stringify(event));
    must(secret === null, 'no secret in a trace', () => `${secret} in ${JSON.stringify(event)}`);
    if (event.type !== 'sent') return;
    const route = this.routes.get(id);
    if (route === undefined) return;
    if (event.verb === 'AUTH') route.auths += 1;
    must(route.auths <= 1, 'one login on one route', () => `${route.auths} on ${id}`);
    const isLogin = event.verb === 'AUTH' || event.verb === 'CONTINUE';
    must(!isLogin || this.#isSafe(route), 'no login outside verified TLS', () => `${event.line} on ${id}`);
    const isMail = event.verb === 'MAIL' && route.mode !== 'cleartext';
    must(
      !isMail || this.#isSafe(route),
      'no envelope outside the TLS that was asked for',
      () => `${event.line} on ${id}`,
    );
  }

  /** The session stands in the table: in one of its phases, waiting for nothing or for a verb of that row. */
  #lawful(investigation: Investigation, id: string): void {
    const session = investigation.lines.find(({ attempt }) => attempt.spec.route.id === id)?.attempt.session;
    if (session === undefined) return;
    const { phase, pending } = session;
    const row: object | undefined = Object.hasOwn(DIALOGUE, phase) ? DIALOGUE[phase] : undefined;
    const isLawful = row !== undefined && (pending === null || Object.hasOwn(row, pending));
    must(isLawful, 'a session never leaves the table', () => JSON.stringify(session));
  }

  /** What a careful client trusts, said a second time. */
  #isSafe({ tls }: Route): boolean {
    if (tls === null || tls.certificate === null || !tls.authorized || !tls.nameMatches) return false;
    const { validFrom, validTo, key, signature } = tls.certificate;
    const now = this.#world.net.startedAt ?? '';
    const versions = this.#world.asked.minTls === 'TLSv1.3' ? ['TLSv1.3'] : ['TLSv1.2', 'TLSv1.3'];
    const isStrong = key.type === 'ec' ? (key.bits ?? 0) >= 224 : (key.bits ?? 0) >= 2_048;
    return (
      versions.includes(tls.protocol) &&
      validFrom <= now &&
      now <= validTo &&
      isStrong &&
      !/sha1|md5/i.test(signature ?? '')
    );
  }
}
