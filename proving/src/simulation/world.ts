import { type Mode, PORTS, type Port, TIMING, type Timing } from '@smtp-triage/core';
import { PRESETS, preset, type Rule, type User } from '@smtp-triage/mock-server';
import {
  type Asked,
  askedOf,
  CONTROL_HOST,
  type Fate,
  PRESET_HOST,
  type VirtualHost,
  type VirtualNetOptions,
} from '@smtp-triage/mock-server/virtual-net';
import { Dice } from './dice.ts';
import { anyFault, FAULT_KINDS, type FaultKind } from './faults.ts';

/** What the server knows, and a password that it does not. */
type Account = Required<User> & { readonly wrong: string };

/** One run to come, as data: all that chance has decided beforehand. */
export type World = {
  readonly seed: number;
  /** The preset that the world was made of, or null where chance made it all. */
  readonly preset: (typeof PRESETS)[number] | null;
  /** Nothing but the net is rough: then what is right for the preset must still be found. */
  readonly asTold: boolean;
  readonly net: VirtualNetOptions;
  readonly host: VirtualHost;
  readonly faults: readonly { readonly kind: FaultKind; readonly rule: Rule }[];
  readonly asked: Asked;
  readonly account: Account;
  /** How often the client looks at the clock without being asked to. */
  readonly idleTicks: number;
};

const FATES: readonly Fate[] = [
  'refused',
  'blackhole',
  'reset',
  'unreachable',
  'prohibited',
  'network-unreachable',
  'no-local-address',
  'answers',
];
const CERTIFICATES: readonly VirtualHost['certificate'][] = [
  'expired',
  'not-yet-valid',
  'self-signed',
  'unknown-ca',
  'wrong-host',
  'no-intermediate',
  'weak-key',
  'sha1',
  { issuedBy: 'Mail Shield CA' },
];
const MODES: readonly Mode[] = ['starttls', 'implicit-tls', 'cleartext'];
const STANDARD: readonly {
  readonly name: string;
  readonly port: number;
  readonly mode: Mode;
  readonly often: number;
}[] = [
  { name: 'submission', port: 587, mode: 'starttls', often: 0.95 },
  { name: 'submissions', port: 465, mode: 'implicit-tls', often: 0.85 },
  { name: 'fallback', port: 2525, mode: 'starttls', often: 0.35 },
  { name: 'relay', port: 25, mode: 'starttls', often: 0.35 },
];
const PASSWORD_CHARACTERS = [...'abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789"\\%+&/=-_.~<> é'];

/** The world of a seed. A third are presets, of which half have nothing added but a rough net. */
export function worldOf(seed: number): World {
  const dice = new Dice(seed);
  const chosen = dice.rarely(0.35, () => dice.pick(PRESETS), null);
  const account = anyAccount(dice);
  const asTold = chosen !== null && dice.chance(0.5);
  const net = anyNet(dice, seed, asTold);
  const host = withAccount(chosen ?? anyHost(dice), account, asTold || dice.chance(0.97));
  const count = asTold ? 0 : dice.pick([0, 1, 1, 1, 2, 4]);
  const faults = Array.from({ length: count }, () => {
    const kind = dice.pick(FAULT_KINDS);
    return { kind, rule: anyFault(kind, dice, dice.chance(0.8) ? account.password : account.token) };
  });
  const told = chosen === null ? null : withLogin(askedOf(chosen), chosen.login, account);
  const asked = asTold && told !== null ? told : { ...told, ...anyAsked(dice, account, told !== null) };
  return { seed, preset: chosen, asTold, net, host, faults, asked, account, idleTicks: dice.pick([0, 0, 0, 0.1, 0.4]) };
}

/** A world as JSON, so that one that was broken can be kept. */
export const worldToJson = ({ preset: of, ...world }: World): string =>
  `${JSON.stringify({ ...world, preset: of?.name ?? null }, null, 2)}\n`;

/** The same back. */
export function worldFromJson(text: string): World {
  const { preset: name, ...world } = JSON.parse(text);
  return { ...world, preset: name === null ? null : preset(name) };
}

/** The account is known to the server; whether the user gives it right is another matter. */
function anyAccount(dice: Dice): Account {
  const secret = (length: number): string =>
    Array.from({ length }, () => dice.pick(PASSWORD_CHARACTERS))
      .join('')
      .trim();
  return {
    user: 'ann',
    password: `Pw${secret(dice.int(8, 24))}7q`,
    wrong: `No${secret(dice.int(8, 24))}3x`,
    token: `ya29.${secret(dice.int(12, 30))}7q`.replaceAll(/[ é]/g, 'x'),
  };
}

function anyNet(dice: Dice, seed: number, gently: boolean): VirtualNetOptions {
  return {
    seed,
    startedAt: new Date(Date.UTC(2020, 0, 1) + dice.int(0, 6_000) * 86_400_000 + dice.int(0, 86_399_999)).toISOString(),
    latencyMs: dice.pick(gently ? [0.3, 1, 3] : [0, 0.1, 1, 1, 20, 150, 700]),
    jitterMs: dice.pick(gently ? [0, 1, 3] : [0, 0, 1, 1, 30, 900]),
    cuts: dice.chance(0.7),
    lateMs: dice.pick(gently ? [0, 1, 4] : [0, 0, 2, 50, 400]),
    trusted: gently || dice.chance(0.95),
  };
}

function anyHost(dice: Dice): VirtualHost {
  const listeners = STANDARD.filter(({ often }) => dice.chance(often)).map(
    ({ name, port, mode }): [string, VirtualHost['listeners'][string]] => [
      name,
      {
        port,
        mode: dice.rarely(0.06, () => dice.pick(MODES), mode),
        ...dice.rarely(0.3, () => ({ mechanisms: anyMechanisms(dice) }), {}),
        ...dice.rarely(
          0.2,
          () => ({
            policy: {
              tlsBeforeAuth: dice.chance(0.5),
              tlsBeforeMail: dice.chance(0.5),
              login: dice.pick(['mail', 'relay', 'never'] as const),
            },
          }),
          {},
        ),
        ...dice.rarely(
          0.2,
          () => ({
            extensions: dice.some(
              ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'CHUNKING', 'DSN'],
              0.5,
            ),
          }),
          {},
        ),
        ...dice.rarely(0.1, () => ({ greetPauseMs: dice.pick([50, 1_500, 8_000]) }), {}),
        ...dice.rarely(0.1, () => ({ maxSize: dice.pick([1, 200]) }), {}),
        ...dice.rarely(
          0.1,
          () => ({ tls: { certificate: dice.pick(['valid', 'expired', 'wrong-host', 'self-signed'] as const) } }),
          {},
        ),
        ...dice.rarely(0.1, () => ({ path: { latencyMs: dice.pick([5, 400]) } }), {}),
      },
    ],
  );
  const addresses = (family: 4 | 6): NonNullable<VirtualHost['addresses']>[4] =>
    dice.chance(0.05)
      ? dice.pick(['not-found', 'no-address', 'server-failure', 'silent'] as const)
      : family === 6 && dice.chance(0.8)
        ? 'no-address'
        : Array.from({ length: dice.pick([1, 1, 1, 1, 1, 2, 3]) }, () =>
            dice.chance(0.9) ? 'server' : dice.pick(FATES),
          );
  return {
    listeners: Object.fromEntries(listeners),
    elsewhere: dice.rarely(0.5, () => dice.pick(FATES), 'refused'),
    ports: Object.fromEntries(dice.some([587, 465, 2525, 25], 0.05).map((port) => [port, dice.pick(FATES)])),
    addresses: { 4: addresses(4), 6: addresses(6) },
    certificate: dice.rarely(0.12, () => dice.pick(CERTIFICATES), 'valid') ?? 'valid',
    tls: {
      ...dice.rarely(0.06, () => ({ maxVersion: dice.pick(['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const) }), {}),
      ...dice.rarely(0.04, () => ({ demandsCertificate: true }), {}),
    },
    path: {
      ...dice.rarely(0.07, () => ({ connectMs: dice.pick([100, 3_000, 7_000]) }), {}),
      ...dice.rarely(0.04, () => ({ mtu: dice.pick([64, 576, 1_400]) }), {}),
    },
    control: dice.rarely(0.5, () => dice.pick(FATES), null),
  };
}

/** SCRAM costs thousands of hashes on either side, so it is rare here. */
const anyMechanisms = (dice: Dice): NonNullable<VirtualHost['listeners'][string]['mechanisms']> =>
  dice.chance(0.04)
    ? ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN']
    : dice.some(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const, 0.5);

function withAccount(host: VirtualHost, account: User, known: boolean): VirtualHost {
  const users = known ? [account] : [];
  return {
    ...host,
    listeners: Object.fromEntries(Object.entries(host.listeners).map(([name, each]) => [name, { ...each, users }])),
  };
}

/** A preset speaks of the default user's login; here everybody has one of their own. */
function withLogin(
  asked: Asked,
  login: 'right' | 'wrong' | 'token' | null,
  { user, password, token, wrong }: Account,
): Asked {
  if (login === null) return asked;
  return {
    ...asked,
    login: login === 'token' ? { user, token } : { user, password: login === 'right' ? password : wrong },
  };
}

/** What a user may ask; of a preset's own question the most is kept. */
function anyAsked(dice: Dice, { user, password, token, wrong }: Account, isTold: boolean): Asked {
  const often = isTold ? 0.3 : 1;
  const login = dice.pick([null, 'right', 'right', 'right', 'right', 'wrong', 'token'] as const);
  const port = dice.pick([587, 465, 2525, 25, 26]);
  const some = <T extends object>(probability: number, make: () => T): T | object =>
    dice.rarely(probability * often, make, {});
  return {
    host: PRESET_HOST,
    ...some(0.8, () =>
      login === null
        ? {}
        : {
            login: login === 'token' ? { user, token } : { user, password: login === 'right' ? password : wrong },
          },
    ),
    ...some(0.45, () => ({
      settings: {
        port,
        mode: dice.rarely(
          0.4,
          () => dice.pick(MODES),
          PORTS.find((fact) => fact.port === (port as Port))?.mode ?? 'starttls',
        ),
      },
      only: dice.chance(0.4),
    })),
    ...some(0.45, () => ({
      envelope: {
        from: 'ann@example.test',
        to: dice.pick(['bob@elsewhere.test', 'bob@example.test']),
        size: dice.pick([null, null, 0, 50_000_000]),
        message: dice.pick([null, 'Subject: x\r\n\r\n.\r\nbody\r\n', '', '.\r\n..\n']),
      },
    })),
    ...some(0.2, () => ({ waitForAll: true })),
    ...some(0.1, () => ({ families: dice.pick([[4], [6]] as const) })),
    ...some(0.1, () => ({ addressesPerFamily: dice.int(1, 5) })),
    ...some(0.2, () => ({ timing: anyTiming(dice) })),
    ...some(0.2, () => ({ budgetMs: dice.pick([1, 100, 1_000, 4_000, 60_000]) })),
    ...some(0.1, () => ({ lookupMs: dice.pick([1, 200]) })),
    ...some(0.4, () => ({
      controls: [{ host: CONTROL_HOST, port: dice.pick([null, 443]), builtIn: dice.chance(0.3) }],
    })),
    ...some(0.1, () => ({ servername: dice.pick(['mail.example.test', 'other.example.test', '198.51.100.7']) })),
    ...some(0.1, () => ({ minTls: 'TLSv1.3' as const })),
    ...some(0.1, () => ({
      ladder: PORTS.filter(({ port }) => port === 587 || dice.chance(0.5)).map(({ port, mode }) => ({ port, mode })),
    })),
    ...some(0.08, () => ({ connectTo: [{ port: 587, host: PRESET_HOST, toPort: dice.pick([465, 2525, 25, 587]) }] })),
    ...some(0.08, () => ({
      mechanism: login === 'token' ? ('XOAUTH2' as const) : dice.pick(['PLAIN', 'LOGIN', 'CRAM-MD5'] as const),
    })),
    ...some(0.08, () => ({ interruptAtMs: dice.pick([0, 3, 40, 700, 5_000]) })),
  };
}

/** Patience, from none to much. */
function anyTiming(dice: Dice): Timing {
  const factor = dice.pick([0.01, 0.2, 1, 4]);
  const scaled = (ms: number): number => Math.max(1, Math.round(ms * factor * (0.5 + dice.int(0, 10) / 10)));
  return {
    connectMs: scaled(TIMING.connectMs),
    greetingMs: scaled(TIMING.greetingMs),
    tlsMs: scaled(TIMING.tlsMs),
    replyMs: scaled(TIMING.replyMs),
    quietMs: scaled(TIMING.quietMs),
    quitMs: scaled(TIMING.quitMs),
  };
}
