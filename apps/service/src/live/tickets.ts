import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SeatHolder } from './seats.ts';

/** How long a ticket can be used, in seconds (API-34). */
export const TICKET_S = 60;

/** What a ticket is for. */
type Ticket = { readonly diagnosisId: string; readonly holder: SeatHolder };

/** What tickets need of the world. */
export type TicketTools = {
  readonly now: () => number;
  readonly randomId: () => string;
  /** The key is shared by all processes, so a ticket is good at any of them. */
  readonly macKey: Uint8Array;
};

/**
 * Tickets that open one event stream where no header can be sent, as with `EventSource`: bound to one diagnosis, good for
 * a minute and for one use. Each carries what it is for under a MAC, so nothing is stored until it is used.
 */
export class Tickets {
  readonly #tools: TicketTools;
  readonly #used = new Map<string, number>();

  constructor(tools: TicketTools) {
    this.#tools = tools;
  }

  /** Makes a ticket. */
  make({ diagnosisId, holder }: Ticket): string {
    const until = this.#tools.now() + TICKET_S * 1_000;
    const body = Buffer.from(JSON.stringify([diagnosisId, holder.kind, holder.key, until, this.#tools.randomId()]));
    const text = body.toString('base64url');
    return `${text}.${this.#mac(text)}`;
  }

  /** Takes a ticket for a diagnosis and says who it was made for; null if it is false, late, used or for something else. */
  redeem(ticket: string, diagnosisId: string): SeatHolder | null {
    const now = this.#tools.now();
    for (const [used, until] of this.#used) if (until < now) this.#used.delete(used);
    const [text = '', mac = ''] = ticket.split('.');
    if (!isSame(mac, this.#mac(text)) || this.#used.has(text)) return null;
    const [id, kind, key, until] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      string,
      SeatHolder['kind'],
      string,
      number,
    ];
    if (id !== diagnosisId || until < now) return null;
    this.#used.set(text, until);
    return { kind, key };
  }

  #mac(text: string): string {
    return createHmac('sha256', this.#tools.macKey).update(`stream-ticket\n${text}`).digest('base64url');
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
