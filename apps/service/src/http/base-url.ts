import type { Request } from 'express';
import type { Config } from '../operation/config.ts';

/**
 * The absolute address of this service, without a slash at its end: as configured, else where the connection came in. Never
 * taken from the Host header, which anybody may make up.
 */
export function baseUrlOf(request: Request, { publicUrl }: Config): string {
  if (publicUrl !== null) return publicUrl.replace(/\/+$/, '');
  const { localAddress = '127.0.0.1', localPort = 80 } = request.socket;
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, '');
  return `http://${address.includes(':') ? `[${address.replace(/%.*$/, '')}]` : address}:${localPort}`;
}
