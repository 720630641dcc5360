import { type AddressPolicy, judgeName, PUBLIC_POLICY } from '@smtp-triage/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amongNames, smtpTriageCommand } from '../src/network/names.ts';
import { networks } from '../src/network/network.ts';

const allowed = networks();
if (!allowed.ok && process.env['CI'] === 'true')
  throw new Error(`CI must be able to make networks: ${allowed.missing}`);

const OPTIONS = ['-p', '587', '--mode', 'starttls', '--only', '--no-controls', '--no-input', '--timeout', '5s'];
const triage = (...args: readonly string[]) => amongNames(smtpTriageCommand(...args, ...OPTIONS));

describe.skipIf(!allowed.ok)('on a machine that knows a server inside (SEC-09)', () => {
  it('a name in the hosts file leads there, but not with --public-only', async () => {
    const trap = await triage('mail.example.com');
    expect(trap.connections, trap.stderr).toBeGreaterThan(0);
    const { connections, asked, status, stdout } = await triage('mail.example.com', '--public-only');
    expect({ connections, status }).toEqual({ connections: 0, status: 1 });
    expect(stdout).toContain('does not exist');
    expect(new Set(asked)).toEqual(new Set(['mail.example.com']));
  });

  it('a search domain leads there, but not with --public-only', async () => {
    const trap = await triage('mail');
    expect(trap.connections, trap.stderr).toBeGreaterThan(0);
    const { connections, asked, status } = await triage('mail', '--public-only');
    expect({ connections, asked, status }).toEqual({ connections: 0, asked: [], status: 2 });
  });

  it('getaddrinfo reads no name that our grammar takes as an address (SEC-02)', async () => {
    const policy: AddressPolicy = { ...PUBLIC_POLICY, profile: 'private' };
    const part = fc.constantFrom(...'0123456789abcdefxX.-', '0x', '127', '.1', '.0x1', '.a', 'x.');
    const text = fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const names = [...new Set(fc.sample(text, { numRuns: 20_000, seed: 9 }))].filter(
      (name) => judgeName(name, policy).ok,
    );
    expect(names.length).toBeGreaterThan(300);
    const control = await amongNames(['getent', 'ahosts', '0x7f.1', '2130706433', '127.1']);
    expect(control.stdout.match(/127\.0\.0\.1 +STREAM/g)).toHaveLength(3);
    const { stdout } = await amongNames(['getent', 'ahosts', ...names.slice(0, 400)]);
    expect(stdout).toBe('');
  });
});
