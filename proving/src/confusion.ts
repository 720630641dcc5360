/** What should have been found and what was, for one case; null: nothing. */
export type Outcome = { readonly name: string; readonly wanted: string | null; readonly got: string | null };

const NOTHING = '(nothing)';
const label = (value: string | null): string => value ?? NOTHING;

/** Where a diagnosis took one thing for another: rows are what was right, columns what was found, the diagonal is good. */
export function confusionMatrix(outcomes: readonly Outcome[]): string {
  const labels = [...new Set(outcomes.flatMap(({ wanted, got }) => [label(wanted), label(got)]))];
  const count = (wanted: string, got: string): number =>
    outcomes.filter((each) => label(each.wanted) === wanted && label(each.got) === got).length;
  const rows = labels.map((wanted) => [wanted, ...labels.map((got) => `${count(wanted, got) || '·'}`)]);
  return table([['right \\ found', ...labels], ...rows]);
}

/** The same where there are too many labels for a matrix: how often each was right, and what it was taken for. */
export function confusionList(outcomes: readonly Outcome[]): string {
  const labels = [...new Set(outcomes.map(({ wanted }) => label(wanted)))].toSorted();
  const rows = labels.map((wanted) => {
    const own = outcomes.filter((each) => label(each.wanted) === wanted);
    const wrong = own.filter(({ got }) => label(got) !== wanted);
    const falsely = outcomes.filter((each) => label(each.got) === wanted && label(each.wanted) !== wanted);
    return [
      wanted,
      `${own.length - wrong.length}/${own.length}`,
      wrong.map(({ name, got }) => `${name} → ${label(got)}`).join(', '),
      falsely.map(({ name }) => name).join(', '),
    ];
  });
  return table([['right', 'found', 'missed as', 'found falsely in'], ...rows]);
}

/** How many were right. */
export function accuracy(outcomes: readonly Outcome[]): string {
  const good = outcomes.filter(({ wanted, got }) => wanted === got).length;
  return `${good} of ${outcomes.length} right (${((100 * good) / outcomes.length).toFixed(1)} %)`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
