import { describe, expect, it } from 'vitest';
import { alertOf, connectFailure } from './failures.ts';

describe('alertOf', () => {
  it.each([
    ['error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../x.c:1605:SSL alert number 40', 40],
    ['error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure', 40],
    ['error:0A00045C:SSL routines::tlsv13 alert certificate required', 116],
    ['error:0A0003E8:SSL routines::close notify', 0],
    ['error:0A00010B:SSL routines:tls_validate_record_header:wrong version number', null],
    ['error:0480006C:PEM routines::no start line', null],
    ['read ECONNRESET', null],
  ])('%s: %s', (message, alert) => {
    expect(alertOf(new Error(message))).toBe(alert);
  });
});

describe('connectFailure', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ENETUNREACH', 'network-unreachable'],
    ['EPERM', 'prohibited'],
    ['EADDRNOTAVAIL', 'no-local-address'],
    ['EMFILE', 'failed'],
    [null, 'failed'],
  ])('%s is %s', (code, why) => {
    expect(connectFailure(code)).toBe(why);
  });
});
