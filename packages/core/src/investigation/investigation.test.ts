import { describe, expect, it } from 'vitest';
import { at, HOST, REFUSED, STARTTLS, saying, TLS } from '../../test/cases/case.ts';
import { healthy, type Run, request, run } from '../../test/world.ts';
import { TIMING } from '../attempt/types.ts';
import { Secret } from '../secret.ts';
import type { EventOf, Trace } from '../trace/index.ts';
import { advanceInvestigation, openInvestigation } from './investigation.ts';

const credentials = { user: 'ann', password: new Secret('correct horse') };
const outcome = ({ traces }: Run, id: string): EventOf<'ended'> | undefined =>
  traces.find(({ route }) => route.id === id)?.events.find((event) => event.type === 'ended');
const logins = ({ heard }: Run): readonly string[] =>
  heard.filter(({ line }) => line.startsWith('AUTH')).map(({ place }) => place);
const asked = ({ traces }: Run): readonly string[] => traces.map(({ route }) => route.id);

describe('the login', () => {
  it('goes to 587 when several routes are ready, and the others are sent home with QUIT', () => {
    const ran = run(at({ 587: STARTTLS, 465: TLS, 2525: STARTTLS, 25: STARTTLS }), request({ credentials }));
    expect(logins(ran)).toEqual([`${HOST}:587`]);
    expect(ran.heard.filter(({ line }) => line === 'QUIT')).toHaveLength(4);
  });

  it('waits a moment for the better route, and takes the next best when that does not come', () => {
    const slow = run(at({ 587: { ...STARTTLS, greetingMs: 900 }, 465: TLS }), request({ credentials }));
    expect(logins(slow)).toEqual([`${HOST}:587`]);
    const slower = run(at({ 587: { ...STARTTLS, greetingMs: 4_000 }, 465: TLS }), request({ credentials }));
    expect(logins(slower)).toEqual([`${HOST}:465`]);
  });

  it("goes to the user's own route although a better one is ready", () => {
    const settings = { port: 465, mode: 'implicit-tls' } as const;
    const ran = run(at({ 587: STARTTLS, 465: { ...TLS, greetingMs: 900 } }), request({ credentials, settings }));
    expect(logins(ran)).toEqual([`${HOST}:465`]);
  });

  it('is not waited for again and again when whoever was ready for it has gone', () => {
    const leaving = { ...TLS, reply: healthy({ QUIT: null }) };
    const world = at({ 587: { connect: 'silent' }, 465: { ...leaving, greetingMs: 400 } });
    const ran = run(world, request({ credentials, budgetMs: 1_800, waitForAll: true }));
    const ticks = ran.inputs.filter(({ type, at: time }) => type === 'tick' && time > 1_800);
    expect(ticks.length).toBeLessThan(5);
  });

  it('never goes to port 25 unless the settings say so', () => {
    expect(
      logins(run(at({ 25: STARTTLS, 587: REFUSED, 465: REFUSED, 2525: REFUSED }), request({ credentials }))),
    ).toEqual([]);
  });

  it('is not tried again anywhere after a refusal', () => {
    const refusing = saying({ AUTH: '535 5.7.8 no' });
    const ran = run(
      at({ 587: refusing, 465: { ...TLS, reply: healthy({ AUTH: '535 5.7.8 no' }) } }),
      request({ credentials }),
    );
    expect(logins(ran)).toHaveLength(1);
  });

  it('is not sent where the certificate is not to be trusted', () => {
    const ran = run(
      at({ 587: { ...STARTTLS, tls: { ...selfSigned } }, 465: { ...TLS, tls: selfSigned } }),
      request({ credentials }),
    );
    expect(logins(ran)).toEqual([]);
    expect(outcome(ran, `587-starttls-${HOST}`)).toMatchObject({
      outcome: 'failed',
      failedAt: 'tls',
      why: 'not-verified',
    });
  });
});

describe('time', () => {
  it('is hardly more than the slowest route of a healthy ladder', () => {
    const slowest = 700;
    const ladder = at({
      587: STARTTLS,
      465: TLS,
      2525: { ...STARTTLS, greetingMs: slowest - 100 },
      25: { ...STARTTLS, connectMs: 100 },
    });
    const ran = run(ladder, request({ waitForAll: true }));
    const longest = Math.max(...ran.traces.map(({ events }) => events.at(-1)?.at ?? 0));
    expect(ran.elapsedMs).toBeLessThanOrEqual(longest * 1.1);
  });

  it('is not spent on fallback ports once 587 works', () => {
    const ran = run(at({ 587: STARTTLS, 465: TLS }), request());
    expect(ran.elapsedMs).toBeLessThan(600);
    expect(outcome(ran, `2525-starttls-${HOST}`)).toMatchObject({ outcome: 'skipped' });
  });

  it('is spent on 587 even when 465 works, since its failure is news', () => {
    const ran = run(at({ 465: TLS }), request());
    expect(outcome(ran, `587-starttls-${HOST}`)).toMatchObject({ outcome: 'failed', failedAt: 'connect' });
  });

  it('never exceeds the budget, whatever the peers do', () => {
    for (const place of [
      { greeting: null },
      saying({ EHLO: null }),
      saying({ AUTH: null }),
      { ...TLS, tlsFailure: 'silent' as const },
    ]) {
      const ran = run(
        at({ 587: place, 465: place, 2525: place, 25: place }),
        request({ credentials, budgetMs: 3_000 }),
      );
      expect(ran.elapsedMs).toBeLessThanOrEqual(3_000 + 400);
      expect(ran.traces.every(({ events }) => events.at(-1)?.type === 'ended')).toBe(true);
    }
  });

  it('ends at once when interrupted, with what is known so far', () => {
    const ran = run(at({ 587: STARTTLS, 25: saying({ QUIT: null }) }), request(), 300);
    expect(ran.elapsedMs).toBeLessThanOrEqual(300 + 150);
    expect(outcome(ran, `587-starttls-${HOST}`)).toMatchObject({ outcome: 'ok' });
    expect(outcome(ran, `465-implicit-tls-${HOST}`)).toMatchObject({ outcome: 'skipped' });
  });
});

describe('the budget', () => {
  it('is not put off by whoever keeps talking: a timer that is due is not set anew', () => {
    const place = { address: HOST, port: 587, mode: 'starttls' } as const;
    const asking = request({ host: HOST, ladder: [place], budgetMs: 1_000 });
    let { investigation } = advanceInvestigation(openInvestigation(asking), { type: 'start', at: 0 });
    const id = `587-starttls-${HOST}`;
    investigation = advanceInvestigation(investigation, {
      type: 'attempt',
      at: 1,
      id,
      input: { type: 'connected', at: 1 },
    }).investigation;
    for (let time = 999; time < 1_010; time++) {
      const input = { type: 'bytes', at: time, chunk: Uint8Array.of(0x32) } as const;
      const step = advanceInvestigation(investigation, { type: 'attempt', at: time, id, input });
      investigation = step.investigation;
      expect(step.actions.filter(({ type }) => type === 'arm')).toEqual([]);
    }
  });

  it('leaves no timer behind that rings again and again while the goodbyes are under way', () => {
    const world = at({ 587: saying({ AUTH: '535 no', QUIT: null }), 2525: { connect: 'silent' } });
    const timing = { ...TIMING, quitMs: 2_000 };
    const spent = run(world, request({ credentials, budgetMs: 300, timing }));
    const interrupted = run(world, request({ credentials, timing: { ...timing, quitMs: 4_000 } }), 450);
    for (const { inputs } of [spent, interrupted])
      expect(inputs.filter(({ type }) => type === 'tick').length).toBeLessThan(10);
  });

  it('holds for a login that was cancelled too, where the server does not answer the cancellation', () => {
    const mute = saying({ 'tls EHLO': '250-x\r\n250 AUTH CRAM-MD5', AUTH: '334 ', '*': null });
    const ran = run(at({ 587: mute }), request({ credentials, budgetMs: 2_000 }));
    expect(ran.heard.map(({ line }) => line)).toContain('*');
    expect(ran.elapsedMs).toBeLessThanOrEqual(2_000);
    expect(outcome(ran, `587-starttls-${HOST}`)).toMatchObject({ outcome: 'failed', failedAt: 'auth', why: 'sasl' });
  });

  it('opens nothing once it is spent, also where the timer rings late', () => {
    const quiet = { ...TIMING, quietMs: 999 };
    const ran = run(
      at({ 587: { greeting: null }, 465: { connect: 'silent' } }),
      request({ budgetMs: 1_000, timing: quiet }),
    );
    expect(
      asked(ran).filter((id) => !ran.traces.some(({ route }) => route.id === id && route.purpose === 'ladder')),
    ).toEqual([]);
    const state = advanceInvestigation(openInvestigation(request({ host: 'slow.example.test', budgetMs: 1_000 })), {
      type: 'start',
      at: 0,
    });
    const late = advanceInvestigation(state.investigation, {
      type: 'looked-up',
      at: 1_040,
      name: 'slow.example.test',
      answer: { family: 4, ok: true, addresses: [HOST] },
    });
    expect(late.actions.filter(({ type }) => type === 'attempt')).toEqual([]);
  });
});

describe('politeness', () => {
  it('opens at most two connections per address, port and mode, and one per route', () => {
    const ran = run(at({ 587: { greeting: null }, 465: STARTTLS }), request());
    expect(new Set(asked(ran)).size).toBe(asked(ran).length);
    expect(asked(ran)).toContain(`587-implicit-tls-${HOST}`);
    expect(asked(ran)).toContain(`465-starttls-${HOST}`);
  });

  it('keeps to two also where a slow handshake and --all each ask for a test of their own', () => {
    const ran = run(at({ 587: { ...STARTTLS, tlsMs: 1_500 } }), request({ waitForAll: true }));
    const to587 = asked(ran).filter((id) => id.startsWith(`587-starttls-${HOST}`));
    expect(to587).toEqual([`587-starttls-${HOST}`, `587-starttls-${HOST}-small`]);
  });

  it('tries the settings alone with --only, and the other mode of that port only where that settles something', () => {
    const settings = { port: 587, mode: 'starttls' } as const;
    expect(asked(run(at({ 587: STARTTLS, 465: TLS }), request({ settings, only: true })))).toEqual([
      `587-starttls-${HOST}`,
    ]);
    expect(asked(run(at({ 587: TLS }), request({ settings, only: true })))).toHaveLength(2);
  });

  it('reports addresses beyond the cap as skipped', () => {
    const addresses = [1, 2, 3, 4, 5].map((last) => `198.51.100.${last}`);
    const names = { 'many.example.test': [{ family: 4, ok: true, addresses } as const] };
    const ran = run(
      { names, places: {} },
      request({ host: 'many.example.test', families: [4], ladder: [{ port: 587, mode: 'starttls' }] }),
    );
    expect(
      ran.traces
        .map((trace: Trace) => trace.events.at(-1))
        .filter((last) => last?.type === 'ended' && last.why === 'not-tried'),
    ).toHaveLength(2);
  });
});

describe('names', () => {
  it('follows connectTo to another host and port, and keeps speaking of the port the user knows', () => {
    const connectTo = [{ port: 587, host: '192.0.2.9', toPort: 40_587 }];
    const ran = run(
      { places: { '192.0.2.9:40587': STARTTLS } },
      request({ connectTo, ladder: [{ port: 587, mode: 'starttls' }] }),
    );
    expect(ran.traces[0]?.route).toMatchObject({ port: 587, address: '192.0.2.9', host: HOST });
    expect(ran.traces[0]?.events[0]).toMatchObject({ type: 'connecting', port: 40_587 });
  });

  it('leaves the look-up to a proxy', () => {
    const ran = run(
      { places: { 'mail.example.test:587': STARTTLS } },
      request({ host: 'mail.example.test', proxied: true, ladder: [{ port: 587, mode: 'starttls' }] }),
    );
    expect(ran.traces).toHaveLength(1);
    expect(ran.traces[0]?.route).toMatchObject({ family: null, address: 'mail.example.test' });
  });

  it('starts with the family that answers first', () => {
    const names = { 'mail.example.test': [{ family: 4, ok: true, addresses: [HOST] } as const] };
    const ran = run({ names, places: at({ 587: STARTTLS, 465: TLS }).places }, request({ host: 'mail.example.test' }));
    expect(outcome(ran, `587-starttls-${HOST}`)).toMatchObject({ outcome: 'ok' });
    expect(ran.elapsedMs).toBeLessThan(600);
  });
});

describe('determinism', () => {
  it('gives the same traces for the same inputs', () => {
    const world = at({ 587: saying({ AUTH: '535 5.7.8 no' }), 465: TLS });
    expect(JSON.stringify(run(world, request({ credentials })).traces)).toBe(
      JSON.stringify(run(world, request({ credentials })).traces),
    );
  });
});

const selfSigned = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  keyExchange: null,
  authorized: false,
  authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  nameMatches: true,
  certificate: {
    subject: 'CN=mail',
    issuer: 'CN=mail',
    names: ['DNS:mail'],
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    key: { type: 'ec', bits: 256 },
    signature: 'ecdsa-with-SHA256',
    fingerprint256: '00',
    serialNumber: '01',
    selfSigned: true,
    namesIssuerLocation: false,
  },
  chain: [],
};
