import { HOSTERS } from './hosters.ts';
import { AMERICAS } from './mailboxes-americas.ts';
import { ASIA } from './mailboxes-asia.ts';
import { EUROPE } from './mailboxes-europe.ts';
import { WORLDWIDE } from './mailboxes-worldwide.ts';
import { SERVICES } from './services.ts';
import type { Provider } from './types.ts';

/** Every provider, mailboxes first. */
export const PROVIDERS: readonly Provider[] = [...WORLDWIDE, ...EUROPE, ...AMERICAS, ...ASIA, ...SERVICES, ...HOSTERS];

/** The provider of an id. */
export const providerOfId = (id: string): Provider | null => PROVIDERS.find((each) => each.id === id) ?? null;
