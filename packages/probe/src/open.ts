import { connect, isIP, type Socket } from 'node:net';
import { isSameAddress } from '@smtp-triage/core';

/** Where a connection goes, and from where. */
export type Opening = {
  readonly host: string;
  readonly port: number;
  readonly sourceAddress: string | null;
  /** The address has been judged: it must be a literal, and whoever answers must be exactly that. */
  readonly pinned: boolean;
};

/** The code of the error when somebody else answers than was judged: nothing that happens on a network explains it. */
export const GUARD_TRIPPED = 'internal-guard-tripped';

/** The connection does not lead where it was allowed to go. No octet was sent. */
export class GuardTripped extends Error {
  override readonly name = 'GuardTripped';
  readonly code = GUARD_TRIPPED;

  constructor() {
    super('a connection led to another address than the one that was judged');
  }
}

/**
 * Opens a TCP connection: the only place in this program that does (security row SEC-08). `connected` is called before an
 * octet can be sent, and only where the peer is the right one; anything else is an `error` of the socket.
 *
 * Node asks no `lookup` hook for a literal, so a check there checks nothing; the peer's address is compared afterwards.
 */
export function openSocket({ host, port, sourceAddress, pinned }: Opening, connected: () => void): Socket {
  if (pinned && isIP(host) === 0) throw new TypeError('openSocket: not an address literal');
  const socket = connect({
    host,
    port,
    noDelay: true,
    autoSelectFamily: false,
    ...(sourceAddress === null ? {} : { localAddress: sourceAddress }),
  });
  socket.once('connect', () => {
    if (!pinned || isSameAddress(socket.remoteAddress ?? '', host)) connected();
    else socket.destroy(new GuardTripped());
  });
  return socket;
}
