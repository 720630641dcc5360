import type { Code, Envelope, Layer, Mode, Stage, Verdict } from '@smtp-triage/core';
import type { Rule } from './rules.ts';
import type { ListenerOptions } from './server.ts';
import type { Fate, Path, VirtualTls } from './virtual-net/place.ts';
import type { VirtualCertificate } from './virtual-net/tls-facts.ts';

/** Which of the documentation's chapters a preset belongs to. */
export type PresetGroup = 'path' | 'connection' | 'encryption' | 'authentication' | 'policy';

/** The five complaints that people come with; each has presets that cause it. */
export type Symptom =
  | 'connection hangs and times out'
  | 'TLS handshake fails at once on 587'
  | 'TLS handshake fails at once on 465'
  | 'connects, and then AUTH is refused before login'
  | 'works on 465 but not on 587, or the other way round';

/** The diagnosis that is right for a preset. */
export type Expected = {
  readonly verdict: Verdict;
  /** The primary finding (see {@link primaryOf}); code, stage and layer are null where nothing is wrong. */
  readonly code: Code | null;
  readonly stage: Stage | null;
  readonly layer: Layer | null;
  /** Codes that must stand among the other findings. */
  readonly also?: readonly Code[];
  /** The time that the diagnosis may take, in milliseconds. */
  readonly budgetMs: number;
};

/** A world to be diagnosed, as data, with the diagnosis that is right for it. */
export type PresetOf<Name extends string> = {
  readonly name: Name;
  readonly group: PresetGroup;
  /** One sentence. */
  readonly summary: string;
  readonly symptom: Symptom | null;
  /** What listens. */
  readonly listeners: Readonly<Record<string, ListenerOptions>>;
  /** What becomes of connections to other ports of the ladder, and of single ones. */
  readonly elsewhere: Fate;
  readonly ports: Readonly<Record<number, Fate>>;
  /** What each address of the name leads to, by family; or why there is none. */
  readonly addresses: {
    readonly 4: readonly ('server' | Fate)[] | 'not-found' | 'no-address' | 'server-failure' | 'silent';
    readonly 6: readonly ('server' | Fate)[] | 'not-found' | 'no-address' | 'server-failure' | 'silent';
  };
  /** What becomes of a connection to the control host; null: none is asked. */
  readonly control: Fate | null;
  readonly rules: readonly Rule[];
  readonly certificate: VirtualCertificate;
  /** What differs in TLS beside the certificate. */
  readonly tls: Omit<VirtualTls, 'certificate'>;
  readonly path: Path;
  /** What the user's client is set to, if that is part of the story. */
  readonly settings: { readonly port: number; readonly mode: Mode } | null;
  /** The login that is tried: that of the default user, with the right or a wrong password, or with its token. */
  readonly login: 'right' | 'wrong' | 'token' | null;
  readonly envelope: Envelope | null;
  /** Every route must be waited for, or the finding would not be seen. */
  readonly all: boolean;
  /** Why it cannot be had over loopback sockets; null: it can. */
  readonly memoryOnly: string | null;
  readonly expected: Expected;
};

/** The diagnosis that is right. */
export const right = (
  verdict: Verdict,
  code: Code | null,
  stage: Stage | null,
  layer: Layer | null,
  budgetMs: number,
  ...also: readonly Code[]
): Expected => ({ verdict, code, stage, layer, budgetMs, ...(also.length === 0 ? {} : { also }) });

const STANDARD: Omit<PresetOf<string>, 'name' | 'group' | 'summary' | 'listeners' | 'expected'> = {
  symptom: null,
  elsewhere: 'refused',
  ports: {},
  addresses: { 4: ['server'], 6: 'no-address' },
  control: null,
  rules: [],
  certificate: 'valid',
  tls: {},
  path: {},
  settings: null,
  login: null,
  envelope: null,
  all: false,
  memoryOnly: null,
};

/** What a preset must say; the rest has its usual value. */
export type Story = Pick<PresetOf<string>, 'summary' | 'listeners' | 'expected'> &
  Partial<Omit<PresetOf<string>, 'name' | 'group'>>;

/** Presets of one group from their stories. */
export const presetsOf = <Name extends string>(
  group: PresetGroup,
  stories: Readonly<Record<Name, Story>>,
): readonly PresetOf<Name>[] =>
  Object.entries<Story>(stories).map(([name, story]) => ({ ...STANDARD, ...story, group, name: name as Name }));

export const SUBMISSION: Story['listeners'] = { submission: { mode: 'starttls', port: 587 } };
export const SUBMISSIONS: Story['listeners'] = { submissions: { mode: 'implicit-tls', port: 465 } };
export const BOTH: Story['listeners'] = { ...SUBMISSION, ...SUBMISSIONS };
export const FALLBACK: Story['listeners'] = { fallback: { mode: 'starttls', port: 2525 } };
/** Server to server: TLS is welcome, a login is needed only for other people's domains (RFC 5321 §2.3.10). */
export const RELAY: Story['listeners'] = {
  relay: { mode: 'starttls', port: 25, mechanisms: [], policy: { login: 'relay', tlsBeforeMail: false } },
};
export const LADDER: Story['listeners'] = { ...BOTH, ...FALLBACK, ...RELAY };
export const NOBODY: Story['listeners'] = {};

/** A test transaction to somebody elsewhere. */
export const ENVELOPE: Envelope = { from: 'ann@example.test', to: 'bob@elsewhere.test', size: null, message: null };
/** The same with a message. */
export const MESSAGE: Envelope = { ...ENVELOPE, message: 'Subject: test\r\n\r\nOnly a test.\r\n' };

/** How long a run takes at most when everything answers at once, and when a port, a greeting, TLS or a reply never comes. */
export const QUICK_MS = 1_000;
export const LOGIN_MS = 2_600;
export const SILENT_PORT_MS = 7_000;
export const SILENT_TLS_MS = 10_000;
export const SILENT_REPLY_MS = 12_000;
