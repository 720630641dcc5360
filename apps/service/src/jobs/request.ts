import type { Secret } from '@smtp-triage/core';
import type { SubmissionHost, TriageOptions } from '@smtp-triage/probe';
import type { Order } from '../order.ts';

/** An order as the probe takes it. `found`: the server of an e-mail address. `message`: what is sent where that is asked for. */
export function triageOptions(
  { target, settings, upTo, login, envelope }: Order,
  secret: Secret | null,
  found: SubmissionHost | null,
  message: string,
): TriageOptions {
  const { input, host, kind, ports, sni, family } = target;
  return {
    target: { input, host, kind, port: null, mode: null, user: null, password: null },
    ...(found === null ? {} : { found }),
    ...(login === null || secret === null
      ? {}
      : { user: login.username, ...(login.kind === 'token' ? { token: secret } : { password: secret }) }),
    ...(login?.mechanism == null ? {} : { mechanism: login.mechanism }),
    ...(settings === null ? {} : settings),
    ...(ports === null ? {} : { ladder: ports }),
    ...(family === null ? {} : { families: [family] }),
    ...(sni === null ? {} : { servername: sni }),
    ...(envelope === null ? {} : { from: envelope.from, to: envelope.to }),
    ...(envelope?.size == null ? {} : { size: envelope.size }),
    ...(envelope !== null && upTo === 'data' ? { message } : {}),
  };
}

/** The message that the step `data` sends (RFC 5322 §3.6: Date and From are a must). */
export const testMessage = (envelope: NonNullable<Order['envelope']>, now: Date): string =>
  [
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `From: <${envelope.from}>`,
    `To: <${envelope.to}>`,
    'Subject: Test message of smtp-triage',
    'Auto-Submitted: auto-generated',
    '',
    'This message was sent to find out whether mail can be submitted. It worked.',
    '',
  ].join('\r\n');
