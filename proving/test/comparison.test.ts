import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CASES, type Case } from '../src/comparison/cases.ts';
import { judge, type Mark } from '../src/comparison/judge.ts';
import { type Output, parse, print, readKept } from '../src/comparison/outputs.ts';
import { pageOf } from '../src/comparison/page.ts';
import { runTool } from '../src/comparison/run.ts';
import { OURS, TOOLS, type Tool } from '../src/comparison/tools.ts';
import { STAGE_WORDS, textOf } from '../src/comparison/words.ts';
import { networks } from '../src/network/network.ts';
import { fromRoot } from '../src/root.ts';

const kept = readKept();
const toolOf = (id: string): Tool => {
  const tool = TOOLS.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`there is no tool ${id}`);
  return tool;
};
const caseOf = (id: string): Case => {
  const found = CASES.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
};
const shown = (mark: Mark | null) =>
  mark === null ? null : { ...mark, output: undefined, said: mark.output.text.slice(0, 2_000) };
const RIGHT = { falseOk: false, falseAlarm: false };

/** What a mark of ours must be. */
const wanted = ({ stage }: Case) => {
  const all = stage === null ? null : true;
  return { stage: all, cause: all, fix: all, ...RIGHT };
};

/** An output of ours up to its second finding: what stands below is no answer to the question. */
const upToSecondFinding = (output: Output): Output => ({
  ...output,
  text: output.text
    .split(/^(?= {0,2}[✗!i] )/m)
    .slice(0, 2)
    .join(''),
});

it('docs/comparison.md is what the kept outputs give', () => {
  expect(readFileSync(fromRoot('docs/comparison.md'), 'utf8')).toBe(pageOf(kept));
});

describe('the kept outputs', () => {
  it('are read as they were written', () => {
    for (const outputs of Object.values(kept.outputs)) expect(parse(print(outputs))).toEqual(outputs);
  });

  it('name no place of the machine that made them', () => {
    const all = JSON.stringify(kept);
    expect(all).not.toMatch(/\/(?:root|work|home|tmp|var\/tmp)\//);
    expect(all).not.toContain(fromRoot(''));
  });

  it.each(CASES)('$id: every tool that can was run, and ours is right', (of) => {
    const outputs = kept.outputs[of.id] ?? [];
    const able = TOOLS.filter(({ id, command }) => kept.about.versions[id] !== null && command(of.settings) !== null);
    expect(outputs.map(({ tool }) => tool)).toEqual(able.map(({ id }) => id));
    for (const output of outputs) expect(toolOf(output.tool).command(of.settings)).toBe(output.command);
    const ours = outputs.find(({ tool }) => tool === OURS);
    expect(shown(judge(toolOf(OURS), of, ours))).toMatchObject(wanted(of));
    const atOnce = ours === undefined ? ours : upToSecondFinding(ours);
    expect(shown(judge(toolOf(OURS), of, atOnce)), 'in the first finding').toMatchObject(wanted(of));
  });
});

describe('the words that count', () => {
  const healthy = ['healthy-587', 'healthy-465'].flatMap((id) => kept.outputs[id] ?? []);

  it.each(CASES.filter(({ stage }) => stage !== null))('$id: none of them is said of a healthy server', (of) => {
    const words = [...(of.stage === null ? [] : STAGE_WORDS[of.stage]), ...of.cause, ...of.fix];
    const found = healthy.flatMap((output) =>
      words.flatMap((word) => {
        const hit = word.exec(textOf(output.text));
        return hit === null ? [] : `${output.tool}: ${hit[0]}`;
      }),
    );
    expect(found).toEqual([]);
  });
});

describe('the marks', () => {
  const output = (tool: string, status: number | null, text: string): Output => ({
    tool,
    command: '',
    status,
    seconds: 1,
    text,
  });
  const marked = (id: string, tool: string, status: number | null, text: string) =>
    judge(toolOf(tool), caseOf(id), output(tool, status, text));

  it('give a false OK for a success that is none, and none where the fault lies beyond the reach of a tool', () => {
    expect(marked('certificate-wrong-name', 'swaks', 0, 'fine')).toMatchObject({ falseOk: true, cause: false });
    expect(marked('wrong-password', 'openssl s_client', 0, 'fine')).toMatchObject({ falseOk: false, cause: null });
    expect(marked('certificate-expired', 'posttls-finger', 0, 'untrusted')).toMatchObject({ falseOk: false });
    expect(marked('greeting-after-8s', 'swaks', 0, 'fine')).toMatchObject({ falseOk: false, cause: false });
  });

  it('give no success for what had to be stopped', () => {
    expect(marked('silent-after-accept', 'swaks', null, '')).toMatchObject({ falseOk: false, stage: false });
    expect(marked('healthy-587', 'curl', null, '')).toMatchObject({ falseAlarm: true });
  });

  it('count the words of the server, wherever a line breaks', () => {
    expect(marked('app-password', 'curl', 67, '< 534 5.7.9 Application-specific\n password required')).toMatchObject({
      cause: true,
      fix: true,
    });
    expect(marked('app-password', 'curl', 67, 'curl: (67) Login denied')).toMatchObject({ stage: true, cause: false });
  });
});

const able = networks();
if (!able.ok && process.env['CI'] === 'true') throw new Error(`CI must be able to make networks: ${able.missing}`);

describe.runIf(able.ok)(`smtp-triage as it is now${able.ok ? '' : ` (left out: ${able.missing})`}`, () => {
  it.concurrent.each(CASES)('$id: stage, cause and fix are right', async (of) => {
    const output = await runTool(toolOf(OURS), of);
    expect(shown(judge(toolOf(OURS), of, output ?? undefined))).toMatchObject(wanted(of));
  });
});
