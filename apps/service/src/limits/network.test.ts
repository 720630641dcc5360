import { describe, expect, it } from 'vitest';
import { callerNetwork, neighbourhood } from './network.ts';

describe('networks that budgets count', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7/32'],
    ['::ffff:198.51.100.7', '198.51.100.7/32'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020000000000000000/64'],
    ['2001:db8:1:2::', '20010db8000100020000000000000000/64'],
    ['fe80::1%eth0', 'fe800000000000000000000000000000/64'],
  ])('takes the caller at %s for %s', (address, network) => {
    expect(callerNetwork(address)).toBe(network);
  });

  it('takes callers of one /64 for one, and those of two for two', () => {
    expect(callerNetwork('2001:db8:1:2::1')).toBe(callerNetwork('2001:DB8:1:2:ffff:ffff:ffff:ffff'));
    expect(callerNetwork('2001:db8:1:2::1')).not.toBe(callerNetwork('2001:db8:1:3::1'));
  });

  it.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100000000000000000000/48'],
  ])('takes %s for a neighbour in %s', (address, network) => {
    expect(neighbourhood(address)).toBe(network);
  });

  it.each(['', 'unknown', '198.51.100', 'mail.example.com'])('knows no network of %j', (text) => {
    expect(callerNetwork(text)).toBeNull();
  });
});
