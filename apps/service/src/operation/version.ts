import { createRequire } from 'node:module';

/** The version of this program, as its package says. Two folders up from the sources as from the built file. */
export const VERSION: string = readVersion(['../package.json', '../../package.json']);

function readVersion(places: readonly string[]): string {
  const require = createRequire(import.meta.url);
  for (const place of places) {
    try {
      const found: unknown = require(place);
      if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
    } catch {
      // Not there: the sources lie one folder deeper than the built file
    }
  }
  return '0.0.0';
}
