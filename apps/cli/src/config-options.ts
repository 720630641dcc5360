import { type Mode, type Parsed, type Port, parsePort, parseTarget, type Target } from '@smtp-triage/core';
import { parseMailbox, parsePlain, problem } from './fields.ts';
import { type Raw, Reader } from './raw.ts';
import { MODES } from './spec.ts';

/** What `config` was asked. */
export type Asked = {
  readonly target: Target;
  /** Given by option, or by the target itself: `host:port`, a URL. */
  readonly port: Port | null;
  readonly mode: Mode | null;
  readonly user: string | undefined;
  readonly from: string | undefined;
};

/** Reads what `config` needs to know; the options of a live run are read where it runs. */
export function parseConfig(argument: string, raw: Raw): Parsed<Asked> {
  const target = parseTarget(argument);
  if (!target.ok) return target;
  const reader = new Reader(raw);
  const { kind, port, mode, user } = target.value;
  const asked: Asked = {
    target: target.value,
    port: reader.value('port', parsePort) ?? port,
    mode: reader.choice('mode', MODES) ?? (reader.has('port') ? null : mode),
    user: reader.value('user', parsePlain) ?? (kind === 'url' ? (user ?? undefined) : undefined),
    from: reader.value('from', parseMailbox) ?? undefined,
  };
  return reader.problem === null ? { ok: true, value: asked } : problem(reader.problem);
}
