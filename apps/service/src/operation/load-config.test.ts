import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA } from './config.ts';
import { loadConfig, printConfig, variables } from './load-config.ts';

const DEFAULTS = CONFIG_SCHEMA.parse({});
const fileOf = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'service.json');
  writeFileSync(file, text);
  return file;
};

describe('the configuration', () => {
  it('needs nothing: loopback, private, embedded store', () => {
    expect(loadConfig(null, {})).toEqual({ ok: true, value: DEFAULTS });
    expect(DEFAULTS).toMatchObject({ host: '127.0.0.1', profile: 'private', databaseUrl: null });
  });

  it('takes the environment before the file before the defaults', () => {
    const file = fileOf('{ "port": 1, "logLevel": "warn", "budgets": { "coolDownS": 5, "targetPerMinute": 9 } }');
    const loaded = loadConfig(file, { SMTP_TRIAGE_PORT: '2', SMTP_TRIAGE_BUDGETS__COOL_DOWN_S: '0' });
    expect(loaded).toMatchObject({
      ok: true,
      value: { port: 2, logLevel: 'warn', budgets: { coolDownS: 0, targetPerMinute: 9, anonymousPerHour: 20 } },
    });
  });

  it('reads lists, truth and groups from the environment', () => {
    const loaded = loadConfig(null, {
      SMTP_TRIAGE_ALLOW_CIDRS: '10.0.0.0/8, 192.168.0.0/16',
      SMTP_TRIAGE_ALLOW_PORTS: '1025,2587',
      SMTP_TRIAGE_ALLOW_NAT64: 'true',
      SMTP_TRIAGE_CONTROLS: '',
      SMTP_TRIAGE_PROBE_LOGIN: '{"host":"smtp.example.com","username":"ann","passwordFile":"/run/p"}',
    });
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        allowCidrs: ['10.0.0.0/8', '192.168.0.0/16'],
        allowPorts: [1025, 2587],
        allowNat64: true,
        controls: [],
        probeLogin: { host: 'smtp.example.com', username: 'ann', passwordFile: '/run/p' },
      },
    });
  });

  it.each([
    ['a name nobody knows', { SMTP_TRIAGE_PROT: '1' }, 'SMTP_TRIAGE_PROT'],
    ['a port that is none', { SMTP_TRIAGE_PORT: '99999' }, 'port'],
    ['a number with a unit', { SMTP_TRIAGE_BUDGET_MS: '12s' }, 'budgetMs'],
    ['truth that is none', { SMTP_TRIAGE_ALLOW_NAT64: 'yes' }, 'allowNat64'],
    [
      'private ranges in the public profile',
      { SMTP_TRIAGE_PROFILE: 'public', SMTP_TRIAGE_ALLOW_CIDRS: '10.0.0.0/8' },
      'allowCidrs',
    ],
  ])('refuses %s and names it', (_what, environment, named) => {
    const loaded = loadConfig(null, environment);
    expect(loaded.ok ? 'taken' : loaded.problem).toContain(named);
  });

  it.each([
    ['is not JSON', '{'],
    ['is not an object', '[]'],
    ['holds a setting nobody knows', '{ "prot": 1 }'],
  ])('refuses a file that %s', (_what, text) => {
    expect(loadConfig(fileOf(text), {}).ok).toBe(false);
  });

  it('names a file that is not there', () => {
    const loaded = loadConfig('/nowhere/service.json', {});
    expect(loaded.ok ? '' : loaded.problem).toContain('/nowhere/service.json');
  });

  it('is printed without the password of the database', () => {
    const printed = printConfig({ ...DEFAULTS, databaseUrl: 'postgres://triage:p@ss:w0rd@db/triage' });
    expect(printed).toContain('postgres://triage:‹redacted›@db/triage');
    expect(printed).not.toMatch(/p@ss|w0rd/);
  });

  it('can be set whole from the environment', () => {
    const names = variables().map(({ name }) => name);
    expect(names).toContain('SMTP_TRIAGE_BUDGETS__LOGIN_FAILURES_PER15_MINUTES');
    expect(names).toContain('SMTP_TRIAGE_DATABASE_URL');
    expect(new Set(names).size).toBe(names.length);
    for (const { name, fallback } of variables()) {
      const value: unknown = JSON.parse(fallback);
      if (value === null) continue;
      const text = Array.isArray(value) ? value.join(',') : String(value);
      expect(loadConfig(null, { [name]: text })).toEqual({ ok: true, value: DEFAULTS });
    }
  });
});
