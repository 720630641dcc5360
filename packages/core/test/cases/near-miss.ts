import type { Code, LookupAnswer, Request } from '../../src/index.ts';
import { Secret } from '../../src/index.ts';
import type { Place, World } from '../world.ts';
import { at, HOST, REFUSED, saying } from './case.ts';

/** A world, and what is asked in it. */
export type Scene = { readonly world: World; readonly asked?: Partial<Request> };

/** What looks like a cause and is none: one detail differs. */
export type Nearly = Scene & {
  /** The one thing that differs. */
  readonly differs: string;
  /** What is found in its place; null: nothing that needs mending. */
  readonly gives: Code | null;
};

/** One finding code: a world that causes it, worlds that nearly do, and where everything is well. */
export type Told = {
  readonly given: Scene;
  readonly nearly: readonly [Nearly, ...Nearly[]];
  /** What is asked of the healthy world; what was asked when it was given, if that can be well at all. */
  readonly well?: Partial<Request>;
};

/** Codes by name; lint's own are tested where lint is. */
export type NearMisses = Readonly<Partial<Record<Code, Told>>>;

export const NAME = 'mail.example.test';
export const V6 = '2001:db8::7';
export const CONTROL = '192.0.2.1';
export const v4: LookupAnswer = { family: 4, ok: true, addresses: [HOST] };
export const v6: LookupAnswer = { family: 6, ok: true, addresses: [V6] };
export const no = (family: 4 | 6, why: 'not-found' | 'no-address' | 'server-failure', code: string): LookupAnswer => ({
  family,
  ok: false,
  why,
  code,
});
export const named = (...answers: readonly LookupAnswer[]): NonNullable<World['names']> => ({
  [NAME]: answers,
});

export const byName = { host: NAME, input: NAME };
export const byControl = { controls: [{ host: CONTROL, port: null, builtIn: false }] };
export const login = { credentials: { user: 'ann@example.test', password: new Secret('correct horse') } };
export const envelope = { envelope: { from: 'ann@example.test', to: 'bob@elsewhere.test', size: null, message: null } };
export const message = { envelope: { ...envelope.envelope, message: 'x\r\n' } };
export const own = (port: number, mode: 'starttls' | 'implicit-tls' | 'cleartext') => ({ settings: { port, mode } });
/** A host of a provider, found where these worlds stand. */
export const provider = (host: string): Partial<Request> => ({
  host,
  connectTo: [587, 465, 2525, 25].map((port) => ({ port, host: HOST, toPort: port })),
});

export const REST = { 465: REFUSED, 2525: REFUSED, 25: REFUSED };
/** One server on 587, nothing else. */
export const only587 = (place: Place): World => at({ 587: place, ...REST });
/** A STARTTLS server on 587 that answers some verbs otherwise; a message of one line is heard out. */
export const answering = (changes: Readonly<Record<string, string | null>>): World =>
  only587(saying({ x: null, ...changes }));

/** Hears a message of one line out, and takes it. */
const TAKES = { x: null, '.': '250 2.0.0 taken' };
const WELL = saying(TAKES);
const WELL_TLS: Place = { ...WELL, implicitTls: true };

/** Everything as it should be, whichever way one comes. */
export const HEALTHY: World = {
  names: named(v4, no(6, 'no-address', 'ENODATA')),
  places: {
    ...at({ 587: WELL, 465: WELL_TLS, 2525: WELL, 25: WELL, 1465: WELL_TLS }).places,
    ...Object.fromEntries([587, 465, 2525, 25].map((port) => [`${CONTROL}:${port}`, { greeting: '220 control' }])),
  },
};
