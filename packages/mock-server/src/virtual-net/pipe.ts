import type { Clock } from './clock.ts';

/** One direction of a connection. No segment overtakes another, and where one is lost for good, what follows waits for ever. */
export class Pipe {
  readonly #clock: Clock;
  readonly #latency: () => number;
  readonly #mtu: number;
  /** When the last segment arrives. */
  #last = 0;
  #starved = false;

  /** A pipe that takes segments of up to `mtu` octets. */
  constructor(clock: Clock, latency: () => number, mtu: number = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#latency = latency;
    this.#mtu = mtu;
  }

  /** Lets something arrive at the other end: so many octets, or a flag of TCP, which always fits. */
  carry(arrive: () => void, octets = 0): void {
    this.#starved ||= octets > this.#mtu;
    if (this.#starved) return;
    const now = this.#clock.now();
    this.#last = Math.max(this.#last, now + this.#latency());
    this.#clock.after(this.#last - now, arrive);
  }
}
