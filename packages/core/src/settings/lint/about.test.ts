import { expect, it } from 'vitest';
import { isPrivateHost } from './about.ts';

it.each([
  'localhost',
  'mailhog',
  'smtp.lan',
  'mail.default.svc.cluster.local',
  'LOCALHOST.',
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.1.1',
  '::1',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
])('%s is at home', (host) => expect(isPrivateHost(host)).toBe(true));

it.each([
  'smtp.example.com',
  'local.example.com',
  'notlocalhost.com',
  '203.0.113.5',
  '8.8.8.8',
  '172.32.0.1',
  '192.169.0.1',
  '100.128.0.1',
  '2001:db8::1',
  'fdx.example.com',
])('%s is out there', (host) => expect(isPrivateHost(host)).toBe(false));
