import { judgeAddress, judgePort } from '@smtp-triage/core';
import { describe, expect, it, vi } from 'vitest';
import { CONFIG_SCHEMA } from './config.ts';
import { configProblem, localAddresses, policyOf, stubOf } from './policy.ts';

/** How often somebody wanted to know the resolvers of this machine. */
const system = vi.hoisted(() => ({ asked: 0 }));
vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  getServers: () => {
    system.asked += 1;
    return ['192.0.2.1'];
  },
}));

const PUBLIC = { profile: 'public', dnsServers: ['192.0.2.53'] };

describe('the policy of a configuration', () => {
  it('closes the addresses of this machine to strangers', () => {
    const own = '198.41.0.9';
    const config = CONFIG_SCHEMA.parse(PUBLIC);
    expect(judgeAddress(own, policyOf(config, [])).ok).toBe(true);
    expect(judgeAddress(own, policyOf(config, [own]))).toEqual({ ok: false, reason: 'denied' });
    expect(localAddresses()).toContain('127.0.0.1');
  });

  it('leaves them to the operator in the private profile', () => {
    const config = CONFIG_SCHEMA.parse({ allowCidrs: ['127.0.0.0/8'], denyAddresses: ['127.0.0.9'] });
    const policy = policyOf(config);
    expect(judgeAddress('127.0.0.1', policy).ok).toBe(true);
    expect(judgeAddress('127.0.0.9', policy)).toEqual({ ok: false, reason: 'denied' });
  });

  it('never opens the ports of the service and of its database', () => {
    const config = CONFIG_SCHEMA.parse({
      allowPorts: [8025, 9100, 5432, 6000],
      metricsListen: '127.0.0.1:9100',
      databaseUrl: 'postgres://u:p@db.example.net/triage',
    });
    const open = [8025, 9100, 5432, 6000, 587].filter((port) => judgePort(port, policyOf(config)).ok);
    expect(open).toEqual([6000, 587]);
    expect(configProblem(config)).toBe('allowPorts holds 8025, a port of this service itself or of its database');
  });

  it('refuses to be opened in the public profile', () => {
    expect(() => policyOf(CONFIG_SCHEMA.parse({ ...PUBLIC, allowCidrs: ['10.0.0.0/8'] }))).toThrow(TypeError);
  });

  it('asks the resolvers of this machine in the private profile alone', () => {
    system.asked = 0;
    stubOf(CONFIG_SCHEMA.parse({ profile: 'public' }));
    stubOf(CONFIG_SCHEMA.parse({ dnsServers: ['192.0.2.53'] }));
    expect(system.asked).toBe(0);
    stubOf(CONFIG_SCHEMA.parse({}));
    expect(system.asked).toBe(1);
  });
});

describe('what is wrong with a configuration', () => {
  it('is nothing with the defaults, nor with a public service that names its resolvers', () => {
    expect(configProblem(CONFIG_SCHEMA.parse({}))).toBeNull();
    expect(configProblem(CONFIG_SCHEMA.parse(PUBLIC))).toBeNull();
  });

  it.each([
    [{ profile: 'public' }, 'the public profile needs dnsServers'],
    [{ ...PUBLIC, allowPorts: [26] }, 'the public profile takes no further'],
    [{ allowCidrs: ['10.0.0.1/8'] }, 'bits set behind its /8'],
    [{ denyAddresses: ['mail.example.net'] }, 'not an address or a range'],
    [{ dnsServers: ['dns.example.net'] }, 'not the address of a DNS server'],
    [{ trustProxy: ['loopback'] }, 'not an address or a range'],
    [{ trustProxy: ['true'] }, 'not an address or a range'],
    [{ publicUrl: 'triage.example.net' }, 'publicUrl is not an address'],
    [{ allowOrigins: ['https://example.net/'] }, 'allowOrigins takes origins'],
    [{ allowOrigins: ['*'] }, 'allowOrigins takes origins'],
  ])('is said in words: %o', (given, words) => {
    expect(configProblem(CONFIG_SCHEMA.parse(given))).toContain(words);
  });
});
