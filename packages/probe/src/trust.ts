import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Parsed } from '@smtp-triage/core';

/** Whom to trust beyond the defaults, and who to be if a server asks for a client certificate. All texts are PEM. */
export type Trust = {
  /** CA certificates in addition to Node's roots. */
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
};

/** A context holds a few hundred kilobytes of roots. */
const MOST_CONTEXTS = 16;
const contexts = new Map<string, tls.SecureContext>();
/** The same by the object itself: a caller with many targets gives the same one each time, and digesting its texts would cost more than the look. */
const byTrust = new WeakMap<Trust, tls.SecureContext>();

/**
 * The TLS settings of a run, made once per {@link Trust}. Weak servers must be seen to be named, so everything that
 * OpenSSL can still speak is allowed here; core judges it. Gives a problem where the PEM texts are no certificates or keys.
 */
export function trustStore(trust: Trust): Parsed<tls.SecureContext> {
  const met = byTrust.get(trust);
  if (met !== undefined) return { ok: true, value: met };
  const store = storeOf(trust);
  if (store.ok) byTrust.set(trust, store.value);
  return store;
}

function storeOf(trust: Trust): Parsed<tls.SecureContext> {
  // A digest, so that a private key does not live on as the name of a cache entry
  const parts = JSON.stringify([trust.ca ?? [], trust.cert ?? null, trust.key ?? null]);
  const id = createHash('sha256').update(parts).digest('base64');
  const known = contexts.get(id);
  if (known !== undefined) return { ok: true, value: known };
  try {
    // createSecureContext takes any text for a CA and says nothing
    for (const text of trust.ca ?? []) new X509Certificate(text);
    const ca = rootsWith(trust.ca);
    const context = tls.createSecureContext({
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      // Without `ca` Node uses its default store, extra roots from the environment included
      ...(ca === undefined ? {} : { ca }),
      ...(trust.cert === undefined ? {} : { cert: trust.cert }),
      ...(trust.key === undefined ? {} : { key: trust.key }),
    });
    if (contexts.size >= MOST_CONTEXTS) contexts.clear();
    contexts.set(id, context);
    return { ok: true, value: context };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `the CA, certificate or key given cannot be used: ${reason}` };
  }
}

/** The roots to trust where CA certificates are given besides Node's own; undefined means Node's default. */
export const rootsWith = (ca: readonly string[] = []): string[] | undefined =>
  ca.length === 0 ? undefined : [...defaultRoots(), ...ca];

/** What Node trusts by default, as texts; before Node 22.15 that must be put together by hand. */
function defaultRoots(): readonly string[] {
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'default') => readonly string[] };
  if (getCACertificates !== undefined) return getCACertificates('default');
  const flags = `${process.env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`;
  const files = [process.env['NODE_EXTRA_CA_CERTS']];
  // Node reads SSL_CERT_FILE only when told to use OpenSSL's store
  if (flags.includes('--use-openssl-ca')) files.push(process.env['SSL_CERT_FILE']);
  return [...tls.rootCertificates, ...files.flatMap((file) => readable(file))];
}

/** Node warns about a file it cannot read and goes on; so do we, without the warning. */
function readable(file: string | undefined): readonly string[] {
  if (file === undefined || file === '') return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}

let uncommon: tls.SecureContext | null = null;

/**
 * A context that offers anonymous key exchange alone, which no mail server takes: the handshake is answered by an alert of
 * seven octets, or not at all. Nothing can ever be sent over it.
 */
export function nothingInCommon(): tls.SecureContext {
  uncommon ??= tls.createSecureContext({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: 'ADH-AES256-GCM-SHA384:@SECLEVEL=0',
  });
  return uncommon;
}
