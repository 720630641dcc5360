import { isEnvelopeAddress, parseHost, parseTarget, Secret, usualMode } from '@smtp-triage/core';
import type { Order, Step } from '../order.ts';
import { Problem } from './problem.ts';
import type { DiagnosisRequest } from './schemas.ts';

/** An order, and the secret that goes with it but is never stored. */
export type Ordered = { readonly order: Order; readonly secret: Secret | null };

const RANK: Readonly<Record<Step, number>> = { tls: 0, auth: 1, rcpt: 2, data: 3 };

/** Makes an order of a request whose shape is right; throws a {@link Problem} for what cannot be meant. */
export function orderOf(body: DiagnosisRequest): Ordered {
  const target = parseTarget(body.target.host);
  if (!target.ok) throw wrong('/target/host', 'not-a-target', sentence(target.problem));
  const { input, host, kind, port, mode, user, password } = target.value;
  if (password !== null) throw wrong('/target/host', 'secret-in-url', 'A password belongs in /auth/secret.');
  const sni = body.target.sni === undefined ? null : parseHost(body.target.sni);
  if (sni?.ok === false) throw wrong('/target/sni', 'not-a-host', sentence(sni.problem));
  const settings = body.settings ?? (port === null ? null : { port, mode: mode ?? usualMode(port) });
  const order: Order = {
    target: {
      input,
      host,
      kind,
      ports: body.target.ports ?? null,
      sni: sni?.value ?? null,
      family: body.target.addressFamily ?? null,
    },
    settings,
    upTo: stepOf(body),
    login: loginOf(body, kind === 'url' ? user : null),
    envelope: envelopeOf(body),
  };
  if (order.login !== null && isCleartextOnly(order)) {
    throw new Problem('secret-needs-tls', { detail: 'All routes of this request are without encryption.' });
  }
  return { order, secret: body.auth === undefined ? null : new Secret(body.auth.secret) };
}

/** As far as was asked, or as what was given makes sense for. */
function stepOf({ steps, auth, envelope }: DiagnosisRequest): Step {
  const asked = steps?.upTo ?? (envelope !== undefined ? 'rcpt' : auth !== undefined ? 'auth' : 'tls');
  if (RANK[asked] < RANK.auth && auth !== undefined) {
    throw wrong('/steps/upTo', 'contradiction', 'A login is given, but the test is to end before it.');
  }
  if (asked === 'auth' && auth === undefined) throw wrong('/auth', 'missing', 'The step "auth" needs a login.');
  if (RANK[asked] >= RANK.rcpt !== (envelope !== undefined)) {
    throw wrong('/envelope', 'contradiction', 'An envelope belongs to the steps "rcpt" and "data", and they need one.');
  }
  return asked;
}

const loginOf = ({ auth }: DiagnosisRequest, urlUser: string | null): Order['login'] => {
  if (auth === undefined) return null;
  if (urlUser !== null && urlUser !== auth.username) {
    throw wrong('/auth/username', 'contradiction', 'The URL names another user.');
  }
  // What core could not write into a command is refused here, where the caller still hears of it (SEC-13)
  if (!/^[^\p{Cc}\p{Cs}]+$/u.test(auth.username)) throw wrong('/auth/username', 'wrong-format', 'A control character.');
  if (!/^[^\0\p{Cs}]+$/u.test(auth.secret)) throw wrong('/auth/secret', 'wrong-format', 'A NUL or half a character.');
  return { username: auth.username, mechanism: auth.mechanism ?? null, kind: auth.kind ?? 'password' };
};

function envelopeOf({ envelope }: DiagnosisRequest): Order['envelope'] {
  if (envelope === undefined) return null;
  const { from, to, size = null } = envelope;
  if (!isEnvelopeAddress(from)) throw wrong('/envelope/from', 'wrong-format', 'Not an address (RFC 5321 §4.1.2).');
  if (to === '' || !isEnvelopeAddress(to)) {
    throw wrong('/envelope/to', 'wrong-format', 'Not an address (RFC 5321 §4.1.2).');
  }
  return { from, to, size };
}

const isCleartextOnly = ({ target, settings }: Order): boolean =>
  target.ports !== null &&
  [...target.ports, ...(settings === null ? [] : [settings])].every(({ mode }) => mode === 'cleartext');

const wrong = (pointer: string, code: string, detail: string): Problem =>
  new Problem('invalid-field', { errors: [{ pointer, code, detail }] });

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
