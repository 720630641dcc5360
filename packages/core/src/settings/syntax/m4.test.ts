import { expect, it } from 'vitest';
import { readM4 } from './m4.ts';

const said = (text: string): readonly string[] => readM4(text).map(({ key, value }) => `${key} = ${value}`);

it("reads definitions and features, each in m4's quotes", () => {
  const text =
    "define(`SMART_HOST', `[smtp.example.com]')dnl\nFEATURE(`authinfo', `hash -o /etc/mail/authinfo.db')dnl\n";
  expect(said(text)).toEqual(['SMART_HOST = [smtp.example.com]', 'authinfo = hash -o /etc/mail/authinfo.db']);
});

it('takes the mailer off a host, and the port out of arguments', () => {
  expect(said("define(`SMART_HOST', `relay:[smtp.example.com]')")).toEqual(['SMART_HOST = [smtp.example.com]']);
  expect(said("define(`RELAY_MAILER_ARGS', `TCP $h 587')")).toEqual([
    'RELAY_MAILER_ARGS = TCP $h 587',
    'RELAY_MAILER_ARGS.port = 587',
  ]);
});

it('passes over comments', () => {
  expect(said("dnl define(`SMART_HOST', `old.example.com')\n# define(`SMART_HOST', `x')")).toEqual([]);
});

it('knows where a value stands', () => {
  const text = "\ndefine(`SMART_HOST', `relay:smtp.example.com')dnl";
  const [pair] = readM4(text);
  expect(pair?.line).toBe(2);
  expect(text.slice(pair?.from, pair?.to)).toBe('smtp.example.com');
});
