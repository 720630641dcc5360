import type { LookupAnswer } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { listenDns } from '../test/dns-server.ts';
import { fakeNames } from '../test/names.ts';
import { lookUp, type NameService, overridden, SYSTEM_NAMES, systemNames } from './lookup.ts';
import { findSubmissionHost } from './submission-host.ts';

/** All answers for one name, by family. */
async function answersFor(service: NameService, name = 'mail.example.test'): Promise<readonly LookupAnswer[]> {
  const answers: LookupAnswer[] = [];
  await new Promise<void>((resolve) => {
    lookUp(service, name, [4, 6], new AbortController().signal, (answer) => {
      answers.push(answer);
      if (answers.length === 2) resolve();
    });
  });
  return answers.toSorted((a, b) => a.family - b.family);
}

describe('lookUp', () => {
  it('gives each family its addresses, once each, in the order of the system', async () => {
    const names = fakeNames({ lookup4: ['192.0.2.2', '192.0.2.1', '192.0.2.2'], lookup6: ['2001:db8::1'] });
    expect(await answersFor(names)).toEqual([
      { family: 4, ok: true, addresses: ['192.0.2.2', '192.0.2.1'] },
      { family: 6, ok: true, addresses: ['2001:db8::1'] },
    ]);
  });

  it.each([
    ['ENODATA', 'no-address', 'ENODATA'],
    ['ENOTFOUND', 'not-found', 'ENOTFOUND'],
    // An application is told "not found" whatever DNS says when asked directly
    ['ESERVFAIL', 'not-found', 'ENOTFOUND'],
    ['ETIMEOUT', 'not-found', 'ENOTFOUND'],
    ['ECONNREFUSED', 'not-found', 'ENOTFOUND'],
  ])('after ENOTFOUND asks DNS, and with %s says %s', async (dns, why, code) => {
    const answers = await answersFor(fakeNames({ lookup4: 'ENOTFOUND', lookup6: 'ENOTFOUND', query: dns }));
    expect(answers).toEqual([
      { family: 4, ok: false, why, code },
      { family: 6, ok: false, why, code },
    ]);
  });

  it('knows from the other family that a name exists which DNS does not know', async () => {
    const names = fakeNames({ lookup4: ['192.0.2.1'], lookup6: 'ENOTFOUND', query: 'ENOTFOUND' });
    expect((await answersFor(names))[1]).toEqual({ family: 6, ok: false, why: 'no-address', code: 'ENOTFOUND' });
  });

  it.each([
    ['EAI_AGAIN', 'server-failure'],
    ['EAI_FAIL', 'server-failure'],
    ['ETIMEOUT', 'timed-out'],
    ['ENODATA', 'no-address'],
  ])('passes %s on as %s without asking again', async (code, why) => {
    const names = fakeNames({ lookup4: code, lookup6: code });
    expect((await answersFor(names))[0]).toEqual({ family: 4, ok: false, why, code });
  });

  it('does not wait for one family to answer for the other', async () => {
    const names = fakeNames({ lookup4: ['192.0.2.1'], lookup6: 'never' });
    const first = await new Promise<LookupAnswer>((resolve) => {
      lookUp(names, 'mail.example.test', [4, 6], new AbortController().signal, resolve);
    });
    expect(first).toMatchObject({ family: 4, ok: true });
  });

  it('says nothing after the run is over', async () => {
    const over = new AbortController();
    const answers: LookupAnswer[] = [];
    lookUp(fakeNames({ lookup4: ['192.0.2.1'] }), 'mail.example.test', [4], over.signal, (answer) =>
      answers.push(answer),
    );
    over.abort();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(answers).toEqual([]);
  });

  it('knows the hosts file', async () => {
    const [ipv4] = await answersFor(SYSTEM_NAMES, 'localhost');
    expect(ipv4).toMatchObject({ family: 4, ok: true, addresses: ['127.0.0.1'] });
  });
});

describe('a question to DNS', () => {
  const signal = new AbortController().signal;

  it('tells a name that does not exist from one without such an address', async () => {
    const server = await listenDns((name) => ({ code: name.startsWith('gone') ? 3 : 0 }));
    const names = { ...systemNames([server]), lookup: fakeNames().lookup };
    expect((await answersFor(names, 'gone.example.test'))[0]).toMatchObject({ why: 'not-found', code: 'ENOTFOUND' });
    expect((await answersFor(names, 'bare.example.test'))[0]).toMatchObject({ why: 'no-address', code: 'ENODATA' });
  });

  it('gives up after a while, and on a failure of the server', async () => {
    const names = systemNames([await listenDns((name) => (name.startsWith('silent') ? null : { code: 2 }))]);
    const start = performance.now();
    await expect(names.query('silent.example.test', 4, signal)).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(performance.now() - start).toBeLessThan(2_500);
    await expect(names.query('broken.example.test', 6, signal)).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  it('finds services, and those that a domain says it does not have', async () => {
    const target = [4, ...Buffer.from('smtp'), 7, ...Buffer.from('example'), 4, ...Buffer.from('test'), 0];
    const server = await listenDns((name) => {
      if (name === '_submissions._tcp.example.test') return { records: [{ type: 33, data: [0, 0, 0, 0, 0, 0, 0] }] };
      if (name !== '_submission._tcp.example.test') return { code: 3 };
      return { records: [{ type: 33, data: [0, 5, 0, 1, 2, 0x4b, ...target] }] };
    });
    const names = { ...systemNames([server]), lookup: fakeNames().lookup };
    expect(await names.srv('_submission._tcp.example.test', signal)).toMatchObject([
      { name: 'smtp.example.test', port: 587, priority: 5, weight: 1 },
    ]);
    expect(await findSubmissionHost('example.test', { names })).toMatchObject({
      host: 'smtp.example.test',
      mode: 'starttls',
    });
  });

  it('ends at once when the run is over', async () => {
    const over = new AbortController();
    const asked = SYSTEM_NAMES.srv('_submissions._tcp.example.invalid', over.signal);
    over.abort();
    await expect(asked).rejects.toThrow();
  });
});

describe('overridden', () => {
  const overrides = [{ host: 'Mail.example.test', addresses: ['192.0.2.1', '2001:db8::1'] }];

  it('gives the addresses of the family, whatever the case of the name', () => {
    expect(overridden(overrides, 'mail.example.test', 4)).toEqual({ family: 4, ok: true, addresses: ['192.0.2.1'] });
    expect(overridden(overrides, 'mail.example.test', 6)).toEqual({ family: 6, ok: true, addresses: ['2001:db8::1'] });
  });

  it('says that there is no address where none of the family is given', () => {
    const only4 = [{ host: 'mail.example.test', addresses: ['192.0.2.1'] }];
    expect(overridden(only4, 'mail.example.test', 6)).toMatchObject({ ok: false, why: 'no-address' });
  });

  it('leaves other names alone', () => {
    expect(overridden(overrides, 'other.example.test', 4)).toBeNull();
  });
});
