import { expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { mechanismsFor, SASL_MECHANISMS } from './mechanisms.ts';

const withPassword = { user: 'tim', password: new Secret('pencil') };
const withToken = { user: 'tim', token: new Secret('ya29.x') };

it('puts first what fails least often with a good password', () => {
  expect(mechanismsFor(withPassword, null)).toEqual(['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5']);
});

it('takes XOAUTH2 before OAUTHBEARER for a token, and no password mechanism', () => {
  expect(mechanismsFor(withToken, null)).toEqual(['XOAUTH2', 'OAUTHBEARER']);
});

it('gives the wanted one or nothing', () => {
  expect(mechanismsFor(withPassword, 'CRAM-MD5')).toEqual(['CRAM-MD5']);
  expect(mechanismsFor(withPassword, 'XOAUTH2')).toEqual([]);
});

it('lists each mechanism once', () => {
  expect(new Set(SASL_MECHANISMS.map(({ name }) => name)).size).toBe(7);
});
