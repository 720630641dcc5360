import { describe, expect, it } from 'vitest';
import { registrableDomain } from './registrable.ts';

describe('the registered part of a name', () => {
  it.each([
    ['smtp.gmail.com', 'gmail.com'],
    ['AM6PR01CA0012.outlook.office365.com.', 'office365.com'],
    ['smtp.example.co.uk', 'example.co.uk'],
    ['smtp.uol.com.br', 'uol.com.br'],
    ['example.com', 'example.com'],
    ['smtp.com.example', 'com.example'],
  ])('%s: %s', (host, domain) => {
    expect(registrableDomain(host)).toBe(domain);
  });

  it.each([
    'localhost',
    'localhost.localdomain',
    'mail.local',
    'server.lan',
    '192.0.2.7',
    '[192.0.2.7]',
    'co.uk',
    '',
    'a b.c',
  ])('%j has none', (host) => {
    expect(registrableDomain(host)).toBeNull();
  });
});
