import type { LiveEvent } from '@smtp-triage/core/live';

/** What came over an event stream. `n` null: an event without a number. */
export type StreamEvent = { readonly n: number | null; readonly name: string; readonly event: LiveEvent };

/** What a stream said so far. */
export type StreamText = { readonly text: string; readonly events: readonly StreamEvent[] };

/** Reads the text of a stream by the rules of HTML, section 9.2.6, as far as it is complete. */
export function readStream(text: string): StreamText {
  const events = text.split('\n\n').flatMap((group): readonly StreamEvent[] => {
    const fields = new Map(group.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.replace(/^\w+: /, '')]));
    const [data, name, id] = [fields.get('data'), fields.get('event'), fields.get('id')];
    if (data === undefined || name === undefined) return [];
    return [{ n: id === undefined ? null : Number(id), name, event: JSON.parse(data) as LiveEvent }];
  });
  return { text, events };
}

/** Reads a stream until `enough` says so, then leaves; or to its end. */
export async function follow(
  response: Response,
  enough: (soFar: StreamText) => boolean = () => false,
): Promise<StreamText> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return readStream(text);
    text += part.value;
    // Only whole groups count: a cut in one is lost and comes again
    const soFar = readStream(text.slice(0, text.lastIndexOf('\n\n') + 2));
    if (!enough(soFar)) continue;
    await reader?.cancel();
    return soFar;
  }
}
