import {
  type AttemptInput,
  advanceInvestigation,
  ascii,
  type InvestigationAction,
  type InvestigationInput,
  type openInvestigation,
  reveal,
  utf8Encode,
} from '@smtp-triage/core';
import type { Advance } from './watch.ts';

type Investigation = ReturnType<typeof openInvestigation>;
type Attempt = Investigation['lines'][number]['attempt'];
type AttemptAction = Extract<InvestigationAction, { type: 'attempt' }>;

/** Core with a change to its attempts before each input. */
const believing =
  (change: (attempt: Attempt) => Attempt): Advance =>
  (investigation, input) => {
    const lines = investigation.lines.map((line) => ({ ...line, attempt: change(line.attempt) }));
    return advanceInvestigation({ ...investigation, lines }, input);
  };

/** Core with a change to its actions. */
const doing =
  (change: (action: InvestigationAction) => readonly InvestigationAction[]): Advance =>
  (investigation, input) => {
    const step = advanceInvestigation(investigation, input);
    return { ...step, actions: step.actions.flatMap(change) };
  };

/** Core that hears something else than was said. */
const hearing =
  (change: (input: AttemptInput) => AttemptInput): Advance =>
  (investigation, input) =>
    advanceInvestigation(
      investigation,
      input.type === 'attempt' ? ({ ...input, input: change(input.input) } satisfies InvestigationInput) : input,
    );

const written = (action: InvestigationAction): string | null =>
  action.type === 'attempt' && action.action.type === 'write'
    ? String.fromCharCode(...action.action.bytes.subarray(0, 8))
    : null;

/** Guards of core, each taken away from outside, and the invariants that must notice. A simulation that misses one proves nothing. */
export const SABOTAGES = {
  'trusts every certificate': {
    notices: ['no login outside verified TLS', 'no envelope outside the TLS that was asked for'],
    advance: believing((attempt) => (attempt.session.tls ? { ...attempt, verified: true } : attempt)),
  },
  'takes cleartext for TLS': {
    notices: ['no login outside verified TLS', 'no envelope outside the TLS that was asked for'],
    advance: believing((attempt) =>
      attempt.session.phase === 'hello'
        ? { ...attempt, verified: true, session: { ...attempt.session, tls: true } }
        : attempt,
    ),
  },
  'logs in on every route': {
    notices: ['one login on one route'],
    advance: ((investigation, input) => advanceInvestigation({ ...investigation, loginRoute: null }, input)) as Advance,
  },
  'goes without QUIT': {
    notices: ['a good end says QUIT'],
    advance: doing((action) => (written(action) === 'QUIT\r\n' ? [] : [action])),
  },
  'talks before it is its turn': {
    notices: ['no violation by us'],
    advance: doing((action) => {
      if (action.type !== 'attempt' || written(action)?.startsWith('EHLO') !== true) return [action];
      return [action, { ...action, action: { type: 'write', bytes: ascii('NOOP\r\n') } } satisfies AttemptAction];
    }),
  },
  'forgets to close': {
    notices: ['sockets are released'],
    advance: doing((action) => (action.type === 'attempt' && action.action.type === 'close' ? [] : [action])),
  },
  'connects twice': {
    notices: ['one connection per route'],
    advance: doing((action) => {
      if (action.type !== 'attempt' || action.action.type !== 'connect') return [action];
      return [action, action];
    }),
  },
  'has no budget': {
    notices: ['it ends within its budget'],
    advance: ((investigation, input) => {
      const request = { ...investigation.request, budgetMs: 10 * investigation.request.budgetMs };
      const step = advanceInvestigation({ ...investigation, request }, input);
      return { ...step, investigation: { ...step.investigation, request: investigation.request } };
    }) as Advance,
  },
  'writes the secret into the trace': {
    notices: ['no secret in a trace'],
    advance: ((investigation, input) => {
      const step = advanceInvestigation(investigation, input);
      const { credentials } = investigation.request;
      if (credentials === null) return step;
      const actions = step.actions.map((action) =>
        action.type === 'event' && action.event.type === 'reply' && action.event.to === 'AUTH'
          ? {
              ...action,
              event: {
                ...action.event,
                lines: [
                  ...action.event.lines,
                  reveal('token' in credentials ? credentials.token : credentials.password),
                ],
              },
            }
          : action,
      );
      return { ...step, actions };
    }) as Advance,
  },
  'takes a refused login for a good one': {
    notices: ['never falsely ready'],
    advance: hearing((input) => {
      if (input.type !== 'bytes' || !String.fromCharCode(...input.chunk.subarray(0, 3)).startsWith('535')) return input;
      return { ...input, chunk: utf8Encode('235 2.7.0 welcome\r\n') };
    }),
  },
  'loses its timer': {
    notices: ['never throws'],
    advance: doing((action) => (action.type === 'arm' ? [{ type: 'arm', at: null }] : [action])),
  },
} as const satisfies Readonly<Record<string, { readonly notices: readonly string[]; readonly advance: Advance }>>;

/** The name of one. */
export type Sabotage = keyof typeof SABOTAGES;
