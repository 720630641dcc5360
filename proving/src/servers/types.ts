import type { Availability } from '../postfix-folder.ts';

/** The real servers, by the name they go by here. */
export const SERVER_NAMES = ['postfix', 'exim', 'opensmtpd', 'dovecot', 'aiosmtpd', 'smtp-server', 'haraka'] as const;
/** One of the real servers. */
export type ServerKind = (typeof SERVER_NAMES)[number];

/** How a server is set up: as it should be, or with one thing that a client can stumble over. */
export type Setup = 'usual' | 'helo-only' | 'greylisting' | 'one-connection';

/** A well-known port that a server stands in for. */
export type WellKnown = 587 | 465 | 25;

/** Facts of one run that a server's configuration is written from. */
export type Site = {
  readonly folder: string;
  readonly setup: Setup;
  readonly address: string;
  readonly ports: Readonly<Record<WellKnown, number>>;
  /** The one account: its name, which is its mail address too. */
  readonly user: string;
  readonly password: string;
};

/** A file to write into the folder before the start; readable for everyone unless `mode` says otherwise. */
export type PlannedFile = { readonly path: string; readonly text: string; readonly mode?: number };

/** What has to stand in the folder, and what to run there. */
export type Plan = {
  readonly files: readonly PlannedFile[];
  /** Folders to make, with the account that owns them. */
  readonly folders?: readonly { readonly path: string; readonly owner: number }[];
  readonly program: string;
  readonly args: readonly string[];
  /** Whether it runs where `/run`, `/var/spool`, `/var/lib` and the list of accounts are its own. */
  readonly ownRoot?: boolean;
  /** The account that reads the private key; root when left out. */
  readonly keyOwner?: number;
  /** Ends what the plan needed besides, after the server. */
  readonly stop?: () => Promise<void>;
};

/** How to find, start and name a server that is not Postfix. */
export type Maker = {
  readonly available: () => Availability;
  readonly version: () => Promise<string>;
  /** The ports it serves; Dovecot has no relay port. */
  readonly serves: readonly WellKnown[];
  readonly address: string;
  readonly plan: (site: Site) => Promise<Plan> | Plan;
};

/** A server that listens on loopback until `stop()`. */
export type RunningServer = {
  readonly kind: ServerKind;
  readonly version: string;
  readonly address: string;
  readonly connectTo: Readonly<Partial<Record<WellKnown, number>>>;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
  readonly stop: () => Promise<void>;
};
