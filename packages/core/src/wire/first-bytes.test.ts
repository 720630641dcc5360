import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Speaker } from '../trace/types.ts';
import { alertIn, needsMoreBytes, recogniseSpeaker } from './first-bytes.ts';

const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const SERVICES: readonly (readonly [service: string, hello: string, speaker: Speaker])[] = [
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n', 'http'],
  ['a web page without a header', '<html><head>', 'http'],
  ['OpenSSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'ssh'],
  ['Dovecot for IMAP', '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n', 'imap'],
  ['an IMAP server that says no', '* BYE Autologout\r\n', 'imap'],
  ['an IMAP server that knows us already', '* PREAUTH [CAPABILITY IMAP4rev1]\r\n', 'imap'],
  ['Dovecot for POP3', '+OK Dovecot ready.\r\n', 'pop3'],
  ['a POP3 server that says no', '-ERR try later\r\n', 'pop3'],
  ['a TLS server that speaks first', '\u0016\u0003\u0003\u0000\u007a\u0002', 'tls-handshake'],
  ['a TLS server that got cleartext', '\u0015\u0003\u0001\u0000\u0002\u0002\u0046', 'tls-alert'],
  ['MySQL', '\u004a\u0000\u0000\u0000\u000a8.0.36\u0000', 'unknown'],
  ['a telnet server', '\u00ff\u00fd\u0018\u00ff\u00fd\u0020\u00ff\u00fd\u0023', 'unknown'],
  ['VNC', 'RFB 003.008\n', 'unknown'],
  ['Redis in protected mode', '-DENIED Redis is running in protected mode', 'unknown'],
  ['AMQP', 'AMQP\u0000\u0000\u0009\u0001', 'unknown'],
  ['ManageSieve', '"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', 'unknown'],
];

describe('recogniseSpeaker', () => {
  it.each(SERVICES)('knows %s', (_, hello, speaker) => {
    expect(recogniseSpeaker(octets(hello))).toBe(speaker);
  });

  it.each(['220 mail', '220-mail', '554\r\n', '421', '220'])('takes %j for SMTP', (text) => {
    expect(recogniseSpeaker(octets(text))).toBe('smtp');
  });

  it.each(['2200 x', '150 x', '22', '22x', 'x220 ', '', '250x'])('does not take %j for SMTP', (text) => {
    expect(recogniseSpeaker(octets(text))).toBe('unknown');
  });

  it('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void [recogniseSpeaker(bytes), alertIn(bytes)]));
  });
});

describe('needsMoreBytes', () => {
  it.each(SERVICES)('waits until %s is known, and no longer', (_, hello, speaker) => {
    const bytes = octets(hello);
    let asked = 1;
    while (asked < bytes.length && needsMoreBytes(bytes.subarray(0, asked))) asked += 1;
    expect(recogniseSpeaker(bytes.subarray(0, asked))).toBe(speaker);
    expect(asked).toBeLessThanOrEqual(9);
  });

  it('does not wait behind a line end', () => {
    expect(needsMoreBytes(octets('hi\n'))).toBe(false);
  });
});
