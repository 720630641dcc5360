import { type AddressPolicy, type Case, type ControlHost, judgeAddress, judgePort, type Tool } from '@smtp-triage/core';
import {
  type Discovery,
  findSubmissionHost,
  prepare,
  type Stub,
  type SubmissionHost,
  type Trust,
  triage,
} from '@smtp-triage/probe';
import { headOf } from '../live/heads.ts';
import type { Order } from '../order.ts';
import { addressesOf } from './addresses.ts';
import { caseWithoutForeignBytes, withoutForeignBytes } from './foreign-bytes.ts';
import { testMessage, triageOptions } from './request.ts';
import type { Diagnoser } from './runner-types.ts';

/** What every diagnosis of this service has in common. */
export type DiagnoserOptions = {
  /** What may be connected to; the same that judged the order when it came. */
  readonly policy: AddressPolicy;
  /** Who is asked for names. */
  readonly stub: Stub;
  readonly trust?: Trust;
  readonly controls: readonly ControlHost[];
  readonly ehloName?: string | null;
  /** Wall time of one diagnosis, in milliseconds. */
  readonly budgetMs: number;
  /** What a case says made it, and where. */
  readonly tool?: Tool;
  readonly vantage?: string;
  readonly now?: () => Date;
};

/** Left of the budget for whoever is slow to say goodbye, in milliseconds. */
const GOODBYE_MS = 200;
/** The least that is worth beginning with, in milliseconds. */
const LEAST_MS = 300;

/**
 * Makes the function that runs an order: finds the server of an e-mail address, then investigates it, everything under
 * the policy. Rejects with the probe's `NotPermitted` where that says no, with a `TypeError` for an order that cannot be
 * meant, and otherwise only for a bug.
 */
export function makeDiagnoser(options: DiagnoserOptions): Diagnoser {
  const { policy, controls } = options;
  const now = options.now ?? (() => new Date());
  const shown = policy.profile === 'public' ? withoutForeignBytes : undefined;
  return async (order, secret, { onEvent, signal, admit, budgetMs = options.budgetMs }): Promise<Case> => {
    const began = performance.now();
    const found = await serverOf(order, options, signal);
    // What is charged is what is connected to: both see the same answers
    const stub = found === null ? options.stub : askingOnce(options.stub);
    const request = valid(
      prepare({
        ...triageOptions(order, secret, found, order.envelope === null ? '' : testMessage(order.envelope, now())),
        ...(options.ehloName == null ? {} : { ehloName: options.ehloName }),
        controls,
        budgetMs: Math.max(LEAST_MS, Math.round(budgetMs - GOODBYE_MS - (performance.now() - began))),
      }),
    );
    if (found !== null && admit !== undefined) {
      await admit({ host: request.host, addresses: await addressesOf(request, policy, stub, signal) });
    }
    const triaged = await triage(request, {
      policy,
      stub,
      now,
      ...given('trust', options.trust),
      ...given('tool', options.tool),
      ...given('vantage', options.vantage),
      ...given('signal', signal),
      ...(onEvent === undefined
        ? {}
        : { onEvent: (route, event) => onEvent(route, shown?.(event) ?? event, headOf(route, request)) }),
    });
    return shown === undefined ? triaged : caseWithoutForeignBytes(triaged);
  };
}

/** The server of an e-mail address, looked for under the same policy; null for any other target. */
async function serverOf(
  { target }: Order,
  { policy, stub, trust }: DiagnoserOptions,
  signal: AbortSignal | undefined,
): Promise<SubmissionHost | null> {
  if (target.kind !== 'email') return null;
  const how: Discovery = {
    names: stub.names,
    // Its web server is asked for an autoconfig file only where the policy has the port of web servers
    permits: (address, port) => judgeAddress(address, policy).ok && judgePort(port, policy).ok,
    isPublic: () => true,
    ...given('trust', trust),
    ...given('signal', signal),
  };
  return findSubmissionHost(target.host, how);
}

/** Asks for the addresses of a name once and gives everybody the same answer. */
function askingOnce(stub: Stub): Stub {
  const known = new Map<string, ReturnType<Stub['addresses']>>();
  return {
    ...stub,
    addresses: (name, family, signal) => {
      const key = `${family} ${name}`;
      const answer = known.get(key) ?? stub.addresses(name, family, signal);
      known.set(key, answer);
      return answer;
    },
  };
}

function valid<T>(
  parsed: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string },
): T {
  if (parsed.ok) return parsed.value;
  throw new TypeError(parsed.problem);
}

const given = <K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };
