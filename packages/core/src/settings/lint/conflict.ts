import { usualMode } from '../../ports.ts';
import type { Settings, Slip } from '../types.ts';
import { portOf } from './about.ts';
import { modeLine } from './mode-line.ts';

/** A contradiction that the reader found, with the line to change: the mode that belongs to the port wins. */
export function conflictMended(settings: Settings, found: Slip): Slip {
  if (found.code !== 'settings-conflict' || found.corrected !== null) return found;
  const port = portOf(settings)?.value ?? settings.client?.defaults.port ?? null;
  const fix = port === null ? null : modeLine(settings, usualMode(port));
  return fix === null ? found : { ...found, ...fix };
}
