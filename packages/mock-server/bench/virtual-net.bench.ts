import { type AttemptSpec, type Login, Secret, TIMING } from '@smtp-triage/core';
import { at, PRESETS, preset } from '../src/index.ts';
import { askedOf, netOf, type VirtualHost, virtualNet } from '../src/virtual-net/index.ts';

// Sessions per second in memory: core's attempt machine, the mock server's machine and the clock between them, side by side
// with the same strings through a switch. Read the ratio; the rate is what the bar asks for.

const HOST = 'mail.example.test';
const BAR = 50_000;
/** The session of a test transaction: what the bar is for. */
const JUDGED = 'EHLO MAIL RCPT RSET QUIT';
const CLEARTEXT: VirtualHost = {
  listeners: { submission: { mode: 'cleartext', port: 587, policy: { login: 'never' } } },
  elsewhere: 'refused',
};
const STARTTLS: VirtualHost = { listeners: { submission: { mode: 'starttls', port: 587 } }, elsewhere: 'refused' };
const LOGIN: Login = {
  credentials: { user: 'ann', password: new Secret('correct horse battery staple') },
  nonce: 'fyko+d2lbbFgONRv9qkxdawL',
};

const specOf = (mode: 'cleartext' | 'starttls'): AttemptSpec => ({
  route: { id: 'r', purpose: 'settings', host: HOST, port: 587, mode, family: 4, address: '127.0.0.1' },
  goal: 'envelope',
  connectPort: 587,
  mechanisms: mode === 'starttls' ? ['PLAIN'] : [],
  ehloName: 'client.example.test',
  servername: HOST,
  minTls: 'TLSv1.2',
  envelope: { from: 'ann@example.test', to: 'bob@example.test', size: null, message: 'Subject: x\r\n\r\nhello\r\n' },
  offer: 'usual',
  slipsIn: false,
  timing: TIMING,
  startedAt: '2026-11-23T12:00:00.000Z',
});

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: '250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n',
  MAIL: '250 2.1.0 Sender ok\r\n',
  RCPT: '250 2.1.5 Recipient ok\r\n',
  RSET: '250 2.0.0 Flushed\r\n',
  QUIT: '221 2.0.0 Bye\r\n',
};
const LINES = [
  'EHLO client.example.test',
  'MAIL FROM:<ann@example.test>',
  'RCPT TO:<bob@example.test>',
  'RSET',
  'QUIT',
];

/** The same strings through a switch: no table, no parser, no trace, no clock. */
function bare(): number {
  let good = 0;
  for (const line of LINES) {
    const heard = Buffer.from(`${line}\r\n`, 'latin1').toString('latin1');
    const reply = Buffer.from(REPLIES[heard.slice(0, 4)] ?? '500 what?\r\n', 'latin1');
    for (const text of reply.toString('latin1').split('\r\n')) if (text[0] === '2' || text[0] === '3') good += 1;
  }
  return good;
}

function player(
  host: VirtualHost,
  mode: 'cleartext' | 'starttls',
  login: Login | null,
  goal: 'envelope' | 'data' = 'envelope',
): () => void {
  const net = virtualNet().host('127.0.0.1', host);
  const spec: AttemptSpec = { ...specOf(mode), goal };
  return () => {
    const { attempt } = net.attempt(spec, login);
    if (attempt.result?.outcome !== 'ok') throw new Error(`the session failed: ${JSON.stringify(attempt.result)}`);
    // As tests do: each looks at its own session
    net.reset();
  };
}

function perSecond(work: () => unknown, ms: number): number {
  const end = performance.now() + ms;
  const began = performance.now();
  let times = 0;
  while (performance.now() < end) for (let i = 0; i < 20; i++, times++) work();
  return (times * 1_000) / (performance.now() - began);
}

const WORK: Readonly<Record<string, () => unknown>> = {
  'strings through a switch (reference)': bare,
  [JUDGED]: player(CLEARTEXT, 'cleartext', null),
  'EHLO MAIL RCPT DATA text QUIT': player(CLEARTEXT, 'cleartext', null, 'data'),
  'the same, 10 rules that do not match': player(
    {
      ...CLEARTEXT,
      rules: Array.from({ length: 10 }, (_, i) => at('rcpt', { to: `nobody${i}@example.test` }).reply(550)),
    },
    'cleartext',
    null,
  ),
  'EHLO STARTTLS EHLO AUTH MAIL RCPT RSET QUIT': player(STARTTLS, 'starttls', LOGIN),
};

const rounds = new Map<string, number[]>(Object.keys(WORK).map((name) => [name, []]));
for (const work of Object.values(WORK)) perSecond(work, 400);
for (let round = 0; round < 7; round++) {
  for (const [name, work] of Object.entries(WORK)) rounds.get(name)?.push(perSecond(work, 120));
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const [reference = 0] = [...rounds.values()].map(median);
for (const [name, rates] of rounds) {
  const rate = median(rates);
  const ratio = rate === reference ? '' : `   ${(reference / rate).toFixed(1)} × the time of the reference`;
  const judged = name === JUDGED ? `   bar ${BAR}/s: ${rate >= BAR ? 'met' : 'MISSED'}` : '';
  const spread = `(${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)})`;
  console.log(`${name}: ${rate.toFixed(0)}/s ${spread}${ratio}${judged}`);
}

const healthy = preset('healthy');
console.log(
  `whole investigations of a healthy host, 4 ports: ${perSecond(() => netOf(healthy).triage(askedOf(healthy)), 800).toFixed(0)}/s`,
);
const began = performance.now();
for (const each of PRESETS) netOf(each).triage(askedOf(each));
console.log(`all ${PRESETS.length} presets: ${(performance.now() - began).toFixed(0)} ms`);
