import { describe, expect, it } from 'vitest';
import { saying } from '../../test/cases/case.ts';
import { HEALTHY, login, only587, provider } from '../../test/cases/near-miss.ts';
import { request, run } from '../../test/world.ts';
import { parseCase } from '../report/case.ts';
import { reportOf } from '../report/report.ts';
import type { Finding } from './types.ts';

/** The primary finding of a login at a host, answered so; `offers` stands for the EHLO reply inside TLS. */
function refused(host: string, reply: string, offers?: string): Finding | undefined {
  const world = only587(saying({ AUTH: reply, ...(offers === undefined ? {} : { 'tls EHLO': offers }) }));
  return reportOf(run(world, request({ ...login, ...provider(host) })).triaged).findings[0];
}
const titles = (one: Finding | undefined): readonly string[] => one?.references.map(({ title }) => title) ?? [];
const help = /: help pages$/;

const UNKNOWN = '535 5.7.8 Error: authentication failed';

describe('a refused login at a known provider', () => {
  it.each([
    ['smtp.gmail.com', /^Gmail .* takes an app password, .* or OAuth .* user name is the whole e-mail address\.$/],
    ['smtp.sendgrid.net', /^\S+ .*takes an API key as the password.* user name is the word apikey\.$/],
    ['smtp.office365.com', /^Microsoft 365 .* switched on in the account first\.$/],
    ['mail.riseup.net', /^Riseup takes the password of the mailbox\. The user name is the part before the @\.$/],
  ])('at %s says what it takes, last, and where that is written', (host, says) => {
    const found = refused(host, UNKNOWN);
    expect(found?.code).toBe('auth-credentials-rejected');
    expect(found?.fix.at(-1)).toMatch(says);
    expect(titles(found).at(-1)).toMatch(help);
  });

  it('leaves out what is said in general of app passwords', () => {
    expect(refused('smtp.sendgrid.net', UNKNOWN)?.fix.join(' ')).not.toMatch(/app password/);
    const wanted = refused('smtp.fastmail.com', '534 5.7.9 This needs an application-specific password');
    expect(wanted?.code).toBe('auth-app-password-required');
    expect(wanted?.fix).toEqual([expect.stringMatching(/^Fastmail takes an app password/)]);
  });

  it('never names a way that the server has just closed', () => {
    const basic = refused('smtp.sendgrid.net', '535 5.7.139 basic authentication is disabled');
    expect(basic?.code).toBe('auth-basic-disabled');
    expect(basic?.fix.at(-1)).toMatch(/takes an API key/);
    for (const host of ['smtp.office365.com', 'mail.riseup.net', 'smtp.gmail.com']) {
      const found = refused(host, UNKNOWN, '250-mail.example.test\r\n250 AUTH XOAUTH2');
      expect(found?.code).toBe('auth-oauth-required');
      expect(found?.fix.join(' ')).not.toMatch(/takes (?:the|an app) password/);
      expect(titles(found).at(-1)).toMatch(help);
    }
    for (const host of ['mail.riseup.net', 'smtp.sendgrid.net']) {
      const app = refused(host, '534 5.7.9 Application-specific password required');
      expect(app?.fix).toEqual([expect.stringMatching(/^Create an app password/)]);
    }
  });

  it('says nothing twice: where the reply is known and names it already, only the pages are added', () => {
    const known = refused('smtp.gmail.com', '535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 gsmtp');
    expect(known?.code).toBe('auth-credentials-rejected');
    expect(known?.fix[0]).toMatch(/an app password/);
    expect(known?.fix.join(' ')).not.toMatch(/ takes /);
    expect(titles(known).at(-1)).toMatch(help);
  });

  it('is the same from a file', () => {
    const world = only587(saying({ AUTH: UNKNOWN }));
    const { triaged } = run(world, request({ ...login, ...provider('smtp.gmail.com') }));
    const parsed = parseCase(JSON.parse(JSON.stringify(triaged)));
    expect(parsed.ok && reportOf(parsed.value).findings).toEqual(reportOf(triaged).findings);
  });
});

describe('nothing of a provider is said', () => {
  it.each([
    ['the name is nobody’s', 'smtp.gmail.com.evil.test'],
    ['the name is like that of a provider', 'smtp.gmial.com'],
    ['anybody’s program may answer at this address', '127.0.0.1'],
    ['anybody’s program may answer at this name', 'localhost'],
  ])('where %s (%s)', (_, host) => {
    const found = refused(host, UNKNOWN);
    expect(found?.code).toBe('auth-credentials-rejected');
    expect(found?.fix).toEqual(
      refused('mail.example.test', UNKNOWN)?.fix.map((line) => line.replaceAll('mail.example.test', host)),
    );
    expect(titles(found).filter((title) => help.test(title))).toEqual([]);
  });

  it.each([
    ['auth-temporarily-unavailable', '454 4.7.0 Temporary authentication failure'],
    ['auth-mechanism-unsupported', '504 5.5.4 Unrecognized authentication type'],
    ['auth-too-many-attempts', '535 5.7.8 Too many login attempts'],
  ])('where something else is wrong: %s', (code, reply) => {
    const found = refused('smtp.sendgrid.net', reply);
    expect(found?.code).toBe(code);
    expect(found?.fix.join(' ')).not.toMatch(/ takes /);
    expect(titles(found).filter((title) => help.test(title))).toEqual([]);
  });

  it('where the login works', () => {
    const { findings } = reportOf(run(HEALTHY, request({ ...login, ...provider('smtp.gmail.com') })).triaged);
    expect(JSON.stringify(findings)).not.toMatch(/help pages| takes an app/);
  });
});
