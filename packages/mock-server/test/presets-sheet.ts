import type { Preset } from '../src/presets.ts';
import type { PresetGroup, Symptom } from '../src/presets-model.ts';

const GROUPS: Readonly<Record<PresetGroup, string>> = {
  connection: 'Connection: from the accepted connection to EHLO',
  path: 'Path: names, addresses, ports and what lies between',
  encryption: 'Encryption: modes, STARTTLS, handshakes, certificates',
  authentication: 'Authentication: the login',
  policy: 'Policy: what is asked after the login',
};

/** docs/presets.md: every preset with the diagnosis that is right for it. */
export function printPresets(presets: readonly Preset[]): string {
  const symptoms = [...new Set(presets.flatMap(({ symptom }) => (symptom === null ? [] : [symptom])))];
  const memory = presets.filter(({ memoryOnly }) => memoryOnly !== null).length;
  return [
    '# Presets: broken worlds, and the diagnosis that is right for each',
    '',
    `Printed from \`packages/mock-server/src/presets*.ts\`: ${presets.length} worlds, each with its one right diagnosis. The same table`,
    "drives the mock server (`startPreset('NAME')`), the network in memory (`netOf(preset('NAME'))`) and the tests of the",
    `classifier. ${memory} of them, marked *memory*, need a path that loopback sockets cannot show.`,
    '',
    '## The five complaints that people come with',
    '',
    '| what they see | presets that cause it |',
    '| --- | --- |',
    ...symptoms.map((symptom) => `| ${symptom} | ${namesWith(presets, symptom)} |`),
    '',
    ...Object.entries(GROUPS).flatMap(([group, title]) => [
      `## ${title}`,
      '',
      '| preset | what is wrong | client is set to | verdict | primary finding | stage | within |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...presets.filter((preset) => preset.group === group).map(row),
      '',
    ]),
  ].join('\n');
}

const namesWith = (presets: readonly Preset[], symptom: Symptom): string =>
  presets
    .filter((preset) => preset.symptom === symptom)
    .map(({ name }) => `\`${name}\``)
    .join(', ');

function row({ name, summary, settings, memoryOnly, expected }: Preset): string {
  const { verdict, code, stage, layer, also = [], budgetMs } = expected;
  const codes = [...(code === null ? [] : [`\`${code}\` (${layer})`]), ...also.map((other) => `also \`${other}\``)];
  return [
    '',
    `\`${name}\`${memoryOnly === null ? '' : ' *memory*'}`,
    summary,
    settings === null ? '' : `${settings.port} ${settings.mode}`,
    verdict,
    codes.join(', '),
    stage ?? '',
    `${(budgetMs / 1_000).toFixed(1)} s`,
    '',
  ]
    .join(' | ')
    .trim();
}
