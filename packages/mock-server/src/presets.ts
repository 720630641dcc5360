import { AUTHENTICATION_PRESETS } from './presets-authentication.ts';
import { CONNECTION_PRESETS } from './presets-connection.ts';
import { ENCRYPTION_PRESETS } from './presets-encryption.ts';
import type { PresetOf } from './presets-model.ts';
import { PATH_PRESETS } from './presets-path.ts';
import { POLICY_PRESETS } from './presets-policy.ts';

/** Every preset, in the order of the documentation. */
export const PRESETS = [
  ...CONNECTION_PRESETS,
  ...PATH_PRESETS,
  ...ENCRYPTION_PRESETS,
  ...AUTHENTICATION_PRESETS,
  ...POLICY_PRESETS,
] as const;

/** Names of the worlds that {@link PRESETS} describes. */
export type PresetName = (typeof PRESETS)[number]['name'];

/** A world to be diagnosed, as data, with the diagnosis that is right for it. */
export type Preset = PresetOf<PresetName>;

/**
 * The preset of a name.
 *
 * @example
 * preset('cert-expired').expected.code; // 'tls-certificate-expired'
 */
export function preset(name: PresetName): Preset {
  const found = PRESETS.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no preset "${name}"`);
  return found;
}
