import type { Code, Verdict } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import { networks, triageAcross, type Wire } from '../src/network/network.ts';

const allowed = networks();
if (!allowed.ok && process.env['CI'] === 'true')
  throw new Error(`CI must be able to make networks: ${allowed.missing}`);

const HOST = '203.0.113.5';
const NAMED = ['mail.example.test', '--resolve', `mail.example.test:${HOST}`];
const BOTH = [...NAMED, '--resolve', 'mail.example.test:2001:db8::5'];
const CONTROL = ['--control', '203.0.113.77'];

type Case = {
  readonly name: string;
  readonly wire: Wire;
  readonly args: readonly string[];
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly port: number | null;
  readonly withinMs?: number;
  readonly also?: readonly Code[];
};

const CASES: readonly Case[] = [
  { name: 'nothing in between', wire: {}, args: BOTH, verdict: 'ready', code: null, port: 587 },
  {
    name: 'an ISP that drops port 25',
    wire: { client: 'tcp dport 25 drop' },
    args: [...NAMED, '--all'],
    verdict: 'ready',
    code: 'relay-port-blocked',
    port: 587,
  },
  {
    name: '587 dropped for everyone, 465 open',
    wire: { client: 'tcp dport 587 drop' },
    args: [...NAMED, ...CONTROL, '-p', '587', '--mode', 'starttls'],
    verdict: 'fixable',
    code: 'port-blocked-by-network',
    port: 465,
  },
  {
    name: '587 dropped at the server only',
    wire: { server: `ip daddr ${HOST} tcp dport 587 drop` },
    args: [...NAMED, ...CONTROL, '-p', '587', '--mode', 'starttls'],
    verdict: 'fixable',
    code: 'port-not-offered',
    port: 465,
  },
  {
    name: 'all submission ports dropped, port 25 open',
    wire: { client: 'tcp dport { 587, 465, 2525 } drop' },
    args: NAMED,
    verdict: 'unusable',
    code: 'all-submission-ports-blocked',
    port: null,
    withinMs: 10_000,
  },
  {
    name: 'everything dropped, over both families, within 10 s',
    wire: { client: 'tcp dport { 587, 465, 2525, 25 } drop' },
    args: BOTH,
    verdict: 'inconclusive',
    code: 'port-unreachable',
    port: null,
    withinMs: 10_000,
  },
  {
    name: 'only 2525 open',
    wire: { server: 'tcp dport { 587, 465, 25 } reject with tcp reset' },
    args: NAMED,
    verdict: 'degraded',
    code: 'fallback-port-in-use',
    port: 2525,
  },
  {
    name: '587 forbidden aloud (ICMP administratively prohibited)',
    wire: { server: 'tcp dport 587 reject with icmp type admin-prohibited' },
    args: [...NAMED, '-p', '587', '--mode', 'starttls'],
    verdict: 'fixable',
    code: 'connect-prohibited',
    port: 465,
  },
  {
    name: 'IPv6 dropped, IPv4 alive',
    wire: { client: 'ip6 daddr 2001:db8::5 tcp dport { 587, 465, 2525, 25 } drop' },
    args: BOTH,
    verdict: 'degraded',
    code: 'ipv6-broken',
    port: 587,
  },
  {
    name: 'STARTTLS masked in transit on 587',
    wire: { masked: 587 },
    args: [...NAMED, '-p', '587', '--mode', 'starttls'],
    verdict: 'fixable',
    code: 'starttls-stripped',
    port: 465,
  },
  {
    name: 'large packets lost on the way back',
    wire: { clientInput: 'iifname "cable" meta length > 420 drop' },
    args: NAMED,
    verdict: 'unusable',
    code: 'path-mtu-blackhole',
    port: null,
  },
];

describe.runIf(allowed.ok)(
  `packets that are really dropped, rejected or rewritten${allowed.ok ? '' : ` (left out: ${allowed.missing})`}`,
  () => {
    it.concurrent.each(CASES)(
      '$name',
      async ({ wire, args, verdict, code, port, withinMs, also }) => {
        const { report } = await triageAcross(wire, args);
        expect({
          verdict: report.verdict,
          code: report.findings[0]?.code ?? null,
          port: report.recommendation?.port ?? null,
        }).toEqual({ verdict, code, port });
        expect(report.findings.map((finding) => finding.code)).toEqual(expect.arrayContaining([...(also ?? [])]));
        if (withinMs !== undefined) expect(report.vantage.durationMs).toBeLessThanOrEqual(withinMs);
      },
      45_000,
    );
  },
);
