import type { Caller } from '../caller.ts';
import type { Refusal } from '../limits/types.ts';
import { type Order, STEPS, type Step } from '../order.ts';
import type { Config } from './config.ts';

/** A rule of trust: what it is about, and whether this order of this caller breaks it. Refused for `reason`. */
type StepRule = {
  readonly reason: string;
  readonly isBroken: (order: Order, caller: Caller, profile: Config['profile']) => boolean;
};

const reaches = ({ upTo }: Order, step: Step): boolean => STEPS.indexOf(upTo) >= STEPS.indexOf(step);

/** How far who may go (ABU-06, SEC-15, SEC-17), the first broken rule counts. */
const STEP_RULES: readonly StepRule[] = [
  { reason: 'no-scope', isBroken: (_order, { scopes }) => !scopes.has('diagnose') && !scopes.has('metrics') },
  { reason: 'auth-scope', isBroken: (order, { scopes }) => reaches(order, 'auth') && !scopes.has('auth-step') },
  { reason: 'login-scope', isBroken: ({ login }, { scopes }) => login !== null && !scopes.has('auth-step') },
  // The gate before a secret in core holds anyway; this says so before a socket is opened
  {
    reason: 'cleartext-login',
    isBroken: ({ login, target, settings }) => login !== null && isCleartextOnly(target, settings),
  },
  {
    // Whoever owns a domain says where its server is: guesses could go on under one domain after another (SEC-16)
    reason: 'login-elsewhere',
    isBroken: ({ login, target }, _caller, profile) =>
      profile === 'public' && target.kind === 'email' && login !== null && domainOf(login.username) !== target.host,
  },
  { reason: 'data-public', isBroken: (order, _caller, profile) => reaches(order, 'data') && profile === 'public' },
  { reason: 'data-scope', isBroken: (order, { scopes }) => reaches(order, 'data') && !scopes.has('data-step') },
  { reason: 'data-recipient', isBroken: (order) => reaches(order, 'data') && !isToOneself(order) },
  {
    reason: 'rcpt-recipient',
    isBroken: (order, _caller, profile) =>
      profile === 'public' && reaches(order, 'rcpt') && !isToOneself(order) && !isToPostmaster(order),
  },
];

/** Why a caller may not go as far as an order does, or null. */
export function judgeSteps(order: Order, caller: Caller, profile: Config['profile']): Refusal | null {
  const broken = STEP_RULES.find(({ isBroken }) => isBroken(order, caller, profile));
  return broken === undefined ? null : { problem: 'step-not-allowed', reason: broken.reason };
}

const isCleartextOnly = ({ ports }: Order['target'], settings: Order['settings']): boolean =>
  ports !== null && [...ports, ...(settings === null ? [] : [settings])].every(({ mode }) => mode === 'cleartext');

/** The address that the caller logs in with: nobody else hears of the test. */
const isToOneself = ({ login, envelope }: Order): boolean =>
  envelope !== null && login !== null && envelope.to.includes('@') && same(envelope.to, login.username);

const domainOf = (address: string): string | null =>
  address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : null;

/** RFC 5321 §4.5.1: every mail domain takes mail for its postmaster. */
const isToPostmaster = ({ envelope, target }: Order): boolean => {
  if (envelope === null || !/^postmaster@[^@]+$/i.test(envelope.to)) return false;
  const domain = domainOf(envelope.to) ?? '';
  return domain.includes('.') && (target.host === domain || target.host.endsWith(`.${domain}`));
};

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
