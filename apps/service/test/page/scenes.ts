import { at, type MockServerOptions } from '@smtp-triage/mock-server';

/** A mail server as somebody may find it, with what they type into the form and what the page must say. */
export type Scene = {
  readonly host: string;
  readonly server: Omit<MockServerOptions, 'host' | 'hostname'>;
  /** Ports that swallow every packet, as behind a firewall. */
  readonly dropped: readonly number[];
  readonly fields: Readonly<Record<string, string>>;
  readonly verdict: 'ready' | 'degraded' | 'fixable' | 'unusable' | 'inconclusive';
  readonly code: string | null;
};

const on = (mode: 'starttls' | 'implicit-tls', port: number) => ({ mode, port });
const BOTH = { submission: on('starttls', 587), submissions: on('implicit-tls', 465) } as const;
const USER = 'ann@example.com';
/** What the tests look for afterwards, in every place where it must not be. */
export const SECRET = 'canary-7d41f0-correct-horse';

/** What a server may say that wants to be more than text: markup, an end of a script, escapes of a terminal, a bidi override. */
export const HOSTILE =
  '<img src=x onerror="window.taken=1"></script><script>window.taken=2</script>\u001b[31m\u202e javascript:alert(1) "\'{{7*7}}';

/** The six states that the page is shown in, and what else must be told apart. */
export const SCENES = {
  healthy: {
    host: 'mail.example.com',
    server: { listeners: BOTH },
    dropped: [],
    fields: {},
    verdict: 'ready',
    code: null,
  },
  'implicit-on-587': {
    host: 'mail.example.net',
    server: { listeners: BOTH },
    dropped: [],
    fields: { port: '587', mode: 'implicit-tls' },
    verdict: 'fixable',
    code: 'implicit-tls-on-starttls-port',
  },
  'starttls-on-465': {
    host: 'smtp.example.org',
    server: { listeners: BOTH },
    dropped: [],
    fields: { port: '465', mode: 'starttls' },
    verdict: 'fixable',
    code: 'starttls-on-implicit-tls-port',
  },
  blocked: {
    host: 'mail.example.org',
    server: { listeners: { submissions: on('implicit-tls', 465) } },
    dropped: [587, 25],
    fields: { port: '587', mode: 'starttls' },
    verdict: 'fixable',
    code: 'port-blocked-by-network',
  },
  certificate: {
    host: 'smtp.example.com',
    server: { listeners: BOTH, tls: { certificate: 'expired' } },
    dropped: [],
    fields: {},
    verdict: 'unusable',
    code: 'tls-certificate-expired',
  },
  stripped: {
    host: 'smtp.example.net',
    server: {
      listeners: { submission: on('starttls', 587) },
      rules: [at('greeting').reply(220, null, '*'.repeat(52)), at('ehlo').mangle('STARTTLS')],
    },
    dropped: [],
    fields: { port: '587', mode: 'starttls' },
    verdict: 'unusable',
    code: 'starttls-stripped',
  },
  rejected: {
    host: 'post.example.com',
    server: { listeners: BOTH, users: [{ user: USER, password: 'another one' }] },
    dropped: [],
    fields: { user: USER, secret: SECRET },
    verdict: 'unusable',
    code: 'auth-credentials-rejected',
  },
  hostile: {
    host: 'post.example.net',
    server: {
      listeners: { submission: on('starttls', 587) },
      rules: [
        at('greeting').reply(220, null, HOSTILE),
        at('ehlo').advertise(`AUTH PLAIN ${HOSTILE}`),
        at('starttls').reply(454, '4.7.0', HOSTILE),
      ],
    },
    dropped: [],
    fields: { port: '587', mode: 'starttls' },
    verdict: 'unusable',
    code: 'starttls-refused',
  },
} as const satisfies Readonly<Record<string, Scene>>;

/** The name of a scene. */
export type SceneName = keyof typeof SCENES;
