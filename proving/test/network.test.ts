import type { Blame, Code, Verdict } from '@smtp-triage/core';
import { describe, expect, it } from 'vitest';
import {
  CONTROL,
  networks,
  SERVER,
  SERVER_4,
  SERVER_6,
  triageAcross,
  type Wire,
  type World,
} from '../src/network/network.ts';

const allowed = networks();
if (!allowed.ok && process.env['CI'] === 'true')
  throw new Error(`CI must be able to make networks: ${allowed.missing}`);

const NAMES = { [SERVER]: [SERVER_4] };
const BOTH = { [SERVER]: [SERVER_4, SERVER_6] };
const CONTROLLED = ['--control', CONTROL];
const SET_587 = ['-p', '587', '--mode', 'starttls'];
const SET_465 = ['-p', '465', '--mode', 'implicit-tls'];

/** Counted for each port by itself: over all of them it is chance which packets go, and one may go again and again. */
const everyFourthOf = (port: 'dport' | 'sport'): string =>
  [587, 465, 2525, 25].map((number) => `tcp ${port} ${number} numgen inc mod 4 == 0 drop`).join('\n');

type Case = {
  readonly name: string;
  readonly wire: Wire;
  /** What DNS knows of the server; its IPv4 address when left out. */
  readonly names?: World['names'];
  readonly args?: readonly string[];
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly blame: Blame | null;
  readonly port: number | null;
  readonly withinMs?: number;
};

const CASES: readonly Case[] = [
  { name: 'nothing in between', wire: {}, names: BOTH, verdict: 'ready', code: null, blame: null, port: 587 },

  // Dropped
  {
    name: 'an ISP that drops port 25',
    wire: { client: 'tcp dport 25 drop' },
    args: ['--all'],
    verdict: 'ready',
    code: 'relay-port-blocked',
    blame: 'network',
    port: 587,
  },
  {
    name: '587 dropped for everyone, 465 open',
    wire: { client: 'tcp dport 587 drop' },
    args: [...CONTROLLED, ...SET_587],
    verdict: 'fixable',
    code: 'port-blocked-by-network',
    blame: 'network',
    port: 465,
  },
  {
    name: '465 dropped for everyone, 587 open',
    wire: { client: 'tcp dport 465 drop' },
    args: [...CONTROLLED, ...SET_465],
    verdict: 'fixable',
    code: 'port-blocked-by-network',
    blame: 'network',
    port: 587,
  },
  {
    name: '587 dropped at the server only',
    wire: { server: `ip daddr ${SERVER_4} tcp dport 587 drop` },
    args: [...CONTROLLED, ...SET_587],
    verdict: 'fixable',
    code: 'port-not-offered',
    blame: 'server',
    port: 465,
  },
  {
    name: 'all submission ports dropped, port 25 open',
    wire: { client: 'tcp dport { 587, 465, 2525 } drop' },
    verdict: 'unusable',
    code: 'all-submission-ports-blocked',
    blame: 'network',
    port: null,
    withinMs: 10_000,
  },
  {
    name: 'everything dropped, over both families, within 10 s',
    wire: { client: 'tcp dport { 587, 465, 2525, 25 } drop' },
    names: BOTH,
    verdict: 'inconclusive',
    code: 'port-unreachable',
    blame: 'network',
    port: null,
    withinMs: 10_000,
  },
  {
    name: 'IPv6 dropped, IPv4 alive',
    wire: { client: `ip6 daddr ${SERVER_6} tcp dport { 587, 465, 2525, 25 } drop` },
    names: BOTH,
    verdict: 'degraded',
    code: 'ipv6-broken',
    blame: 'network',
    port: 587,
  },
  {
    name: 'IPv4 dropped, IPv6 alive',
    wire: { client: `ip daddr ${SERVER_4} tcp dport { 587, 465, 2525, 25 } drop` },
    names: BOTH,
    verdict: 'degraded',
    code: 'ipv4-broken',
    blame: 'network',
    port: 587,
  },

  // Reset
  {
    name: '587 reset, 465 open',
    wire: { server: 'tcp dport 587 reject with tcp reset' },
    args: SET_587,
    verdict: 'fixable',
    code: 'connect-refused',
    blame: 'server',
    port: 465,
  },
  {
    name: 'only 2525 open, the others reset',
    wire: { server: 'tcp dport { 587, 465, 25 } reject with tcp reset' },
    verdict: 'degraded',
    code: 'fallback-port-in-use',
    blame: 'network',
    port: 2525,
  },
  {
    name: 'IPv6 reset, IPv4 alive',
    wire: { server: 'meta nfproto ipv6 tcp dport { 587, 465, 2525, 25 } reject with tcp reset' },
    names: BOTH,
    verdict: 'degraded',
    code: 'ipv6-broken',
    blame: 'network',
    port: 587,
  },

  // Forbidden aloud
  {
    name: '587 forbidden (ICMP administratively prohibited)',
    wire: { server: 'tcp dport 587 reject with icmp type admin-prohibited' },
    args: SET_587,
    verdict: 'fixable',
    code: 'connect-prohibited',
    blame: 'network',
    port: 465,
  },
  {
    name: '465 forbidden (ICMP administratively prohibited)',
    wire: { server: 'tcp dport 465 reject with icmp type admin-prohibited' },
    args: SET_465,
    verdict: 'fixable',
    code: 'connect-prohibited',
    blame: 'network',
    port: 587,
  },
  {
    name: 'IPv6 forbidden (ICMPv6 administratively prohibited), IPv4 alive',
    wire: { server: 'meta nfproto ipv6 tcp dport { 587, 465, 2525, 25 } reject with icmpv6 type admin-prohibited' },
    names: BOTH,
    verdict: 'degraded',
    code: 'ipv6-broken',
    blame: 'network',
    port: 587,
  },
  {
    name: 'no route to the server (ICMP host unreachable)',
    wire: { server: `ip daddr ${SERVER_4} reject with icmp type host-unreachable` },
    verdict: 'unusable',
    code: 'host-unreachable',
    blame: 'server',
    port: null,
  },

  // Slow and lossy
  {
    name: 'a way that takes 400 ms',
    wire: { slow: { port: 587, ms: 400 } },
    args: SET_587,
    verdict: 'ready',
    code: null,
    blame: null,
    port: 587,
  },
  {
    name: 'a way that takes 6 s',
    wire: { slow: { port: 587, ms: 6_000 } },
    args: SET_587,
    verdict: 'fixable',
    code: 'greeting-slow',
    blame: 'server',
    port: 465,
  },
  {
    name: 'every fourth packet lost, in both directions',
    wire: { client: everyFourthOf('dport'), clientInput: everyFourthOf('sport') },
    verdict: 'ready',
    code: null,
    blame: null,
    port: 587,
  },

  // Rewritten and swallowed
  {
    name: 'STARTTLS masked in transit on 587',
    wire: { masked: 587 },
    args: SET_587,
    verdict: 'fixable',
    code: 'starttls-stripped',
    blame: 'network',
    port: 465,
  },
  {
    name: '587 led to a server of another name, 465 untouched',
    wire: { diverted: { port: 587, name: 'relay.hoster.test' } },
    args: SET_587,
    verdict: 'fixable',
    code: 'tls-intercepted',
    blame: 'network',
    port: 465,
  },
  {
    name: 'large packets lost on the way back',
    wire: { clientInput: 'iifname "cable" meta length > 420 drop' },
    verdict: 'unusable',
    code: 'path-mtu-blackhole',
    blame: 'network',
    port: null,
  },
];

describe.runIf(allowed.ok)(
  `packets that are really dropped, rejected or rewritten${allowed.ok ? '' : ` (left out: ${allowed.missing})`}`,
  () => {
    it.concurrent.each(CASES)(
      '$name',
      async ({ wire, names = NAMES, args = [], verdict, code, blame, port, withinMs }) => {
        const { report } = await triageAcross({ story: { preset: 'healthy' }, wire, names }, [SERVER, ...args]);
        expect({
          verdict: report.verdict,
          code: report.findings[0]?.code ?? null,
          blame: report.findings[0]?.blame ?? null,
          port: report.recommendation?.port ?? null,
        }).toEqual({ verdict, code, blame, port });
        if (withinMs !== undefined) expect(report.vantage.durationMs).toBeLessThanOrEqual(withinMs);
      },
      60_000,
    );
  },
);
