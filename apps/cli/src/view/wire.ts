import type { Trace, TraceEvent } from '@smtp-triage/core';
import { failureWords, modeName, SPEAKS } from '@smtp-triage/core/live';
import { bytesText, describeEvent, replyLines } from './events.ts';
import { BLANK, type Line, line, type Style, span } from './text.ts';
import type { Look } from './theme.ts';

/** Facts that only `-vv` shows. */
const DETAIL: ReadonlySet<TraceEvent['type']> = new Set([
  'lookup',
  'resolved',
  'connecting',
  'securing',
  'held',
  'told',
]);
const OFFSET_WIDTH = 7;

/**
 * What went over the wire, route by route: `>` sent, `<` received, `~>` and `<~` inside TLS, `*` what we know besides.
 * Offsets are milliseconds since the run began. Lines are never broken, so that they can be copied.
 */
export function wire(traces: readonly Trace[], detail: boolean, look: Look): readonly Line[] {
  return traces
    .filter(
      (trace) =>
        detail || trace.route.purpose !== 'lookup' || trace.events.some((event) => event.type === 'not-resolved'),
    )
    .flatMap((trace) => [line(span(title(trace), 'strong')), ...events(trace, detail, look), BLANK]);
}

function title({ route }: Trace): string {
  if (route.port === null) return `name look-up of ${route.host}`;
  const purpose = route.purpose === 'ladder' ? '' : `  (${PURPOSE[route.purpose] ?? route.purpose})`;
  return `${route.port} ${modeName(route.mode)}  ${route.address ?? route.host}${purpose}`;
}

const PURPOSE: Readonly<Partial<Record<string, string>>> = {
  settings: 'your settings',
  'follow-up': 'second test',
  control: 'control host',
};

function events({ events: list, startedAt }: Trace, detail: boolean, look: Look): readonly Line[] {
  const out: Line[] = [];
  let inside = false;
  const said = (at: number, sign: '>' | '<', texts: readonly string[]): void => {
    const arrow = inside ? { '>': '~>', '<': '<~' }[sign] : sign;
    for (const [index, text] of texts.entries()) out.push(row(index === 0 ? at : null, arrow, text));
  };
  const fact = (at: number | null, text: string): void => {
    out.push(row(at, '*', text, 'dim'));
  };
  for (const event of list) {
    // The offers stand in the EHLO reply, word for word
    if (event.type === 'offers' || (!detail && DETAIL.has(event.type))) continue;
    if (event.type === 'sent') said(event.at, '>', [event.line]);
    else if (event.type === 'reply') said(event.at, '<', replyLines(event));
    else if (event.type === 'received') {
      said(event.at, '<', bytesText(event.bytes).split(/\r?\n/));
      fact(null, SPEAKS[event.speaker]);
    } else if (event.type === 'ended' && event.outcome === 'failed') {
      fact(
        event.at,
        `failed${event.failedAt === null ? '' : ` at ${event.failedAt}`}: ${failureWords(list, event, startedAt)}`,
      );
    } else fact(event.at, describeEvent(event, startedAt));
    if (event.type !== 'secured') continue;
    inside = true;
    if (detail) for (const text of certificateLines(event.tls, look)) fact(null, text);
  }
  return out;
}

const row = (at: number | null, sign: string, text: string, style: Style = 'plain'): Line =>
  line(
    span(`${at === null ? '' : Math.round(at)}`.padStart(OFFSET_WIDTH), 'dim'),
    ' ',
    span(sign.padEnd(2), 'accent'),
    ' ',
    span(text, style),
  );

function certificateLines(tls: Extract<TraceEvent, { type: 'secured' }>['tls'], look: Look): readonly string[] {
  const { certificate } = tls;
  if (certificate === null) return ['no certificate'];
  const bits = certificate.key.bits === null ? '' : ` ${certificate.key.bits} bit`;
  return [
    `certificate ${certificate.subject}, issued by ${certificate.issuer}${certificate.selfSigned ? ' (self-signed)' : ''}`,
    `  for ${certificate.names.length === 0 ? 'no name' : certificate.names.join(', ')}`,
    `  valid ${certificate.validFrom.slice(0, 10)} ${look.signs.arrow} ${certificate.validTo.slice(0, 10)}, ${certificate.key.type}${bits}, ${certificate.signature ?? 'unknown signature'}`,
    `  SHA-256 ${certificate.fingerprint256}`,
    ...(tls.authorizationError === null ? [] : [`  not trusted: ${tls.authorizationError}`]),
    ...tls.chain.map((link) => `  above it: ${link.subject}, until ${link.validTo.slice(0, 10)}`),
  ];
}
