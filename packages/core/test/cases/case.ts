import type { Code, Confidence, Layer, Request, Stage, Verdict } from '../../src/index.ts';
import { healthy, type Place, type World } from '../world.ts';

/** One world, what is asked in it, and the diagnosis that is right. */
export type DiagnosisCase = {
  readonly name: string;
  readonly world: World;
  readonly asked?: Partial<Request>;
  readonly want: {
    readonly verdict: Verdict;
    /** The primary finding; null: there must be none. */
    readonly code: Code | null;
    readonly stage?: Stage;
    readonly layer?: Layer;
    readonly confidence?: Confidence;
    /** Codes that must not be among the findings at all. */
    readonly not?: readonly Code[];
    /** Codes that must stand behind the primary one. */
    readonly also?: readonly Code[];
    readonly recommends?: readonly [number, 'starttls' | 'implicit-tls'] | null;
    readonly withinMs?: number;
    /** Something the advice must say. */
    readonly says?: RegExp;
  };
};

/** The address of every place in these cases. */
export const HOST = '198.51.100.7';

/** Places of the one host, by port. */
export const at = (places: Readonly<Record<number, Place>>): World => ({
  places: Object.fromEntries(Object.entries(places).map(([port, place]) => [`${HOST}:${port}`, place])),
});

export const REFUSED: Place = { connect: 'refused' };
export const STARTTLS: Place = { greeting: '220 mail.example.test ESMTP', reply: healthy() };
export const TLS: Place = { ...STARTTLS, implicitTls: true };
/** A STARTTLS server that answers some verbs otherwise; `tls EHLO` means EHLO after the handshake. */
export const saying = (changes: Readonly<Record<string, string | null>>): Place => ({
  ...STARTTLS,
  reply: healthy(changes),
});
