import { codeBlock, escaped } from '../report/escape.ts';
import { fallbackLines, liftText, policyText, requestNote } from './text.ts';
import type { UnblockKit } from './types.ts';

/** A kit as a section of Markdown; in brief, and where the network is not to blame, without the text to ask with. */
export function unblockMarkdown(kit: UnblockKit, inBrief: boolean): string {
  const { platform, agreement, fallback, request } = kit;
  const note = requestNote(kit);
  const head = [`## Network: ${escaped(platform.network)}`, ''];
  if (agreement !== null && (inBrief || agreement.verdict === 'nothing-closed'))
    return [...head, escaped([agreement.summary, ...(note === null ? [] : [note])].join(' '))].join('\n');
  return [
    ...head,
    ...(agreement === null ? [] : [escaped(agreement.summary), '']),
    `${escaped(policyText(platform))} ${escaped(liftText(platform))}${platform.url === null ? '' : ` <${platform.url}>`}`,
    '',
    ...fallbackLines(fallback).map((line) => `- ${escaped(line)}`),
    ...(request === null
      ? []
      : [
          '',
          `### ${escaped(request.subject)}`,
          '',
          ...(note === null ? [] : [escaped(note), '']),
          codeBlock(request.body),
        ]),
  ].join('\n');
}
