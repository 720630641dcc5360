import { networkInterfaces } from 'node:os';
import { type AddressPolicy, type Parsed, parseCidr, readPolicy } from '@smtp-triage/core';
import { type Stub, stubResolver, systemStub } from '@smtp-triage/probe';
import type { Config } from './config.ts';

/**
 * What may be connected to, by the configuration: for the guard before a diagnosis is accepted, and again for every run.
 * In the public profile the addresses of this machine are never tested, whichever way a packet would take to them; in the
 * private profile an operator opens or closes them by hand. The service's own ports and its database's are never opened.
 * Throws for a configuration that {@link configProblem} has something against.
 */
export function policyOf(config: Config, ownAddresses: readonly string[] = localAddresses()): AddressPolicy {
  const own = ownPorts(config);
  const policy = readPolicy({
    profile: config.profile,
    allow: config.allowCidrs,
    deny: config.profile === 'public' ? [...config.denyAddresses, ...ownAddresses] : config.denyAddresses,
    ports: config.allowPorts.filter((port) => !own.includes(port)),
    allowNat64: config.allowNat64,
  });
  if (policy.ok) return policy.value;
  throw new TypeError(policy.problem);
}

/** Where names are asked for: the servers of the configuration, else, in the private profile, those of the system. */
export function stubOf(config: Config): Stub {
  if (config.dnsServers.length === 0 && config.profile === 'private') return systemStub();
  const stub = stubResolver(config.dnsServers);
  if (stub.ok) return stub.value;
  throw new TypeError(stub.problem);
}

/** What is wrong with the guard's part of a configuration, in words for an operator; null if nothing is. */
export function configProblem(config: Config): string | null {
  const { profile, dnsServers, allowPorts, trustProxy, publicUrl, allowOrigins } = config;
  if (profile === 'public' && dnsServers.length === 0) {
    return 'the public profile needs dnsServers: public resolvers, since those of this machine may know names of the inside';
  }
  const own = ownPorts(config).find((port) => allowPorts.includes(port));
  if (own !== undefined) return `allowPorts holds ${own}, a port of this service itself or of its database`;
  if (publicUrl !== null && !isWebAddress(publicUrl)) return `publicUrl is not an address like https://…: ${publicUrl}`;
  const odd = allowOrigins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (odd !== undefined) return `allowOrigins takes origins like https://example.com, without a path: ${odd}`;
  return firstProblem([
    readPolicy({ profile, allow: config.allowCidrs, deny: config.denyAddresses, ports: allowPorts }),
    stubResolver(dnsServers),
    ...trustProxy.map(parseCidr),
  ]);
}

/** The address of every interface of this machine. */
export const localAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => (list ?? []).map(({ address }) => address))
    .filter((address) => parseCidr(address).ok);

/** Ports that this service or its database listens on. */
function ownPorts({ port, metricsListen, databaseUrl }: Config): readonly number[] {
  const database = databaseUrl !== null && URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  return [
    port,
    ...(metricsListen === null ? [] : [Number(metricsListen.slice(metricsListen.lastIndexOf(':') + 1))]),
    ...(database === null ? [] : [database.port === '' ? POSTGRES_PORT : Number(database.port)]),
  ];
}

const POSTGRES_PORT = 5432;

const firstProblem = (results: readonly Parsed<unknown>[]): string | null =>
  results.flatMap((result) => (result.ok ? [] : [result.problem]))[0] ?? null;

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
