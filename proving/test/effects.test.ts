import { at, preset, type Rule } from '@smtp-triage/mock-server';
import { describe, expect, it } from 'vitest';
import { comparable, runBoth } from './presets-runs.ts';

/** Everything that a rule can do, where it is done, once. */
const RULES: readonly (readonly [string, Rule])[] = [
  ['a handshake that stalls from the start', at('tls').tls.stall('start')],
  ['a handshake that stalls after the ClientHello', at('tls').tls.stall('client-hello')],
  ['a handshake that stalls after the ServerHello', at('tls').tls.stall('server-hello')],
  ['a handshake that is closed at the start', at('tls').tls.close('start')],
  ['a handshake that is closed after the ClientHello', at('tls').tls.close('client-hello')],
  ['a handshake that is closed after the ServerHello', at('tls').tls.close('server-hello')],
  ['cleartext in place of a handshake', at('tls').tls.plaintextReply()],
  ['an alert', at('tls').tls.alert('unrecognized_name')],
  ['octets before the handshake', at('tls').tls.inject('250 injected\r\n')],
  ['another certificate', at('tls').tls.profile({ certificate: 'expired' })],
  ['an older version', at('tls').tls.profile({ maxVersion: 'TLSv1.2' })],
  ['a handshake that begins late', at('tls').delay(60)],
  ['a greeting that trickles', at('greeting').trickle({ bytesPerSecond: 400 })],
  ['a greeting in slices', at('greeting').slice({ size: 5, gap: 10 })],
  ['a greeting that breaks off', at('greeting').truncate(3).on('submissions')],
  ['a greeting without a last line', at('greeting').noFinalLine()],
  ['a greeting with bare LF', at('greeting').bareLf()],
  ['a greeting that is too long', at('greeting').overlong(3_000)],
  ['a greeting of noise', at('greeting').garbage(40)],
  ['a greeting by HTTP', at('greeting').httpReply()],
  ['a greeting that is reset midway', at('greeting').delay(20).reset().afterBytes(5)],
  ['EHLO closed', at('ehlo').drop()],
  ['EHLO closed on one side', at('ehlo').halfClose()],
  ['EHLO reset', at('ehlo').reset()],
  ['EHLO unread', at('ehlo').stall()],
  ['EHLO answered late', at('ehlo').jitter(5, 50)],
  ['EHLO with a line more', at('ehlo').advertise('X-ODD 1')],
  ['EHLO with a line less', at('ehlo').hide('SIZE')],
  ['EHLO refused the first time', at('ehlo').reply(421, '4.3.2', 'later').on('submissions').once()],
  ['EHLO answered, and reset at once', at('ehlo').reply(250, null, 'mail.example.test').reset()],
  ['STARTTLS answered, and reset at once', at('starttls').reply(220, null, 'go').reset()],
  ['STARTTLS answered, and closed at once', at('starttls').reply(220, null, 'go').drop()],
  ['AUTH answered in two chunks, late', at('auth').delay(30).slice({ size: 7, gap: 30 })],
  ['STARTTLS masked', at('ehlo').mangle('STARTTLS')],
  ['STARTTLS answered in slices', at('starttls').slice({ size: 4, gap: 5 })],
  ['AUTH refused before it is looked at', at('auth-command').reply(503, '5.5.1', 'not now')],
  ['a scenario', at('ehlo').when('start').goto('later')],
];

describe('in memory and over sockets', () => {
  it.concurrent.each(RULES)('the same traces, except times: %s', async (_, rule) => {
    const world = { ...preset('healthy'), name: 'law', rules: [rule] };
    const { sockets, memory } = await runBoth(world);
    expect(comparable(memory.traces ?? [])).toEqual(comparable(sockets.traces ?? []));
  });
});
