import type { Mode, Parsed } from '@smtp-triage/core';
import { parsePort, usualMode } from '@smtp-triage/core/ports';

/** The form's fields as they are sent; what is missing was left empty. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** A request for a diagnosis, as POST /api/v1/diagnoses takes it. */
export type DiagnosisRequest = {
  readonly target: { readonly host: string; readonly sni?: string; readonly addressFamily?: 4 | 6 };
  readonly settings?: { readonly port: number; readonly mode: Mode };
  readonly auth?: { readonly username: string; readonly secret: string };
};

/** What is wrong with one field, for the person who filled it in. */
export type FieldProblem = { readonly field: string; readonly says: string };

const MODES: readonly string[] = ['starttls', 'implicit-tls', 'cleartext'];

/** Makes a request of a filled-in form. Only what a machine cannot guess is refused here; the service judges the rest. */
export function requestOf(fields: Fields): Parsed<DiagnosisRequest> & { readonly field?: string } {
  const text = (name: string): string => (fields[name] ?? '').trim();
  const host = text('host');
  if (host === '') return wrong('host', 'Name a mail server or an e-mail address');
  const port = text('port') === '' ? null : parsePort(text('port'));
  if (port?.ok === false) return wrong('port', 'A port is a number from 1 to 65535');
  const mode = MODES.includes(text('mode')) ? (text('mode') as Mode) : null;
  if (mode !== null && port === null) return wrong('port', 'Which port goes with this encryption?');
  const user = text('user');
  // A password may begin or end with a blank
  const secret = fields['secret'] ?? '';
  if (secret !== '' && user === '') return wrong('user', 'Whose password is it? Name the user');
  if (user !== '' && secret === '') return wrong('secret', 'A login needs the password, too; or leave the user out');
  const family = text('family');
  return {
    ok: true,
    value: {
      target: {
        host,
        ...(text('sni') === '' ? {} : { sni: text('sni') }),
        ...(family === '4' ? { addressFamily: 4 } : family === '6' ? { addressFamily: 6 } : {}),
      },
      ...(port === null ? {} : { settings: { port: port.value, mode: mode ?? usualMode(port.value) } }),
      ...(user === '' ? {} : { auth: { username: user, secret } }),
    },
  };
}

const wrong = (
  field: string,
  problem: string,
): { readonly ok: false; readonly problem: string; readonly field: string } => ({
  ok: false,
  problem,
  field,
});

/** The field of the form that a JSON Pointer of the API speaks of. */
export const fieldOf = (pointer: string): string =>
  ({
    '/target/host': 'host',
    '/target/sni': 'sni',
    '/target/addressFamily': 'family',
    '/settings/port': 'port',
    '/settings/mode': 'mode',
    '/auth/username': 'user',
    '/auth/secret': 'secret',
  })[pointer] ?? 'host';
