/** How many streams there may be (SEC-35). */
export type SeatLimits = { readonly perNetwork: number; readonly perToken: number; readonly inAll: number };

/** The limits of SEC-35; the last one keeps what all buffers together may hold at 512 MiB. */
export const SEAT_LIMITS: SeatLimits = { perNetwork: 6, perToken: 20, inAll: 2_000 };

/** Who wants a stream: a token, or a network address. */
export type SeatHolder = { readonly kind: 'anonymous' | 'token'; readonly key: string };

/** Counts open streams by who has them. */
export class Seats {
  readonly #limits: SeatLimits;
  readonly #taken = new Map<string, number>();
  #inAll = 0;

  constructor(limits: SeatLimits = SEAT_LIMITS) {
    this.#limits = limits;
  }

  /** Takes a seat; gives what frees it again, or null where all are taken. */
  take({ kind, key }: SeatHolder): (() => void) | null {
    const holder = `${kind} ${key}`;
    const own = this.#taken.get(holder) ?? 0;
    const most = kind === 'token' ? this.#limits.perToken : this.#limits.perNetwork;
    if (own >= most || this.#inAll >= this.#limits.inAll) return null;
    this.#count(holder, 1);
    let free = (): void => {
      free = () => undefined;
      this.#count(holder, -1);
    };
    return () => free();
  }

  #count(holder: string, delta: 1 | -1): void {
    this.#inAll += delta;
    const own = (this.#taken.get(holder) ?? 0) + delta;
    if (own === 0) this.#taken.delete(holder);
    else this.#taken.set(holder, own);
  }
}
