import { type Request, type Response, Router } from 'express';
import type { Deps } from '../../deps.ts';
import { STREAM_PACE, type StreamPace, StreamReader } from '../../live/reader.ts';
import { SEAT_LIMITS, type SeatHolder, type SeatLimits, Seats } from '../../live/seats.ts';
import { TICKET_S, Tickets } from '../../live/tickets.ts';
import type { DiagnosisRecord } from '../../store/types.ts';
import { callerOf, mayUse } from '../caller-of.ts';
import { isFinal } from '../diagnosis-body.ts';
import { Problem } from '../problem.ts';

/** When to come back where all streams are taken, in seconds. */
const FULL_S = 30;
/** Live events of a diagnosis (API-03, API-33 to API-35) and tickets for those who cannot send a header. */
export function eventsRouter(deps: Deps, pace: StreamPace = STREAM_PACE, limits: SeatLimits = SEAT_LIMITS): Router {
  const router = Router();
  const seats = new Seats(limits);
  const tickets = new Tickets(deps);

  router.get('/api/v1/diagnoses/:id/events', async (request, response) => {
    const { id } = request.params;
    const ticket = ticketOf(request);
    const byTicket = ticket === null ? null : tickets.redeem(ticket, id);
    if (ticket !== null && byTicket === null) {
      throw new Problem('unauthorized', { detail: 'The ticket is used, too old, or for another diagnosis.' });
    }
    const record = await deps.store.find(id);
    if (record === null || (byTicket === null && !mayUse(callerOf(response), record))) throw new Problem('not-found');
    if (record.state === 'expired' || record.expiresAt <= deps.now()) throw new Problem('expired');
    const after = Math.min(lastEventId(request), record.events);
    if (isFinal(record) && after >= record.events) {
      response.status(204).end();
      return;
    }
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
      return;
    }
    // The peer left while the store was asked: nobody would free the seat
    if (response.closed) return;
    const free = seats.take(byTicket ?? holderOf(response));
    if (free === null) {
      deps.metrics.sseDropped('limit');
      throw new Problem('too-many-streams', { retryAfterS: FULL_S });
    }
    deps.metrics.sse(1);
    // `response`, not `request`: since Node 16 the latter closes when its body was read
    response.once('close', () => {
      free();
      deps.metrics.sse(-1);
    });
    const cut = (why: 'shutdown' | 'slow' | 'idle'): void => {
      if (why !== 'shutdown') deps.metrics.sseDropped(why);
    };
    new StreamReader(id, after, response, { store: deps.store, hub: deps.hub, cut }, pace).start();
  });

  router.post('/api/v1/diagnoses/:id/stream-ticket', async (request, response) => {
    const record: DiagnosisRecord | null = await deps.store.find(request.params.id);
    if (record === null || !mayUse(callerOf(response), record)) throw new Problem('not-found');
    if (record.state === 'expired' || record.expiresAt <= deps.now()) throw new Problem('expired');
    const ticket = tickets.make({ diagnosisId: record.id, holder: holderOf(response) });
    response.status(201).json({ ticket, expiresInS: TICKET_S });
  });

  return router;
}

/** Whose streams are counted together: a token's, or those of a network address (SEC-35, SEC-37). */
function holderOf(response: Response): SeatHolder {
  const { kind, id, network } = callerOf(response);
  return { kind, key: kind === 'token' ? id : network };
}

/** The one thing that an address may hold besides the diagnosis: a ticket, since that is worth nothing once it is used. */
function ticketOf({ query }: Request): string | null {
  const unknown = Object.keys(query).find((name) => name !== 'ticket');
  if (unknown !== undefined) {
    throw new Problem('invalid-field', {
      errors: [{ pointer: `/${unknown}`, code: 'unknown', detail: 'Only "ticket" can be said here.' }],
    });
  }
  return query['ticket'] === undefined ? null : String(query['ticket']);
}

/** The number of the last event that the reader saw; 0 for a first visit, and for what we never gave out. */
const lastEventId = (request: Request): number => {
  const given = request.get('last-event-id') ?? '';
  return /^\d{1,9}$/.test(given) ? Number(given) : 0;
};
