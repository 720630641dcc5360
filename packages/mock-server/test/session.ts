import type { CapturedMessage, SessionEntry, SessionRecord } from '../src/session-log.ts';

/** A session as a server would have written it. */
export const session = (
  id: number,
  entries: readonly SessionEntry[] = [],
  more: Partial<SessionRecord> = {},
): SessionRecord => ({
  ...{ id, listener: 'submission', mode: 'starttls', entries, tls: null, user: null, mechanism: null, closed: true },
  ...more,
});

/** A message as the machine would have handed it over. */
export const message = (more: Partial<CapturedMessage> & { readonly text?: string } = {}): CapturedMessage => {
  const { text = 'Subject: hello\r\n\r\nhi\r\n', ...others } = more;
  return {
    ...{ session: 1, listener: 'submission', at: 1, from: 'ann@example.test', to: ['bob@example.test'], user: 'ann' },
    ...{ tls: 'TLSv1.3', raw: new TextEncoder().encode(text) },
    ...others,
  };
};

/** Lines that a client said. */
export const said = (...lines: readonly string[]): readonly SessionEntry[] =>
  lines.map((line, at) => ({ at, type: 'received', line }));
