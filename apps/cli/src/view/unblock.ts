import { fallbackLines, liftText, policyText, requestNote, type UnblockKit } from '@smtp-triage/core/unblock';
import { BLANK, indent, type Line, line, span, wrap } from './text.ts';
import type { Look } from './theme.ts';

/** What to do about a network: whether the run fits its policy, the policy, what works as it is, the text to ask with. */
export function unblockLines(kit: UnblockKit, look: Look): readonly Line[] {
  const { platform, agreement, fallback } = kit;
  // Nothing more where the network is not to blame: who reads on would take it for the cause
  if (agreement?.verdict === 'nothing-closed') return unblockBrief(kit, look);
  return [
    line(span(`Network: ${platform.network}`, 'strong')),
    ...(agreement === null ? [] : [...wrap(agreement.summary, look.width), BLANK]),
    ...wrap(`${policyText(platform)} ${liftText(platform)}`, look.width),
    ...(platform.url === null ? [] : [line(span(platform.url, 'dim'))]),
    BLANK,
    line('  ', span('What works there as it is', 'strong')),
    ...indent(
      fallbackLines(fallback).flatMap((each) => wrap(`${look.signs.arrow} ${each}`, look.width - 4, 2)),
      4,
    ),
    ...requestLines(kit, look),
  ];
}

/** The same where the network stands in nobody's way: what there is to know, and where the rest is. */
export function unblockBrief(kit: UnblockKit, look: Look): readonly Line[] {
  const { platform, agreement } = kit;
  const note = requestNote(kit);
  return [
    ...wrap(`Network: ${platform.network}. ${agreement?.summary ?? ''}`, look.width),
    ...(note === null
      ? []
      : [...wrap(note, look.width), line('    ', span(`smtp-triage blocks ${platform.id}`, 'accent'))]),
  ];
}

/** The text is never wrapped or indented: it is there to be copied. */
function requestLines(kit: UnblockKit, look: Look): readonly Line[] {
  const { request } = kit;
  const note = requestNote(kit);
  if (request === null) return [];
  return [
    BLANK,
    line('  ', span('Text to ask with', 'strong')),
    ...(note === null ? [] : indent(wrap(note, look.width - 4, 0, 'dim'), 4)),
    BLANK,
    line(span('Subject: ', 'dim'), span(request.subject)),
    BLANK,
    ...request.body.split('\n').map((text) => (text === '' ? BLANK : line(text))),
  ];
}
