import { describe, expect, it } from 'vitest';
import { HEALTHY, type Scene } from '../../test/cases/near-miss.ts';
import { AUTHENTICATION_NEAR_MISSES } from '../../test/cases/near-misses-authentication.ts';
import { CONNECTION_NEAR_MISSES } from '../../test/cases/near-misses-connection.ts';
import { ENCRYPTION_NEAR_MISSES } from '../../test/cases/near-misses-encryption.ts';
import { POLICY_NEAR_MISSES } from '../../test/cases/near-misses-policy.ts';
import { request, run } from '../../test/world.ts';
import { CODES, type Code } from '../catalogue/causes.ts';
import { reportOf } from '../report/report.ts';
import type { Finding } from './types.ts';

const TOLD = {
  ...CONNECTION_NEAR_MISSES,
  ...ENCRYPTION_NEAR_MISSES,
  ...AUTHENTICATION_NEAR_MISSES,
  ...POLICY_NEAR_MISSES,
};
const EVERY = Object.entries(TOLD).map(([code, told]) => ({ code: code as Code, ...told }));

const findings = ({ world, asked }: Scene): readonly Finding[] =>
  reportOf(run(world, request({ ...asked })).triaged).findings;
const codes = (scene: Scene): readonly Code[] => findings(scene).map(({ code }) => code);
/** What stands in somebody's way; a remark does not. */
const serious = (scene: Scene): readonly Code[] =>
  findings(scene)
    .filter(({ severity }) => severity !== 'info')
    .map(({ code }) => code);

it('every code that a run can find has a near miss; those of lint have theirs where lint is', () => {
  const missing = CODES.filter((code) => !Object.hasOwn(TOLD, code) && !code.startsWith('settings-'));
  expect(missing).toEqual([]);
});

describe.each(EVERY)('$code', ({ code, given, nearly, well }) => {
  it('is found where it is', () => {
    expect(codes(given)).toContain(code);
  });

  it.each(nearly)('is not found where $differs', (near) => {
    const found = codes(near);
    expect(found).not.toContain(code);
    if (near.gives === null) expect(serious(near)).toEqual([]);
    else expect(found).toContain(near.gives);
  });

  it('is not found where everything is well, nor is anything else', () => {
    const scene = { world: HEALTHY, asked: well ?? given.asked ?? {} };
    expect(codes(scene)).not.toContain(code);
    expect(serious(scene)).toEqual([]);
  });
});
