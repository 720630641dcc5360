import { describe, expect, it } from 'vitest';
import { loginAdvice, PROVIDERS, type Provider, providerOfId, usernameProblem } from './index.ts';

const known = (id: string): Provider => {
  const found = providerOfId(id);
  if (found === null) throw new Error(`no provider ${id}`);
  return found;
};
const byForm = (form: Provider['usernameForm']): Provider =>
  PROVIDERS.find(({ usernameForm }) => usernameForm === form) ?? known('gmail');

describe('the form of a user name', () => {
  it.each<[string, string, RegExp | null, string | null]>([
    ['sendgrid', 'apikey', null, null],
    ['sendgrid', 'ann@example.com', /the word apikey/, 'apikey'],
    ['sendgrid', 'APIKEY', /the word apikey/, 'apikey'],
    ['gmail', 'ann@gmail.com', null, null],
    ['gmail', 'ann@example.com', null, null],
    ['gmail', 'ann', /the whole e-mail address/, null],
    ['gmail', 'ann@', /the whole e-mail address/, null],
    ['gmail', '@gmail.com', /the whole e-mail address/, null],
    ['microsoft365', 'EXAMPLE\\ann', /the whole e-mail address/, null],
    ['webde', 'ann', null, null],
    ['webde', 'ann@web.de', null, null],
    ['sparkpost', 'SMTP_Injection:X-MSYS-SUBACCOUNT=7', null, null],
    ['postmark', 'ann@example.com', /the key itself as user name, not an e-mail address/, null],
    ['postmark', '5f1c8e9c-0000-4000-8000-000000000000', null, null],
    ['ses', 'AKIAEXAMPLE', null, null],
    ['mailgun', 'postmaster@mg.example.com', null, null],
    ['mandrill', 'whatever', null, null],
  ])('%s: %s', (id, user, what, corrected) => {
    const problem = usernameProblem(known(id), user);
    if (what === null) expect(problem).toBeNull();
    else {
      expect(problem?.what).toMatch(what);
      expect(problem?.corrected).toBe(corrected);
    }
  });

  it('is the part before the @ at some', () => {
    const provider = byForm('local-part');
    expect(usernameProblem(provider, 'ann@example.com')).toMatchObject({ corrected: 'ann' });
    expect(usernameProblem(provider, 'ann')).toBeNull();
  });

  it('is not judged where there is none', () => {
    for (const each of PROVIDERS) expect(usernameProblem(each, '')).toBeNull();
  });

  it('is right once it is corrected', () => {
    for (const each of PROVIDERS) {
      for (const user of ['ann', 'ann@example.com', 'key-1']) {
        const corrected = usernameProblem(each, user)?.corrected ?? null;
        if (corrected !== null) expect(usernameProblem(each, corrected), each.id).toBeNull();
      }
    }
  });
});

describe('what to do when a login is refused', () => {
  it.each<[string, RegExp]>([
    ['gmail', /^Gmail.* takes an app password.*; or OAuth/],
    ['sendgrid', /takes an API key as the password.* The user name is the word apikey\./],
    ['microsoft365', /takes OAuth/],
    ['ses', /takes SMTP credentials/],
    ['proton', /takes its bridge program/],
  ])('%s', (id, fix) => {
    expect(loginAdvice(known(id)).fix).toMatch(fix);
    expect(loginAdvice(known(id)).url).toBe(known(id).docs);
  });

  it('names the switch where mail programs are shut out at first', () => {
    for (const each of PROVIDERS) {
      expect(/has to be switched on/.test(loginAdvice(each).fix), each.id).toBe(each.offByDefault);
    }
  });

  it('is a finished sentence for every provider', () => {
    for (const each of PROVIDERS) {
      const { fix } = loginAdvice(each);
      expect(fix, each.id).toMatch(/\.$/);
      expect(fix, each.id).not.toMatch(/undefined|null|\.\.|; or other/);
    }
  });
});
