import type { Report } from '@smtp-triage/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './difference.ts';
import { ownCommands } from './own-computer.ts';
import { fieldOf, requestOf } from './request.ts';
import { ticksOf } from './spans.ts';
import { mayBeSettings, savedJson } from './text-kind.ts';
import { refusalOf } from './words.ts';

describe('requestOf', () => {
  it('takes a host alone', () => {
    expect(requestOf({ host: ' mail.example.com ' })).toEqual({
      ok: true,
      value: { target: { host: 'mail.example.com' } },
    });
  });

  it('gives a port the mode that belongs to it, unless one was chosen', () => {
    expect(requestOf({ host: 'h.example', port: '465' })).toMatchObject({
      value: { settings: { port: 465, mode: 'implicit-tls' } },
    });
    expect(requestOf({ host: 'h.example', port: '465', mode: 'starttls' })).toMatchObject({
      value: { settings: { mode: 'starttls' } },
    });
  });

  it('leaves the blanks of a password alone', () => {
    expect(requestOf({ host: 'h.example', user: 'ann', secret: ' p ' })).toMatchObject({
      value: { auth: { username: 'ann', secret: ' p ' } },
    });
  });

  it.each([
    ['host', { host: '  ' }],
    ['port', { host: 'h', port: '70000' }],
    ['port', { host: 'h', mode: 'starttls' }],
    ['user', { host: 'h', secret: 'x' }],
    ['secret', { host: 'h', user: 'ann' }],
  ])('names the field that is wrong: %s', (field, fields) => {
    expect(requestOf(fields)).toMatchObject({ ok: false, field });
  });

  it('knows the fields by the pointers of the API', () => {
    expect(fieldOf('/settings/port')).toBe('port');
    expect(fieldOf('/something/new')).toBe('host');
  });
});

describe('ownCommands', () => {
  it('asks the same from a shell, with the mode only where the port does not say it', () => {
    const commands = ownCommands(
      { input: 'ann@example.com', host: 'smtp.example.com' },
      { port: 465, mode: 'starttls' },
    ).map(({ command }) => command);
    expect(commands).toEqual([
      'npx smtp-triage ann@example.com -p 465 --mode starttls',
      'openssl s_client -connect smtp.example.com:465 -starttls smtp -servername smtp.example.com -verify_hostname smtp.example.com -brief',
      'curl -v smtp://smtp.example.com:465 --ssl-reqd -X NOOP',
    ]);
  });

  it('is one word of a shell, whatever was typed', () => {
    const [first] = ownCommands({ input: "x'; rm -rf ~ #", host: 'x' }, null);
    expect(first?.command).toBe("npx smtp-triage 'x'\\''; rm -rf ~ #'");
  });

  it('writes an IPv6 address in brackets', () => {
    const commands = ownCommands({ input: '2001:db8::1', host: '2001:db8::1' }, { port: 465, mode: 'implicit-tls' });
    expect(commands.at(-1)?.command).toContain('smtps://[2001:db8::1]:465');
  });
});

describe('ticksOf', () => {
  it('has at most seven round marks from 0 on, within the axis, for any length', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 300_000, noNaN: true }), (endMs) => {
        const ticks = ticksOf(endMs);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1)).toBeLessThanOrEqual(endMs + 0.001);
      }),
    );
  });
});

describe('differenceOf', () => {
  const route = { port: 587, mode: 'starttls', address: '192.0.2.1', outcome: 'ok', failedAt: null };
  const report = (verdict: string, routes: readonly object[], findings: readonly object[] = []) =>
    ({ verdict, routes, findings }) as unknown as Report;

  it('says nothing where nothing changed', () => {
    expect(differenceOf(report('ready', [route]), report('ready', [route]))).toEqual([]);
  });

  it('says what changed, what came and what went', () => {
    const before = report(
      'unusable',
      [{ ...route, outcome: 'failed', failedAt: 'connect' }],
      [{ code: 'connect-refused', title: 'Refused' }],
    );
    expect(differenceOf(before, report('ready', [route, { ...route, port: 465 }]))).toEqual([
      { what: 'Verdict', before: 'unusable', after: 'ready' },
      { what: '587 STARTTLS, 192.0.2.1', before: 'failed at connect', after: 'ok' },
      { what: '465 STARTTLS, 192.0.2.1', before: null, after: 'ok' },
      { what: 'connect-refused', before: 'Refused', after: null },
    ]);
  });
});

describe('the kind of a text', () => {
  it.each(['SMTP_HOST=h', '"port": 587,', 'smtp://h', 'smtplib.SMTP(h, 587)', 'spring.mail.port: 587'])(
    'may be settings: %s',
    (text) => {
      expect(mayBeSettings(text)).toBe(true);
    },
  );

  it.each(['wrong version number', '535 5.7.8 Authentication failed'])('is no settings: %s', (text) => {
    expect(mayBeSettings(text)).toBe(false);
  });

  it('knows what was saved by its schema alone', () => {
    expect(savedJson('[{"schema":"smtp-triage/trace@1"}]')).toBeDefined();
    expect(savedJson('{"host":"smtp-triage/"}')).toBeUndefined();
    expect(savedJson('not JSON')).toBeUndefined();
  });
});

describe('refusalOf', () => {
  it('takes the blame for what it does not know', () => {
    expect(refusalOf('something-new').whose).toBe('This service');
  });
});
