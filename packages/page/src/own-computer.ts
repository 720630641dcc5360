import type { Mode, Report } from '@smtp-triage/core';
import { roleOf, usualMode } from '@smtp-triage/core/ports';

/** A command for a shell, and what it is for. */
export type ShellLine = { readonly what: string; readonly command: string };

/** What the same question looks like on a computer of one's own: ours, then what most people have. Never with a password. */
export function ownCommands(
  target: { readonly input: string; readonly host: string },
  place: { readonly port: number; readonly mode: Mode } | null,
): readonly ShellLine[] {
  const { port, mode } = place ?? { port: 587, mode: 'starttls' as const };
  const isV6 = target.host.includes(':');
  const isName = !isV6 && !/^[\d.]+$/.test(target.host);
  const host = isV6 ? `[${target.host}]` : target.host;
  const named = place === null ? '' : ` -p ${port}${usualMode(port) === mode ? '' : ` --mode ${mode}`}`;
  const scheme = mode === 'implicit-tls' ? 'smtps' : 'smtp';
  const required = mode === 'starttls' ? ' --ssl-reqd' : '';
  const openssl: ShellLine[] =
    mode === 'cleartext'
      ? []
      : [
          {
            what: 'Only the encryption, with OpenSSL',
            command: `openssl s_client -connect ${host}:${port}${mode === 'starttls' ? ' -starttls smtp' : ''}${
              isName ? ` -servername ${target.host} -verify_hostname ${target.host}` : ''
            } -brief`,
          },
        ];
  return [
    { what: 'The whole test', command: `npx smtp-triage ${quoted(target.input)}${named}` },
    ...openssl,
    {
      what: 'Only the dialogue, with curl (it asks for NOOP and sends nothing)',
      command: `curl -v ${scheme}://${host}:${port}${required} -X NOOP`,
    },
  ];
}

/** The route that a report is about: the user's own, else the one it recommends, else the first that is no relay. */
export function placeOf(report: Report): { readonly port: number; readonly mode: Mode } | null {
  const { settings, recommendation, routes } = report;
  return settings ?? recommendation ?? routes.find(({ port }) => roleOf(port) !== 'relay') ?? null;
}

/** As one word of a POSIX shell. */
const quoted = (text: string): string => (/^[\w.@:/[\]+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
