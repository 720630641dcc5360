import { offersThere } from '../../catalogue/providers/index.ts';
import { MODE_NAMES, type Mode, portFact, usualMode } from '../../ports.ts';
import type { Pair, Settings, Slip } from '../types.ts';
import { hostOf, isAnybodys, portOf, providerOf } from './about.ts';
import { slip } from './slip.ts';

/** What the two words mean in most programs. */
const USUAL: Readonly<Record<string, Mode>> = { ssl: 'implicit-tls', tls: 'starttls' };
/** Keys that hold such a word, in settings of any program. */
const LABEL_KEY = /(?:encryption|secur\w*|ssl|tls|crypto|protocol|type|mode)$/i;

/** The mode that "SSL" or "TLS" mostly stands for; null for any other word. */
export const modeOfLabel = (word: string): Mode | null => USUAL[word.trim().toLowerCase()] ?? null;

/** "SSL" or "TLS" beside a key of encryption; null where no such word stands. */
export const labelPair = ({ pairs }: Settings): Pair | null =>
  pairs.find(({ key, value }) => LABEL_KEY.test(key) && Object.hasOwn(USUAL, value.trim().toLowerCase())) ?? null;

/** A word that means one thing here and another thing there, where the port does not tell which is meant. */
export function labelAmbiguous(settings: Settings): readonly Slip[] {
  const { client, mode } = settings;
  const pair = labelPair(settings);
  if (pair === null) return [];
  const word = pair.value.trim();
  const usual = USUAL[word.toLowerCase()] ?? 'starttls';
  const port = portOf(settings)?.value ?? null;
  if (client !== null && !isAnybodys(settings)) {
    // The client is known, so the word is clear; it is worth a note where it is not the usual meaning and no port says so
    if (port !== null || mode === null || mode.key !== pair.key || mode.value === usual) return [];
    const what = `In ${client.name} "${word}" means ${MODE_NAMES[mode.value]}, which is not its meaning in most programs.`;
    return [
      slip({ code: 'settings-label-ambiguous', severity: 'info', ...placed(pair), what, words: { label: word } }),
    ];
  }
  if (port !== null && fits(settings, port, usual)) return [];
  const what =
    port === null
      ? `"${word}" mostly means ${MODE_NAMES[usual]}, and no port says whether that is meant here.`
      : `"${word}" mostly means ${MODE_NAMES[usual]}, but port ${port} wants ${MODE_NAMES[usualMode(port)]}.`;
  return [slip({ code: 'settings-label-ambiguous', ...placed(pair), what, words: { label: word } })];
}

/** Whether a port goes with a mode: by its registration, by its provider's word, or because nobody knows the port. */
function fits(settings: Settings, port: number, mode: Mode): boolean {
  const provider = providerOf(settings);
  const documented = provider !== null && offersThere(provider, port, mode, hostOf(settings)?.value) === 'documented';
  return documented || portFact(port) === null || usualMode(port) === mode;
}

const placed = ({ line, key }: Pair): Pick<Slip, 'line' | 'key'> => ({ line, key });
