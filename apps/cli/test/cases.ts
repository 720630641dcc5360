import type {
  Case,
  Family,
  Mode,
  Offers,
  PortMode,
  Purpose,
  Route,
  TlsFacts,
  Trace,
  TraceEvent,
} from '@smtp-triage/core';

/** Hand-made cases, for views that must not need a network. All names and addresses are reserved for documentation. */
export const HOST = 'smtp.example.com';
export const V4 = '203.0.113.5';
export const V6 = '2001:db8::5';

const OFFERS: Offers = {
  lines: ['PIPELINING', 'SIZE 52428800', 'STARTTLS', 'AUTH PLAIN LOGIN'],
  starttls: true,
  auth: ['PLAIN', 'LOGIN'],
  size: 52_428_800,
  pipelining: true,
  smtputf8: false,
  masked: [],
};

export const TLS: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  keyExchange: { type: 'ECDH', name: 'X25519', bits: 253 },
  authorized: true,
  authorizationError: null,
  nameMatches: true,
  certificate: {
    subject: 'CN=smtp.example.com',
    issuer: 'CN=Example CA',
    names: ['DNS:smtp.example.com', 'DNS:mail.example.com'],
    validFrom: '2026-10-01T00:00:00.000Z',
    validTo: '2026-12-30T00:00:00.000Z',
    key: { type: 'EC', bits: 256 },
    signature: 'ecdsa-with-SHA256',
    fingerprint256: 'AA:BB',
    serialNumber: '01',
    selfSigned: false,
    namesIssuerLocation: true,
  },
  chain: [{ subject: 'CN=Example CA', issuer: 'CN=Example CA', validTo: '2030-01-01T00:00:00.000Z' }],
};

const offers = (secured: boolean): Offers => ({
  ...OFFERS,
  lines: OFFERS.lines.filter((each) => !each.startsWith(secured ? 'STARTTLS' : 'AUTH')),
  starttls: !secured,
  auth: secured ? OFFERS.auth : [],
});

/** Everything an event has, except when. */
export type Happening = TraceEvent extends infer E ? (E extends TraceEvent ? Omit<E, 'at'> : never) : never;
type Step = readonly [at: number, event: Happening];

/** Gives the events of a list of steps. */
export const events = (...steps: readonly Step[]): readonly TraceEvent[] =>
  steps.map(([at, event]) => ({ at, ...event }) as TraceEvent);

export const route = (port: number, mode: Mode, family: Family = 4, more: Partial<Route> = {}): Route => ({
  id: `${port}-${mode}-${more.address ?? (family === 4 ? V4 : V6)}`,
  purpose: 'ladder' as Purpose,
  host: HOST,
  port,
  mode,
  family,
  address: family === 4 ? V4 : V6,
  ...more,
});

export const trace = (to: Route, ...steps: readonly Step[]): Trace => ({
  schema: 'smtp-triage/trace@1',
  route: to,
  goal: steps.some(([, event]) => event.type === 'sent' && event.verb === 'AUTH') ? 'auth' : 'tls',
  startedAt: '2026-11-23T12:00:00.000Z',
  events: events(...steps),
});

export const lookup = (...addresses: readonly (readonly [Family, readonly string[]])[]): Trace =>
  trace(
    { id: 'dns', purpose: 'lookup', host: HOST, port: null, mode: null, family: null, address: null },
    [0, { type: 'lookup', name: HOST }],
    ...addresses.map(([family, list]): Step => [3, { type: 'resolved', family, addresses: list }]),
  );

export const greeting = (at: number): Step => [
  at,
  { type: 'reply', to: 'CONNECT', code: 220, enhanced: null, lines: ['smtp.example.com ESMTP ready'] },
];
/** In cleartext STARTTLS is offered and no login; inside TLS it is the other way round. */
export const ehlo = (at: number, secured = false): readonly Step[] => [
  [at, { type: 'sent', verb: 'EHLO', line: 'EHLO client.example.net' }],
  [
    at + 10,
    { type: 'reply', to: 'EHLO', code: 250, enhanced: null, lines: ['smtp.example.com', ...offers(secured).lines] },
  ],
  [at + 10, { type: 'offers', offers: offers(secured) }],
];
export const starttls = (at: number): readonly Step[] => [
  [at, { type: 'sent', verb: 'STARTTLS', line: 'STARTTLS' }],
  [at + 8, { type: 'reply', to: 'STARTTLS', code: 220, enhanced: '2.0.0', lines: ['2.0.0 Ready to start TLS'] }],
];
export const secure = (at: number, tls: TlsFacts = TLS): readonly Step[] => [
  [at, { type: 'securing', servername: HOST }],
  [at + 20, { type: 'secured', tls }],
];
export const connect = (at: number, to: Route): readonly Step[] => [
  [at, { type: 'connecting', address: to.address ?? '', port: to.port ?? 0 }],
  [at + 12, { type: 'connected' }],
];
export const login = (
  at: number,
  code = 235,
  enhanced = '2.7.0',
  text = 'Authentication successful',
): readonly Step[] => [
  [at, { type: 'held' }],
  [at + 2, { type: 'told', word: 'proceed' }],
  [at + 3, { type: 'sent', verb: 'AUTH', line: 'AUTH PLAIN ‹redacted›' }],
  [at + 60, { type: 'reply', to: 'AUTH', code, enhanced, lines: [`${enhanced} ${text}`] }],
];
export const ended = (at: number, more: Partial<Extract<TraceEvent, { type: 'ended' }>> = {}): Step => [
  at,
  { type: 'ended', outcome: 'ok', reached: 'tls', failedAt: null, why: 'goal', ...more } as Happening,
];

/** 587 with STARTTLS, all the way to a login. */
export function works(to: Route, withLogin = false): Trace {
  const steps =
    to.mode === 'implicit-tls'
      ? [...secure(24), greeting(48), ...ehlo(50, true)]
      : [greeting(24), ...ehlo(26), ...starttls(38), ...secure(48), ...ehlo(72, true)];
  const tail = withLogin ? [...login(90), ended(212, { reached: 'auth' })] : [ended(124)];
  return trace(to, ...connect(4, to), ...steps, ...tail);
}

export const refused = (to: Route): Trace =>
  trace(
    to,
    [4, { type: 'connecting', address: to.address ?? '', port: to.port ?? 0 }],
    [35, { type: 'not-connected', why: 'refused', code: 'ECONNREFUSED' }],
    ended(35, { outcome: 'failed', reached: 'dns', failedAt: 'connect', why: 'not-connected' }),
  );

export const silent = (to: Route, after = 6_004): Trace =>
  trace(
    to,
    [4, { type: 'connecting', address: to.address ?? '', port: to.port ?? 0 }],
    [after, { type: 'timed-out', stage: 'connect', waitedMs: after - 4 }],
    ended(after, { outcome: 'failed', reached: 'dns', failedAt: 'connect', why: 'timed-out' }),
  );

export const noGreeting = (to: Route): Trace =>
  trace(
    to,
    ...connect(4, to),
    [1_016, { type: 'quiet', stage: 'greeting', waitedMs: 1_000 }],
    [1_020, { type: 'told', word: 'give-up' }],
    ended(1_020, { outcome: 'failed', reached: 'connect', failedAt: 'greeting', why: 'told' }),
  );

export const caseOf = (traces: readonly Trace[], settings: PortMode | null = null, more: Partial<Case> = {}): Case => ({
  schema: 'smtp-triage/case@1',
  tool: { name: 'smtp-triage', version: '0.1.0' },
  target: { input: HOST, host: HOST, provider: null, source: 'given' },
  vantage: { label: 'local', startedAt: '2026-11-23T12:00:00.000Z', durationMs: 1_240 },
  settings,
  traces,
  ...more,
});

/** The case that most people have: the client waits for a greeting where the server waits for TLS. */
const wrongMode = (): Case => {
  const own = route(465, 'starttls', 4, { purpose: 'settings' });
  const places = [
    route(587, 'starttls'),
    route(587, 'starttls', 6),
    route(465, 'implicit-tls'),
    route(25, 'starttls'),
  ] as const;
  const [plain, plain6, implicit, relay] = places;
  return caseOf(
    [
      lookup([4, [V4]], [6, [V6]]),
      noGreeting(own),
      works(plain),
      refused(plain6),
      works(implicit),
      silent(relay, 1_700),
    ],
    { port: 465, mode: 'starttls' },
  );
};

const loginRefused = (): Case => {
  const to = route(587, 'starttls');
  const text =
    'Error: authentication failed: UGFzc3dvcmQ6 (see https://support.example.com/why?id=535-5-7-8-and-more-words-than-fit)';
  const steps = [
    greeting(24),
    ...ehlo(26),
    ...starttls(38),
    ...secure(48),
    ...ehlo(72, true),
    ...login(90, 535, '5.7.8', text),
  ];
  const end = ended(212, { outcome: 'failed', reached: 'tls', failedAt: 'auth', why: 'refused' });
  const other = works(route(465, 'implicit-tls'));
  const sentHome: Trace = {
    ...other,
    goal: 'auth',
    events: [
      ...other.events.slice(0, -1),
      ...events([90, { type: 'held' }], [92, { type: 'told', word: 'finish' }], ended(124, { why: 'told' })),
    ],
  };
  return caseOf([lookup([4, [V4]]), trace(to, ...connect(4, to), ...steps, end), sentHome]);
};

const HOSTILE = 'hi \u001b]0;owned\u0007\u001b[2J\u202egnp.exe \u009b31m <b>&"\' ]]> | `code` \u2028 end';
const hostile = (): Case => {
  const to = route(587, 'starttls');
  const rejected: Step = [20, { type: 'reply', to: 'CONNECT', code: 554, enhanced: null, lines: [HOSTILE, HOSTILE] }];
  return caseOf([
    trace(
      to,
      ...connect(4, to),
      rejected,
      ended(22, { outcome: 'failed', reached: 'connect', failedAt: 'greeting', why: 'refused' }),
    ),
  ]);
};

const expired = (): Case => {
  const certificate = TLS.certificate === null ? null : { ...TLS.certificate, validTo: '2026-11-01T00:00:00.000Z' };
  const tls: TlsFacts = { ...TLS, authorized: false, authorizationError: 'CERT_HAS_EXPIRED', certificate };
  const to = route(587, 'starttls');
  const steps = [greeting(24), ...ehlo(26), ...starttls(38), ...secure(48, tls), ...ehlo(72, true)];
  const end = ended(90, { outcome: 'failed', reached: 'starttls', failedAt: 'tls', why: 'not-verified' });
  return caseOf([lookup([4, [V4]]), trace(to, ...connect(4, to), ...steps, end)]);
};

const manyAddresses = (): Case => {
  const addresses = [1, 2, 3, 4].map((last) => `203.0.113.${last}`);
  const to = (port: number, mode: Mode, address: string): Route => route(port, mode, 4, { address });
  return caseOf([
    lookup([4, addresses]),
    ...addresses.map((address, index) =>
      index === 2 ? refused(to(587, 'starttls', address)) : works(to(587, 'starttls', address)),
    ),
    ...addresses.map((address) => works(to(465, 'implicit-tls', address))),
  ]);
};

const noSuchName = (): Case =>
  caseOf([
    trace(
      { id: 'dns', purpose: 'lookup', host: HOST, port: null, mode: null, family: null, address: null },
      [0, { type: 'lookup', name: HOST }],
      [3, { type: 'not-resolved', family: 4, why: 'not-found', code: 'ENOTFOUND' }],
      [3, { type: 'not-resolved', family: 6, why: 'not-found', code: 'ENOTFOUND' }],
      ended(3, { outcome: 'failed', reached: null, failedAt: 'dns', why: 'not-connected' }),
    ),
  ]);

const interrupted = (): Case => {
  const to = route(587, 'starttls');
  const open = trace(
    to,
    ...connect(4, to),
    [500, { type: 'told', word: 'abandon' }],
    ended(500, { outcome: 'skipped', reached: 'connect', why: 'told' }),
  );
  return caseOf([lookup([4, [V4]]), open], null, { interrupted: true });
};

/** The cases by name, for stories. */
export const CASES: Readonly<Record<string, () => Case>> = {
  ready: () =>
    caseOf([
      lookup([4, [V4]]),
      works(route(587, 'starttls'), true),
      works(route(465, 'implicit-tls')),
      works(route(25, 'starttls')),
    ]),
  'wrong-mode': wrongMode,
  'login-refused': loginRefused,
  hostile,
  expired,
  'many-addresses': manyAddresses,
  'no-such-name': noSuchName,
  silent: () =>
    caseOf([
      lookup([4, [V4]]),
      ...[587, 465, 2525, 25].map((port) => silent(route(port, port === 465 ? 'implicit-tls' : 'starttls'))),
    ]),
  interrupted,
};
