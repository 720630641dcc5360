import { advanceInvestigation, reportOf, type TraceEvent } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { preset } from '../presets.ts';
import { at, type Rule } from '../rules.ts';
import { type Asked, type Fate, netOf, type VirtualHost, type VirtualNetOptions, virtualNet } from './index.ts';

const HOST = 'mail.example.test';
const LOGIN = { user: 'ann', password: 'correct horse battery staple' };
const BOTH: VirtualHost['listeners'] = {
  submission: { mode: 'starttls', port: 587 },
  submissions: { mode: 'implicit-tls', port: 465 },
};

/** A host that serves 587 and 465, with rules, and what is asked of it. */
function asked(ask: Partial<Asked>, host: Partial<VirtualHost> = {}, options: VirtualNetOptions = {}) {
  const net = virtualNet(options).host(HOST, { listeners: BOTH, elsewhere: 'refused', ...host });
  const { case: triaged, elapsedMs } = net.triage({ host: HOST, ...ask });
  const eventsOn = (route: string): readonly TraceEvent[] =>
    triaged.traces.find(({ route: { id } }) => id.startsWith(route))?.events ?? [];
  return { net, triaged, elapsedMs, eventsOn, report: reportOf(triaged) };
}

const only = (port: number, mode: 'starttls' | 'implicit-tls' | 'cleartext'): Partial<Asked> => ({
  settings: { port, mode },
  only: true,
});

describe('a healthy host in memory', () => {
  it('is found, greets, secures, takes the login and says goodbye', () => {
    const { net, report, elapsedMs, eventsOn } = asked({ login: LOGIN });
    expect(report).toMatchObject({ verdict: 'ready', recommendation: { port: 587, mode: 'starttls' } });
    expect(eventsOn('587').flatMap((event) => (event.type === 'sent' ? [event.verb] : []))).toEqual([
      'EHLO',
      'STARTTLS',
      'EHLO',
      'AUTH',
      'QUIT',
    ]);
    expect(elapsedMs).toBeLessThan(50);
    expect(net.sessions.map(({ user, tls }) => [user, tls])).toContainEqual(['ann', 'TLSv1.3']);
    expect(net.sessions.every(({ closed }) => closed)).toBe(true);
  });

  it('takes a whole message', () => {
    const envelope = {
      from: 'ann@example.test',
      to: 'bob@example.test',
      size: null,
      message: 'Subject: x\r\n\r\nhi\r\n',
    };
    const { net } = asked({ login: LOGIN, envelope });
    expect(net.messages).toMatchObject([{ from: 'ann@example.test', to: ['bob@example.test'], user: 'ann' }]);
    net.reset();
    expect([net.sessions, net.messages]).toEqual([[], []]);
  });

  it('refuses a wrong password', () => {
    const { report } = asked({ login: { ...LOGIN, password: 'wrong' } });
    expect(report.findings[0]).toMatchObject({ code: 'auth-credentials-rejected' });
  });

  it('keeps the counts of its rules from run to run', () => {
    const rules = [at('greeting').reply(421, null, 'busy').times(2)];
    const net = virtualNet().host(HOST, {
      listeners: { submission: { mode: 'starttls' } },
      elsewhere: 'refused',
      rules,
    });
    const ask = (): string => reportOf(net.triage({ host: HOST, ...only(587, 'starttls') }).case).verdict;
    expect(net.pendingRules()).toHaveLength(1);
    expect([ask(), ask(), ask()]).toEqual(['unusable', 'unusable', 'ready']);
    expect(net.pendingRules()).toEqual([]);
  });
});

describe('the way there', () => {
  it('is scripted by name and family', () => {
    const net = virtualNet()
      .name('two.test', { 4: ['198.51.100.1'], 6: 'server-failure' })
      .name('mute.test', { 4: 'silent', 6: 'silent' });
    const lookup = (host: string): readonly unknown[] =>
      net
        .triage({ host, lookupMs: 100 })
        .case.traces[0]?.events.map(({ type, ...event }) => [type, 'why' in event ? event.why : null]) ?? [];
    expect(lookup('two.test')).toContainEqual(['not-resolved', 'server-failure']);
    expect(lookup('two.test')).toContainEqual(['resolved', null]);
    expect(lookup('mute.test')).toContainEqual(['not-resolved', 'timed-out']);
    expect(lookup('nobody.test')).toContainEqual(['not-resolved', 'not-found']);
  });

  it.each([
    ['refused', 'not-connected ECONNREFUSED'],
    ['unreachable', 'not-connected EHOSTUNREACH'],
    ['prohibited', 'not-connected EACCES'],
    ['network-unreachable', 'not-connected ENETUNREACH'],
    ['no-local-address', 'not-connected EADDRNOTAVAIL'],
    ['blackhole', 'timed-out '],
    ['reset', 'connected '],
    ['answers', 'connected '],
  ] satisfies readonly (readonly [Fate, string])[])('may end in %s', (fate, first) => {
    const { eventsOn } = asked(only(587, 'starttls'), { listeners: {}, elsewhere: fate });
    const [, ...later] = eventsOn('587');
    const event = later.find(({ type }) => type !== 'quiet') ?? later[0];
    expect(`${event?.type} ${event !== undefined && 'code' in event ? event.code : ''}`).toBe(first);
  });

  it('takes as long as it takes', () => {
    const slow = virtualNet().name('slow.test', { 4: ['198.51.100.1'] }, 700);
    expect(slow.elsewhere('198.51.100.1', 'refused').triage({ host: 'slow.test' }).elapsedMs).toBe(702);
    expect(asked(only(587, 'starttls'), { path: { connectMs: 900 } }).elapsedMs).toBeGreaterThan(900);
    expect(asked(only(587, 'starttls'), { path: { latencyMs: 100 } }).elapsedMs).toBeGreaterThan(1_000);
  });

  it('loses what does not fit', () => {
    const { eventsOn } = asked(only(465, 'implicit-tls'), { path: { mtu: 1_400 } });
    expect(eventsOn('465').map(({ type }) => type)).toContain('timed-out');
  });
});

describe('TLS that is only played', () => {
  const failureOf = (mode: 'starttls' | 'implicit-tls', rules: readonly Rule[]): unknown => {
    const { eventsOn } = asked(only(mode === 'starttls' ? 587 : 465, mode), { rules });
    const failed = eventsOn(mode === 'starttls' ? '587' : '465').find(({ type }) => type === 'not-secured');
    return failed?.type === 'not-secured' ? failed.failure : null;
  };

  it('meets cleartext: the greeting is what is seen in place of a handshake', () => {
    const { eventsOn } = asked(only(587, 'implicit-tls'));
    expect(eventsOn('587').find(({ type }) => type === 'not-secured')).toMatchObject({
      failure: { why: 'not-tls', speaker: 'smtp', firstBytes: { text: '220 mail.example.test ESMTP mock\r\n' } },
    });
  });

  it('is awaited in vain by a client that speaks cleartext', () => {
    expect(asked({ ...only(465, 'starttls'), budgetMs: 3_000 }).report.findings[0]?.code).toBe(
      'starttls-on-implicit-tls-port',
    );
  });

  it.each(['starttls', 'implicit-tls'] as const)('breaks off by alert, FIN and RST (%s)', (mode) => {
    const alert = Uint8Array.of(0x15, 3, 3, 0, 2, 2, 80);
    expect(failureOf(mode, [at('tls').delay(20).replyRaw(alert)])).toMatchObject({ why: 'alert', alert: 80 });
    expect(failureOf(mode, [at('tls').delay(20).drop()])).toMatchObject({ why: 'closed', speaker: null });
    expect(failureOf(mode, [at('tls').delay(20).reset()])).toMatchObject({ why: 'reset', code: 'ECONNRESET' });
    expect(failureOf(mode, [at('tls').delay(20).replyRaw('no').drop()])).toMatchObject({ why: 'not-tls' });
    expect(failureOf(mode, [at('tls').delay(50)])).toBeNull();
  });

  it('is over for the server when no client certificate comes, whatever the client says after it', () => {
    const host: Partial<VirtualHost> = { tls: { demandsCertificate: true } };
    const { net } = asked(only(587, 'starttls'), host, { jitterMs: 30, seed: 5 });
    expect(net.sessions[0]?.entries.map(({ type }) => type)).toContain('not-secured');
    expect(net.sessions.flatMap(({ entries }) => entries.filter(({ type }) => type === 'violation'))).toEqual([]);
  });

  it('is judged by who trusts whom, and for which name', () => {
    const tlsOf = (ask: Partial<Asked>, options: VirtualNetOptions = {}): unknown =>
      asked({ ...only(465, 'implicit-tls'), ...ask }, {}, options).report.routes[0]?.tls;
    expect(tlsOf({})).toMatchObject({ authorized: true, authorizationError: null, nameMatches: true });
    expect(tlsOf({ servername: 'other.test' })).toMatchObject({ authorized: true, nameMatches: false });
    expect(tlsOf({}, { trusted: false })).toMatchObject({ authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });
});

describe('a run', () => {
  it('is the same for the same seed, byte by byte, and another for another', () => {
    const run = (seed: number): string =>
      JSON.stringify(asked({ login: LOGIN }, {}, { seed, jitterMs: 5 }).triaged.traces);
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });

  it('says the same however the octets are cut on their way, and however late timers ring', () => {
    const run = (options: VirtualNetOptions): { readonly pieces: number; readonly words: unknown } => {
      let pieces = 0;
      const { triaged } = asked(
        {
          login: LOGIN,
          advance: (investigation, input) => {
            if (input.type === 'attempt' && input.input.type === 'bytes') pieces += 1;
            return advanceInvestigation(investigation, input);
          },
        },
        {},
        options,
      );
      const words = triaged.traces.map(({ events }) =>
        events.map((event) => (event.type === 'reply' || event.type === 'sent' ? { ...event, at: 0 } : event.type)),
      );
      return { pieces, words };
    };
    const whole = run({ seed: 3 });
    for (let seed = 1; seed <= 20; seed++) {
      const cut = run({ seed, cuts: true, lateMs: 5 });
      expect(cut.words).toEqual(whole.words);
      expect(cut.pieces).toBeGreaterThan(whole.pieces);
    }
  });

  it('can be watched, and changed, where net and core meet', () => {
    const seen: string[] = [];
    asked({
      advance: (investigation, input) => {
        seen.push(input.type);
        return advanceInvestigation(investigation, input);
      },
    });
    expect(seen[0]).toBe('start');
    expect(seen).toContain('attempt');
  });

  it('can be interrupted', () => {
    const { triaged, elapsedMs } = asked({ interruptAtMs: 50 }, { listeners: {}, elsewhere: 'blackhole' });
    expect(triaged.interrupted).toBe(true);
    expect(elapsedMs).toBe(50);
  });

  it('shows no secret', () => {
    const { triaged, net } = asked({ login: LOGIN });
    expect(JSON.stringify([triaged, net.sessions])).not.toMatch(/correct horse|YW5u|AGFubg/);
  });

  it('of a preset is one line', () => {
    const { case: triaged } = netOf(preset('cert-expired')).triage({ host: HOST });
    expect(reportOf(triaged).findings[0]?.code).toBe('tls-certificate-expired');
  });
});
