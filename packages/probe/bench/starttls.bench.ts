import { type Client, minimal, nodemailer, OURS, ours, oursDiagnosed } from './clients.ts';
import { playServer, startServer } from './server.ts';

// Whole STARTTLS sessions (greeting, EHLO, STARTTLS, verified handshake, EHLO, QUIT) from one process against a lean server in another,
// sixteen at a time, in turns. Rates suffer from whatever else the machine does; processor time per session is the steadier figure.
// A ratio is taken within a round, and above 1 is better. All see one certificate, which ours reads the first time only.

const ROUNDS = 25;
const WARM_UP = 8;
const SESSIONS = 200;
const AT_A_TIME = 16;
const BARS: Readonly<Record<string, number>> = { 'minimal net and tls': 0.85, 'nodemailer verify()': 1.5 };

type Round = { readonly perSecond: number; readonly cpuMs: number; readonly serverMs: number };

if (!(await playServer(process.argv.slice(2)))) await measure();

async function measure(): Promise<void> {
  const server = await startServer();
  const clients = [
    minimal(server),
    ours(server, 'failures'),
    ours(server, 'all'),
    oursDiagnosed(server),
    nodemailer(server, false),
    nodemailer(server, true),
  ];
  const rounds = clients.map((): Round[] => []);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    // Back and forth, so that nobody always runs after the same neighbour
    const order = [...clients.entries()];
    for (const [index, client] of round % 2 === 0 ? order : order.reverse()) {
      const before = await server.cpuUs();
      const played = await play(client);
      const serverMs = ((await server.cpuUs()) - before) / 1_000 / SESSIONS;
      if (round >= 0) rounds[index]?.push({ ...played, serverMs });
    }
  }
  await server.stop();
  console.log(`${ROUNDS} rounds of ${SESSIONS} sessions each; smallest / median / largest`);
  console.log(`${''.padEnd(40)}${'sessions/s'.padEnd(22)}${'processor ms'.padEnd(22)}server ms`);
  for (const [index, { name }] of clients.entries()) {
    const own = rounds[index] ?? [];
    const columns = [
      spread(
        own.map(({ perSecond }) => perSecond),
        0,
      ),
      spread(
        own.map(({ cpuMs }) => cpuMs),
        2,
      ),
    ];
    console.log(
      `${name.padEnd(40)}${columns.map((text) => text.padEnd(22)).join('')}${median(own.map((each) => each.serverMs)).toFixed(2)}`,
    );
  }
  const of = (name: string): readonly Round[] => rounds[clients.findIndex((each) => each.name === name)] ?? [];
  for (const [name, bar] of Object.entries(BARS)) {
    const other = of(name);
    // The bars are for probing; a single diagnosis keeps what peers say from the first, and pays for that
    for (const [own, wanted] of [
      [OURS.failures, bar],
      [OURS.all, null],
    ] as const) {
      compare(
        `${own} × ${name}, sessions/s`,
        of(own).map(({ perSecond }, round) => perSecond / (other[round]?.perSecond ?? Number.NaN)),
        wanted,
      );
      compare(
        `${own} × ${name}, per processor ms`,
        of(own).map(({ cpuMs }, round) => (other[round]?.cpuMs ?? Number.NaN) / cpuMs),
        wanted,
      );
    }
  }
}

async function play({ session }: Client): Promise<Omit<Round, 'serverMs'>> {
  let left = SESSIONS;
  const one = async (): Promise<void> => {
    while (left-- > 0) await session();
  };
  const used = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  return { perSecond: (SESSIONS * 1_000) / took, cpuMs: (user + system) / 1_000 / SESSIONS };
}

function compare(what: string, ratios: readonly number[], bar: number | null): void {
  const met = bar === null ? '' : `bar ${bar.toFixed(2)}: ${median(ratios) >= bar ? 'met' : 'MISSED'}`;
  console.log(`${what.padEnd(74)}${spread(ratios, 2).padEnd(22)}${met}`.trimEnd());
}

function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * q)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function spread(values: readonly number[], digits: number): string {
  return [0, 0.5, 1].map((q) => quantile(values, q).toFixed(digits)).join(' / ');
}
