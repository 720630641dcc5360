import { PORTS, type Report, reportOf, type Tool } from '@smtp-triage/core';
import { type MockServer, refused, startMockServer } from '@smtp-triage/mock-server';
import { prepare, triage } from '@smtp-triage/probe';
import { type ExitStatus, FAULT, INTERRUPTED } from './exit.ts';
import { columnsAsked, LiveLadder, Watch } from './live.ts';
import { SCENES, type Scene } from './scenes.ts';
import type { Terminal } from './terminal.ts';
import { finding } from './view/findings.ts';
import { ladder } from './view/ladder.ts';
import { settingsBlock, verdictLines } from './view/report.ts';
import { BLANK, indent, type Line, line, span, wrap } from './view/text.ts';
import { type Look, print } from './view/theme.ts';
import { wire } from './view/wire.ts';

const HOST = 'mail.example.test';
const USER = 'ann';
const PASSWORD = 'correct horse battery staple';

/** Starts the servers of each scene in this process, diagnoses them for real, and shows what is found. */
export async function demo(verbosity: number, terminal: Terminal, tool: Tool): Promise<ExitStatus> {
  const look = terminal.outLook;
  const interrupt = new AbortController();
  const release = terminal.world.onInterrupt(() => interrupt.abort());
  const nobody = await refused();
  const wrong: string[] = [];
  terminal.out(
    print(
      [
        ...wrap(
          `${SCENES.length} mail servers, all in this process and on this machine only; every diagnosis is real.`,
          look.width,
        ),
        BLANK,
      ],
      look,
    ),
  );
  try {
    for (const [index, scene] of SCENES.entries()) {
      terminal.out(print(heading(index + 1, scene, look), look));
      const server = await startMockServer({
        hostname: HOST,
        users: [{ user: USER, password: PASSWORD }],
        listeners: Object.fromEntries(
          Object.entries(scene.serves).map(([port, mode]) => [`port ${port}`, { mode, port: Number(port) }]),
        ),
      });
      try {
        const report = await show(scene, server, nobody.port, { verbosity, terminal, tool, signal: interrupt.signal });
        if (interrupt.signal.aborted) return INTERRUPTED;
        const problem = mismatch(scene, report);
        if (problem !== null) wrong.push(`${scene.title}: ${problem}`);
      } finally {
        await server.close();
      }
    }
  } finally {
    release();
    await nobody.close();
  }
  for (const each of wrong) terminal.problem(each);
  terminal.out(print(ending(wrong.length, look.width), look));
  return wrong.length === 0 ? 0 : FAULT;
}

type Showing = {
  readonly verbosity: number;
  readonly terminal: Terminal;
  readonly tool: Tool;
  readonly signal: AbortSignal;
};

async function show(
  scene: Scene,
  server: MockServer,
  closed: number,
  { verbosity, terminal, tool, signal }: Showing,
): Promise<Report> {
  const places = new Map([...PORTS.map(({ port }): [number, number] => [port, closed]), ...server.portMap]);
  const request = prepare({
    target: HOST,
    ...(scene.settings ?? {}),
    ...(scene.login ? { user: USER, password: PASSWORD } : {}),
    ehloName: 'client.example.test',
    connectTo: [...places].map(([port, toPort]) => ({ port, host: server.host, toPort })),
    controls: [],
    waitForAll: true,
  });
  if (!request.ok) throw new Error(request.problem);
  const watch = new Watch(request.value);
  const live = new LiveLadder(terminal, HOST);
  live.follow(request.value, watch);
  const triaged = await triage(request.value, {
    tool,
    signal,
    trust: { ca: [server.ca.certPem] },
    onEvent: (route, event) => watch.add(route, event),
  });
  const look = terminal.outLook;
  const report = reportOf(triaged);
  const shown = live.end(triaged.traces) && terminal.world.stdout.isTTY;
  const { traces } = triaged;
  const record = ladder(
    { host: HOST, settings: report.settings, traces, asked: columnsAsked(traces), now: null },
    look,
  );
  const [primary] = report.findings.filter((one) => one.severity === 'error');
  terminal.out(
    print(
      [
        ...(shown ? [] : record),
        BLANK,
        ...verdictLines(report, look),
        BLANK,
        ...(primary === undefined ? [] : finding(primary, traces, look)),
        ...settingsBlock(report),
        ...(verbosity === 0 ? [] : wire(traces, verbosity > 1, look)),
      ],
      look,
    ),
  );
  return report;
}

function heading(number: number, scene: Scene, { width, signs }: Look): readonly Line[] {
  const title = `${number}  ${scene.title} `;
  const command = `smtp-triage ${HOST}${scene.settings === null ? '' : ` -p ${scene.settings.port} --mode ${scene.settings.mode}`}${scene.login ? ` --user ${USER}` : ''}`;
  return [
    line(span(title, 'strong'), span(signs.rule.repeat(Math.max(0, width - title.length)), 'dim')),
    ...indent(wrap(scene.says, width - 3), 3),
    line('   ', span('$ ', 'dim'), span(command, 'accent')),
    BLANK,
  ];
}

const ending = (wrong: number, width: number): readonly Line[] =>
  wrap(
    wrong === 0
      ? `All ${SCENES.length} causes were found. Now yours: smtp-triage smtp.example.com`
      : `${wrong} of ${SCENES.length} scenes did not get the diagnosis they should.`,
    width,
    0,
    wrong === 0 ? 'good' : 'bad',
  );

/** What differs from what the scene must show, or null. */
function mismatch(scene: Scene, report: Report): string | null {
  const code = report.findings.find((one) => one.severity === 'error')?.code ?? null;
  if (report.verdict !== scene.verdict) return `verdict ${report.verdict}, expected ${scene.verdict}`;
  if (code !== scene.code) return `cause ${code}, expected ${scene.code}`;
  const port = report.recommendation?.port ?? null;
  return port === scene.port ? null : `recommends port ${port}, expected ${scene.port}`;
}
