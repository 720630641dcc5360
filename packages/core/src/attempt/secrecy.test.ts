import { describe, expect, it } from 'vitest';
import {
  CANARY,
  closed,
  connected,
  ENVELOPE,
  type Happening,
  LOGIN,
  line,
  NO_TLS,
  specOf,
  started,
} from '../../test/attempts.ts';
import { GOOD_TLS } from '../../test/world.ts';
import { Secret, secretForms } from '../secret.ts';
import type { CertificateFacts, TlsFacts } from '../trace/types.ts';
import { latin1 } from '../wire/bytes.ts';
import { advance } from './attempt.ts';
import { type Attempt, newAttempt } from './draft.ts';
import type { AttemptInput, AttemptSpec } from './types.ts';

const leaf = (changes: Partial<CertificateFacts>): TlsFacts => ({
  ...GOOD_TLS,
  certificate: { ...(GOOD_TLS.certificate as CertificateFacts), ...changes },
});
const unanchored = { authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } as const;

/** A handshake for every reason not to trust it, and two that are trusted. */
const HANDSHAKES: Readonly<Record<string, TlsFacts>> = {
  good: GOOD_TLS,
  'no subjectAltName': leaf({ names: [] }),
  expired: leaf({ validTo: '2020-01-01T00:00:00.000Z' }),
  'not yet valid': leaf({ validFrom: '2030-01-01T00:00:00.000Z' }),
  'self-signed': { ...leaf({ selfSigned: true }), ...unanchored },
  'no intermediate': { ...leaf({ namesIssuerLocation: true }), ...unanchored, chain: [] },
  untrusted: { ...GOOD_TLS, authorized: false, authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN' },
  'another name': { ...GOOD_TLS, nameMatches: false },
  'a weak key': leaf({ key: { type: 'rsa', bits: 1_024 } }),
  'old TLS': { ...GOOD_TLS, protocol: 'TLSv1.1' },
  'no certificate': { ...GOOD_TLS, certificate: null },
};

/** Typed by hand, so that the walk does not ask the code under test whom to trust. */
const TRUSTED: readonly (TlsFacts | null | undefined)[] = [HANDSHAKES['good'], HANDSHAKES['no subjectAltName']];
const isSafe = ({ session, tls }: Attempt): boolean => session.tls && TRUSTED.includes(tls);

const ehlo = (...offers: readonly string[]): Happening =>
  line(['250-x', ...offers, '250 OK'].join('\r\n250-').replace('250-250', '250'));

/** Everything that can happen, a reply of each class and each useful EHLO among it. */
const ALPHABET: readonly Happening[] = [
  started,
  connected,
  closed,
  { type: 'not-connected', why: 'refused', code: null },
  ...Object.values(HANDSHAKES).map((tls): Happening => ({ type: 'secured', tls })),
  { type: 'not-secured', failure: NO_TLS },
  { type: 'tick' },
  { type: 'told', word: 'proceed', login: LOGIN },
  { type: 'told', word: 'proceed', login: null },
  ...(['finish', 'give-up', 'abandon'] as const).map((word): Happening => ({ type: 'told', word })),
  ...[
    ehlo(),
    ehlo('STARTTLS'),
    ehlo('AUTH PLAIN LOGIN CRAM-MD5'),
    ehlo('STARTTLS', 'AUTH PLAIN LOGIN CRAM-MD5'),
    ehlo('AUTH GSSAPI'),
  ],
  ...['150 ?', '220 go', '221 bye', '235 yes', '250 ok', '334 ', '334 VXNlcm5hbWU6', '334 no base64', '354 go'].map(
    line,
  ),
  ...['421 bye', '450 later', '454 later', '501 cancelled', '535 no', '550 no', '554 no', 'garbage'].map(line),
  line('220 go\r\n250-x\r\n250 AUTH PLAIN'),
];

function* specs(): Generator<AttemptSpec> {
  const message = { ...ENVELOPE, message: 'Subject: x\r\n\r\nx\r\n' };
  for (const mode of ['starttls', 'implicit-tls', 'cleartext'] as const)
    for (const goal of ['connect', 'greeting', 'ehlo', 'tls', 'auth', 'envelope', 'data'] as const)
      for (const mechanisms of [[], ['PLAIN'], ['LOGIN'], ['CRAM-MD5']] as const)
        yield specOf({
          mode,
          goal,
          mechanisms,
          envelope: goal === 'data' ? message : goal === 'envelope' ? ENVELOPE : null,
        });
}

const forms = [CANARY, ...secretForms(new Secret(CANARY), 'tim@example.test')];
const isSecret = (wire: string): boolean => forms.some((form) => wire.includes(form));

/** One state of the graph: the attempt, and how often AUTH was said on the way to it. */
type Node = { readonly attempt: Attempt; readonly auths: number };

/** What distinguishes states; clocks, counters and facts that only the trace keeps do not. */
function keyOf({ attempt, auths }: Node): string {
  const { status, session, stage, reached, offers, verified, login, result, deadline, head, reader } = attempt;
  const saying = login === null ? null : [login.exchange.stage, login.initial !== null];
  const flags = [verified, isSafe(attempt), deadline === null, head === null, auths];
  return JSON.stringify([status, session, stage, reached, offers, saying, result, flags, reader.seen, reader.open]);
}

/** The next state after an input, or what rule the edge breaks. */
function follow(
  { attempt, auths }: Node,
  happening: Happening,
  mayBeSafe = true,
): { readonly node: Node; readonly problem: string | null } {
  const at = happening.type === 'tick' ? (attempt.deadline ?? 0) : 0;
  const after = advance(attempt, { ...happening, at } as AttemptInput);
  const wire = after.actions.map((action) => (action.type === 'write' ? latin1(action.bytes) : '')).join('');
  const verbs = after.events.flatMap((event) => (event.type === 'sent' ? [event.verb] : []));
  const node = { attempt: after.attempt, auths: auths + verbs.filter((verb) => verb === 'AUTH').length };
  const safe = mayBeSafe && isSafe(attempt) && isSafe(after.attempt);
  const wantsTls = attempt.spec.route.mode !== 'cleartext';
  const problem =
    !safe && isSecret(wire)
      ? 'a secret outside verified TLS'
      : !safe && verbs.some((verb) => verb === 'AUTH' || verb === 'CONTINUE')
        ? 'a login outside verified TLS'
        : !safe && wantsTls && verbs.includes('MAIL')
          ? 'an envelope outside the TLS that was asked for'
          : node.auths > 1
            ? 'a second AUTH'
            : null;
  return { node, problem };
}

/** Every state that one spec can get into, and every edge between them. */
function explore(spec: AttemptSpec): { readonly nodes: readonly Node[]; readonly edges: number } {
  const start = { attempt: newAttempt(spec), auths: 0 };
  const nodes = new Map<string, Node>([[keyOf(start), start]]);
  let edges = 0;
  for (const node of nodes.values()) {
    for (const happening of ALPHABET) {
      const { node: next, problem } = follow(node, happening);
      if (problem !== null) throw new Error(`${problem}: ${JSON.stringify([happening, keyOf(node)])}`);
      edges += 1;
      const key = keyOf(next);
      if (!nodes.has(key)) nodes.set(key, next);
    }
  }
  return { nodes: [...nodes.values()], edges };
}

describe('the state graph of an attempt (SEC-17, SEC-19)', () => {
  it('has no edge on which a secret leaves outside verified TLS, or a second login leaves at all', async ({
    annotate,
  }) => {
    const all: Node[] = [];
    let edges = 0;
    for (const spec of specs()) {
      const graph = explore(spec);
      all.push(...graph.nodes);
      edges += graph.edges;
    }
    await annotate(`${all.length} states, ${edges} edges`);
    expect(all.length).toBeGreaterThan(3_000);
    expect(edges).toBe(all.length * ALPHABET.length);
    // The walk came to every place where it could have failed
    expect(new Set(all.map(({ attempt }) => attempt.status)).size).toBe(7);
    expect(new Set(all.map(({ attempt }) => attempt.session.phase)).size).toBeGreaterThanOrEqual(11);
    expect(all.filter(({ auths }) => auths === 1).length).toBeGreaterThan(100);
    expect(all.filter(({ attempt }) => attempt.session.tls && !attempt.verified).length).toBeGreaterThan(100);
  });

  it('has a gate at the point of sending: where trust is taken away behind the machine’s back, nothing leaves', () => {
    let tried = 0;
    for (const spec of specs()) {
      for (const { attempt, auths } of explore(spec).nodes) {
        if (attempt.status !== 'held' && attempt.login === null) continue;
        for (const robbed of [
          { ...attempt, verified: false },
          { ...attempt, session: { ...attempt.session, tls: false } },
        ]) {
          for (const happening of ALPHABET) {
            tried += 1;
            const { problem } = follow({ attempt: robbed, auths }, happening, false);
            if (problem !== null) throw new Error(`${problem}: ${JSON.stringify([happening, robbed.stage])}`);
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(1_000);
  });

  it('trusts exactly the handshakes that a careful client trusts', () => {
    const trusted = Object.entries(HANDSHAKES).filter(([, tls]) => {
      const happenings: readonly Happening[] = [started, connected, { type: 'secured', tls }];
      const attempt = happenings.reduce(
        (before, happening) => advance(before, { ...happening, at: 0 } as AttemptInput).attempt,
        newAttempt(specOf({ mode: 'implicit-tls' })),
      );
      return attempt.verified;
    });
    expect(trusted.map(([name]) => name)).toEqual(['good', 'no subjectAltName']);
  });
});
