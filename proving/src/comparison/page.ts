import { CASES, type Case } from './cases.ts';
import { judge, type Mark } from './judge.ts';
import type { Kept } from './outputs.ts';
import { CAP_S } from './run.ts';
import { TOOLS, type Tool } from './tools.ts';

const OUTPUTS = '../proving/testdata/comparison';
const SOURCE = '../proving/src/comparison';

/** What one tool came to over all cases. */
export type Column = {
  readonly tool: Tool;
  readonly marks: readonly { readonly of: Case; readonly mark: Mark | null }[];
};

/** The marks of every tool that was there. */
export function columnsOf({ about, outputs }: Kept): readonly Column[] {
  return TOOLS.filter(({ id }) => (about.versions[id] ?? null) !== null).map((tool) => ({
    tool,
    marks: CASES.map((of) => ({
      of,
      mark: judge(
        tool,
        of,
        outputs[of.id]?.find((each) => each.tool === tool.id),
      ),
    })),
  }));
}

/** docs/comparison.md, from what was kept. */
export function pageOf(kept: Kept): string {
  const columns = columnsOf(kept);
  const missing = TOOLS.filter(({ id }) => (kept.about.versions[id] ?? null) === null).map(({ id }) => id);
  const faulty = CASES.filter(({ stage }) => stage !== null).length;
  return `<!-- Made by \`pnpm compare\` from the outputs in proving/testdata/comparison. Do not edit. -->

# Beside other tools

The same ${CASES.length} servers and networks, ${faulty} of them broken in a known way, and every tool called as one who knows it calls it for
the settings that the user has. Made on ${kept.about.date} on ${kept.about.machine}.${missing.length === 0 ? '' : ` Not installed: ${missing.join(', ')}.`}

${table(
  ['tool', 'broken cases', 'stage', 'cause', 'fix', 'false OK', 'false alarm', `stopped at ${CAP_S} s`, 'median time'],
  columns.map((column) => summaryOf(kept, column)),
)}

How many cases are broken within a tool's reach, and in how many of these it named the stage that fails, the true cause, and a
change that repairs it. Most of these tools were not made to explain; they show what a server says, and do that well.

Read this with care: the cases were chosen, and the words that count were written, by the makers of smtp-triage, for faults that it
means to tell apart. What they did not think of is not here.

## How it is judged

- **Broken on purpose.** Each run has a world of its own: two hosts in network namespaces, DNS, and the [mock server](presets.md) or
  nft rules that break what the case says. The test CA is in the trust store of the system. No two runs share a server.
- **Words.** For each case stand [patterns](${SOURCE}/cases.ts) for cause and fix, for each stage [patterns](${SOURCE}/words.ts), the same for all
  tools, looked for in the whole output (stdout and stderr), a sentence or line at a time. They were written from the truth before
  any output was seen. Then they were widened where a right answer was missed, mostly one of ours, and narrowed until none of them
  matched what any tool says of a healthy server; as first written they gave smtp-triage 37 stages, 39 causes and 37 fixes of 39. The server's own words count where a tool shows them: who prints "Application-specific password
  required" has named cause and fix. smtp-triage must say it in its first finding.
- **Beyond reach.** A tool that has no login to offer is not asked about logins. Such cases are \`–\` and count for nothing.
- **False OK.** A tool says that all is well (see below) where these settings cannot send mail, or not safely, for a reason
  within its reach. **False alarm**: it does not end well on a healthy server.
- **Time** is that of the whole run, ended after ${CAP_S} s. Tools with an option for a time limit got one that lets them speak before that.
- Certificates are checked and TLS is required wherever a tool has an option for it, which few of their users set.
- The tools are those of Debian 12 and of npm; newer ones may do better. swaks, for one, compares names since 20240103.

Anyone can judge again: \`pnpm compare --judge\` makes this page from the [kept outputs](${OUTPUTS}), \`pnpm compare\` runs everything anew.

${table(
  ['tool', 'version', 'looks as far as', 'says OK by', 'called for 587 with STARTTLS as'],
  columns.map(({ tool }) => [
    tool.id,
    kept.about.versions[tool.id] ?? '',
    tool.reach,
    tool.claim,
    code(tool.command({ port: 587, mode: 'starttls', password: 'right', envelope: false }) ?? ''),
  ]),
)}

\`verify.mjs\` and \`probe.py\` are [here](${SOURCE}/programs). \`--control\` stands for the hosts that smtp-triage asks by itself when the
target is on the public internet.

## Case by case

**S** stage, **C** cause, **F** fix named; \`·\` not named; seconds; \`>${CAP_S}\` stopped. Each case links to what every tool said.

${table(
  ['case', 'truth', 'client is set to', ...columns.map(({ tool }) => tool.id)],
  CASES.map((of, index) => [
    `[${of.id}](${OUTPUTS}/${of.id}.txt)`,
    of.truth,
    `${of.settings.port} ${of.settings.mode}`,
    ...columns.map(({ marks }) => cellOf(marks[index]?.mark ?? null)),
  ]),
)}
`;
}

function summaryOf(kept: Kept, { tool, marks }: Column): readonly string[] {
  const ran = marks.flatMap(({ mark }) => mark ?? []);
  const asked = ran.filter(({ stage }) => stage !== null);
  const count = (holds: (mark: Mark) => boolean): string => String(ran.filter(holds).length);
  return [
    `${tool.id} ${kept.about.versions[tool.id]}`,
    String(asked.length),
    ...(['stage', 'cause', 'fix'] as const).map((what) => count((mark) => mark[what] === true)),
    count(({ falseOk }) => falseOk),
    count(({ falseAlarm }) => falseAlarm),
    count(({ output }) => output.status === null),
    `${inTenths(median(ran.map(({ output }) => output.seconds)))} s`,
  ];
}

function cellOf(mark: Mark | null): string {
  if (mark === null) return '–';
  const { stage, cause, fix, output, falseOk, falseAlarm } = mark;
  const time = output.status === null ? `>${CAP_S}` : inTenths(output.seconds);
  const said = stage === null ? '–' : `${stage ? 'S' : '·'}${cause ? 'C' : '·'}${fix ? 'F' : '·'}`;
  return `${said} ${time}${falseOk ? ' **false OK**' : ''}${falseAlarm ? ' **false alarm**' : ''}`;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
};

const inTenths = (seconds: number): string => (seconds < 0.05 ? '<0.1' : seconds.toFixed(1));

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
