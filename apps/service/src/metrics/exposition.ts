/** One sample of a gauge. */
export type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

/** One metric family of type gauge. */
export type Family = { readonly name: string; readonly help: string; readonly samples: readonly Sample[] };

/** Writes gauges in the Prometheus text format 0.0.4; a family without samples is left out. */
export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} gauge`,
      ...samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${numberText(value)}`),
    ])
    .join('\n')
    .concat('\n');

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : 'NaN');
