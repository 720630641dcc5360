import { describe, expect, it } from 'vitest';
import { order } from '../../test/orders.ts';
import type { Caller, Scope } from '../caller.ts';
import type { Order, Step } from '../order.ts';
import { judgeSteps } from './steps.ts';

const caller = (...scopes: readonly Scope[]): Caller => ({
  kind: scopes.length > 1 ? 'token' : 'anonymous',
  id: 'a',
  scopes: new Set(scopes),
  network: '198.51.100.7/32',
});

const CALLERS = {
  stranger: caller('diagnose'),
  // What the private profile gives to everybody
  member: caller('diagnose', 'auth-step', 'data-step', 'metrics'),
  'login token': caller('diagnose', 'auth-step'),
  scraper: caller('metrics'),
  nobody: caller('admin'),
} as const;

const LOGIN = { username: 'ann@example.net', mechanism: null, kind: 'password' } as const;
/** An order that goes this far, with everything a request for it has. */
const upTo = (step: Step, to = 'ann@example.net'): Order =>
  order('mail.example.net', {
    upTo: step,
    login: step === 'tls' ? null : LOGIN,
    envelope: step === 'rcpt' || step === 'data' ? { from: 'ann@example.net', to, size: null } : null,
  });

/** Step by step what each caller is told: `ok`, or the reason of the refusal. */
const MATRIX = `
public  stranger     tls ok  auth auth-scope  rcpt auth-scope  data auth-scope
public  login token  tls ok  auth ok          rcpt ok          data data-public
public  member       tls ok  auth ok          rcpt ok          data data-public
public  scraper      tls ok  auth auth-scope  rcpt auth-scope  data auth-scope
public  nobody       tls no-scope  auth no-scope  rcpt no-scope  data no-scope
private stranger     tls ok  auth auth-scope  rcpt auth-scope  data auth-scope
private login token  tls ok  auth ok          rcpt ok          data data-scope
private member       tls ok  auth ok          rcpt ok          data ok
private scraper      tls ok  auth auth-scope  rcpt auth-scope  data auth-scope
private nobody       tls no-scope  auth no-scope  rcpt no-scope  data no-scope
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [, profile = '', who = '', rest = ''] = /^(\S+)\s+(.*?)\s+(tls .*)$/.exec(line) ?? [];
    return [...rest.matchAll(/(\S+)\s+(\S+)/g)].map(([, step, said]) => ({ profile, who, step, said }));
  });

describe('how far who may go', () => {
  it('is said for every step, caller and profile', () => {
    expect(MATRIX).toHaveLength(2 * Object.keys(CALLERS).length * 4);
  });

  it.each(MATRIX)('$profile profile, $who, up to $step: $said', ({ profile, who, step, said }) => {
    const refusal = judgeSteps(
      upTo(step as Step),
      CALLERS[who as keyof typeof CALLERS],
      profile as 'public' | 'private',
    );
    expect(refusal?.reason ?? 'ok').toBe(said);
    if (refusal !== null) expect(refusal.problem).toBe('step-not-allowed');
  });

  it('needs the scope for a login even where the step is not asked for', () => {
    const odd = { ...upTo('tls'), login: LOGIN };
    expect(judgeSteps(odd, CALLERS.stranger, 'private')?.reason).toBe('login-scope');
  });

  it('is no login where every route is without encryption', () => {
    const target = { ...order().target, ports: [{ port: 25, mode: 'cleartext' as const }] };
    expect(judgeSteps({ ...upTo('auth'), target }, CALLERS.member, 'private')?.reason).toBe('cleartext-login');
    const withTls = { ...upTo('auth'), target, settings: { port: 587, mode: 'starttls' as const } };
    expect(judgeSteps(withTls, CALLERS.member, 'private')).toBeNull();
  });
});

describe('who may be written to', () => {
  const { member } = CALLERS;
  it.each([
    ['ann@example.net', 'ok'],
    ['ANN@Example.NET', 'ok'],
    ['postmaster@example.net', 'ok'],
    ['Postmaster@mail.example.net', 'ok'],
    ['postmaster@net', 'rcpt-recipient'],
    ['postmaster@example.com', 'rcpt-recipient'],
    ['postmaster@xample.net', 'rcpt-recipient'],
    ['postmaster', 'rcpt-recipient'],
    ['bob@example.net', 'rcpt-recipient'],
    ['postmaster@evil.example@example.net', 'rcpt-recipient'],
    ['notpostmaster@example.net', 'rcpt-recipient'],
  ])('with RCPT in the public profile: %s %s', (to, said) => {
    expect(judgeSteps(upTo('rcpt', to), member, 'public')?.reason ?? 'ok').toBe(said);
    expect(judgeSteps(upTo('rcpt', to), member, 'private')).toBeNull();
  });

  it.each([
    ['ann@example.net', 'ok'],
    ['postmaster@example.net', 'data-recipient'],
    ['bob@example.net', 'data-recipient'],
  ])('with a message in the private profile: %s %s', (to, said) => {
    expect(judgeSteps(upTo('data', to), member, 'private')?.reason ?? 'ok').toBe(said);
  });

  it('is nobody where the user name is no address', () => {
    const login = { ...LOGIN, username: 'ann' };
    expect(judgeSteps({ ...upTo('data', 'ann'), login }, member, 'private')?.reason).toBe('data-recipient');
  });
});

describe('a login for a mail domain', () => {
  const target = { ...order('example.net').target, kind: 'email' as const };
  const as = (username: string) =>
    judgeSteps({ ...upTo('auth'), target, login: { ...LOGIN, username } }, CALLERS.member, 'public')?.reason ?? 'ok';

  it('is one of that domain: others could go through its server by pointing a domain of their own to it', () => {
    expect(as('ann@example.net')).toBe('ok');
    expect(as('ann@EXAMPLE.net')).toBe('ok');
    expect(as('ann@victim.example')).toBe('login-elsewhere');
    expect(as('ann')).toBe('login-elsewhere');
  });
});
