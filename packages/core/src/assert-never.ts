/** Reached only when a new kind was added and a switch forgot it: a bug of ours, so it throws. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
