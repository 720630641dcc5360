import { type Case, diagnose, PUBLIC_POLICY, readPolicy, reportOf, Secret } from '@smtp-triage/core';
import type { TraceHead } from '@smtp-triage/core/live';
import { at, type MockServer, type Rule, startMockServer } from '@smtp-triage/mock-server';
import { NotPermitted, type Stub } from '@smtp-triage/probe';
import { afterEach, describe, expect, it } from 'vitest';
import { order } from '../../test/orders.ts';
import { caseOf, heardOf, told } from '../../test/playback.ts';
import { runners } from '../../test/runners.ts';
import type { Order } from '../order.ts';
import { type DiagnoserOptions, makeDiagnoser } from './diagnosis.ts';
import { caseWithoutForeignBytes } from './foreign-bytes.ts';
import { testMessage, triageOptions } from './request.ts';
import type { FoundServer } from './runner-types.ts';

const servers: MockServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function mock(...rules: readonly Rule[]): Promise<MockServer> {
  const server = await startMockServer({ rules });
  servers.push(server);
  return server;
}

/** A resolver that knows one name, and that it is here. */
const here = (name: string): Stub => {
  const addresses: Stub['addresses'] = async (asked, family) =>
    asked === name && family === 4
      ? { ok: true, chain: [], addresses: ['127.0.0.1'] }
      : { ok: false, why: asked === name ? 'no-address' : 'not-found', code: 'ENOTFOUND' };
  const missing = (): never => {
    throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  };
  return {
    addresses,
    names: {
      query: async (asked, family, signal) => {
        const answer = await addresses(asked, family, signal);
        return answer.ok ? answer.addresses : missing();
      },
      lookup: async (asked, family) => {
        const answer = await addresses(asked, family, new AbortController().signal);
        return answer.ok ? answer.addresses : missing();
      },
      srv: async () => missing(),
      mx: async () => missing(),
    },
  };
};

function optionsFor(server: MockServer, more: Partial<DiagnoserOptions> = {}): DiagnoserOptions {
  const policy = readPolicy({ profile: 'private', allow: ['127.0.0.0/8'], ports: Object.values(server.ports) });
  if (!policy.ok) throw new TypeError(policy.problem);
  return {
    policy: policy.value,
    stub: here('mail.example.test'),
    trust: { ca: [server.ca.certPem] },
    controls: [],
    ehloName: 'client.example.test',
    budgetMs: 5_000,
    ...more,
  };
}

const orderAt = (server: MockServer, more: Partial<Order> = {}, host = '127.0.0.1'): Order => {
  const port = server.ports['submission'] ?? 0;
  const base = order(host, more);
  return { ...base, target: { ...base.target, ports: [{ port, mode: 'starttls' }] } };
};

describe('a diagnosis of an order', () => {
  it('is the case of a real server, heard event by event', async () => {
    const server = await mock();
    const heads = new Map<string, TraceHead>();
    const triaged = await makeDiagnoser(optionsFor(server))(orderAt(server), null, {
      onEvent: (id, _event, head) => void heads.set(id, head),
    });
    expect(reportOf(triaged)).toMatchObject({ verdict: 'ready' });
    const [{ events: _, startedAt: __, ...head } = expect.fail()] = triaged.traces;
    expect(heads.get(head.route.id)).toMatchObject(head);
  });

  it('logs in with the secret that came beside the order', async () => {
    const server = await mock();
    const login = { username: 'user@example.test', mechanism: 'PLAIN', kind: 'password' } as const;
    const given = orderAt(server, { upTo: 'auth', login });
    const triaged = await makeDiagnoser(optionsFor(server))(given, new Secret('correct horse'), {});
    expect(server.sessions.at(0)?.mechanism ?? server.sessions.text()).toBe('PLAIN');
    expect(JSON.stringify(triaged)).not.toContain('correct horse');
  });

  it('finds the server of an e-mail address, under the policy', async () => {
    const server = await mock();
    const diagnoser = makeDiagnoser(optionsFor(server, { stub: here('smtp.example.test') }));
    const given = orderAt(server, {}, 'example.test');
    const triaged = await diagnoser(
      { ...given, target: { ...given.target, kind: 'email', sni: 'localhost' } },
      null,
      {},
    );
    expect(triaged.target).toMatchObject({ host: 'smtp.example.test', source: 'guess' });
    expect(server.sessions).toHaveLength(1);
  });

  it('lets somebody have the last word on that server, before any socket to it', async () => {
    const server = await mock();
    const asked: string[] = [];
    const stub = here('smtp.example.test');
    const counting: Stub = {
      ...stub,
      addresses: (name, family, signal) => {
        asked.push(`${name} ${family}`);
        return stub.addresses(name, family, signal);
      },
    };
    const diagnoser = makeDiagnoser(optionsFor(server, { stub: counting }));
    const given = orderAt(server, {}, 'example.test');
    const heard: FoundServer[] = [];
    const admit = async (found: FoundServer): Promise<void> => {
      heard.push(found);
      expect(server.sessions).toHaveLength(heard.length - 1);
      if (heard.length > 1) throw new Error('enough');
    };
    const email = { ...given, target: { ...given.target, kind: 'email', sni: 'localhost' } } as const;
    await diagnoser(email, null, { admit });
    expect(heard).toEqual([{ host: 'smtp.example.test', addresses: ['127.0.0.1'] }]);
    expect(asked).toEqual([...new Set(asked)]);
    await expect(diagnoser(email, null, { admit })).rejects.toThrow('enough');
    await makeDiagnoser(optionsFor(server))(orderAt(server), null, { admit });
    expect(heard).toHaveLength(2);
    expect(server.sessions).toHaveLength(2);
  });

  it('is not begun where the policy says no', async () => {
    const server = await mock();
    const diagnoser = makeDiagnoser(optionsFor(server, { policy: PUBLIC_POLICY }));
    await expect(diagnoser(orderAt(server), null, {})).rejects.toThrow(NotPermitted);
    const named = makeDiagnoser(
      optionsFor(server, { policy: { ...PUBLIC_POLICY, ports: Object.values(server.ports) } }),
    );
    await expect(named(orderAt(server, {}, 'mail.example.test'), null, {})).rejects.toThrow(NotPermitted);
    expect(server.sessions).toHaveLength(0);
  });

  it('ends by itself within its budget, whatever the server does (REL-08)', async () => {
    const silent = await mock(at('ehlo').never());
    const began = performance.now();
    const triaged = await makeDiagnoser(optionsFor(silent, { budgetMs: 1_000 }))(orderAt(silent), null, {});
    expect(performance.now() - began).toBeLessThan(1_250);
    expect(triaged.interrupted).toBeUndefined();
    expect(triaged.traces[0]?.events.at(-1)).toMatchObject({ outcome: 'failed', failedAt: 'ehlo' });
  });

  it('is ended within a second by a cancellation, its sockets too (API-05)', async () => {
    const server = await mock(at('ehlo').never());
    const made = runners(makeDiagnoser(optionsFor(server)));
    await made.runner.start();
    const id = await made.accept(1, orderAt(server));
    for (let n = 0; n < 200 && server.sessions.length === 0; n++) await new Promise((r) => setTimeout(r, 5));
    await made.store.cancel(id, Date.now());
    const began = performance.now();
    made.runner.cancel(id);
    await made.runner.settled(id, 3_000);
    await server.sessions.next();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(made.store.rows.get(id)?.state).toBe('cancelled');
    await made.runner.stop(0);
  });
});

describe('what somebody says who does not speak SMTP', () => {
  const words = (triaged: Case): string => JSON.stringify([triaged, told(heardOf(triaged))]);

  it.each([
    ['ssh-on-587', 'OpenSSH'],
    ['http-portal', 'portal'],
    ['imap-port-set', 'IMAP4rev1'],
    ['pop3s-port-set', '+OK'],
  ] as const)('is not passed on to strangers, and changes no finding: %s', (name, text) => {
    const triaged = caseOf(name);
    expect(words(triaged)).toContain(text);
    const shown = caseWithoutForeignBytes(triaged);
    expect(words(shown)).not.toContain(text);
    const codes = (of: Case): readonly string[] => diagnose(of.traces).findings.map(({ code }) => code);
    expect(codes(shown)).toEqual(codes(triaged));
  });

  it('leaves what SMTP servers say as it is', () => {
    const triaged = caseOf('greeting-554');
    expect(caseWithoutForeignBytes(triaged)).toEqual(triaged);
  });
});

describe('an order as the probe takes it', () => {
  it('says everything that was asked for, and nothing else', () => {
    expect(triageOptions(order('mail.example.net'), null, null, '')).toEqual({
      target: {
        input: 'mail.example.net',
        host: 'mail.example.net',
        kind: 'host',
        port: null,
        mode: null,
        user: null,
        password: null,
      },
    });
    const secret = new Secret('token');
    const all = order('mail.example.net', {
      settings: { port: 465, mode: 'starttls' },
      upTo: 'rcpt',
      login: { username: 'joe', mechanism: 'XOAUTH2', kind: 'token' },
      envelope: { from: 'a@example.net', to: 'b@example.net', size: 9 },
    });
    const asked = {
      ...all,
      target: { ...all.target, ports: [{ port: 25, mode: 'starttls' }], sni: 'x.test', family: 6 },
    };
    expect(triageOptions(asked as Order, secret, null, 'a message')).toMatchObject({
      port: 465,
      mode: 'starttls',
      user: 'joe',
      token: secret,
      mechanism: 'XOAUTH2',
      ladder: [{ port: 25, mode: 'starttls' }],
      families: [6],
      servername: 'x.test',
      from: 'a@example.net',
      to: 'b@example.net',
      size: 9,
    });
    expect(triageOptions(asked as Order, secret, null, 'a message')).not.toHaveProperty('message');
    expect(triageOptions({ ...asked, upTo: 'data' } as Order, secret, null, 'a message')).toMatchObject({
      message: 'a message',
    });
  });

  it('sends a message that says what it is', () => {
    const text = testMessage({ from: 'a@example.net', to: 'b@example.net', size: null }, new Date(0));
    expect(text).toMatch(/^Date: Thu, 01 Jan 1970 00:00:00 \+0000\r\nFrom: <a@example\.net>\r\n/);
    expect(text.split('\r\n').every((each) => !each.includes('\n') && each.length < 100)).toBe(true);
  });
});
