import { CONTROL_HOSTS, type Parsed, type PortMode, PUBLIC_POLICY, type Secret, usualMode } from '@smtp-triage/core';
import {
  BUDGET_MS,
  type Edge,
  type Override,
  type SubmissionHost,
  systemStub,
  type TriageOptions,
} from '@smtp-triage/probe';
import { problem, type Resolve } from './fields.ts';
import type { CheckOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** The secret that was found, and which kind it is. */
export type Asked = { readonly secret: Secret | null; readonly token: boolean } | { readonly interrupted: true };

/** Time after a slow greeting for the rest of the dialogue. */
const AFTER_GREETING_MS = 4_000;

/** The options of the command line as the probe takes them. */
export function requestOptions(options: CheckOptions, asked: Asked, found: SubmissionHost | null): TriageOptions {
  const { settings, envelope, patienceMs } = options;
  const secret = 'secret' in asked ? asked.secret : null;
  const token = 'token' in asked && asked.token;
  return {
    target: options.target,
    ...(found === null ? {} : { found }),
    // A login is tried where there is a secret for it; the user of an e-mail address alone asks for none
    ...(options.user === null || secret === null
      ? {}
      : { user: options.user, ...(token ? { token: secret } : { password: secret }) }),
    ...given('mechanism', options.mechanism),
    ...(settings === null ? {} : { port: settings.port, mode: settings.mode }),
    only: options.only,
    ...(options.ports === null
      ? {}
      : { ladder: options.ports.map((port): PortMode => ({ port, mode: usualMode(port) })) }),
    families: options.families,
    ...(envelope === null ? {} : { from: envelope.from, to: envelope.to, ...given('size', envelope.size) }),
    ...given('ehloName', options.ehlo),
    ...given('servername', options.sni),
    ...given('minTls', options.minTls),
    ...(patienceMs === null ? {} : { timing: { greetingMs: patienceMs } }),
    budgetMs: options.timeoutMs ?? Math.max(BUDGET_MS, (patienceMs ?? 0) + AFTER_GREETING_MS),
    waitForAll: options.all,
    connectTo: options.connectTo,
    proxied: options.proxy !== null,
    controls:
      options.controls === null ? CONTROL_HOSTS : options.controls.map((place) => ({ ...place, builtIn: false })),
  };
}

/** Everything about this machine: addresses, proxy, certificates. Reads the files that were named. */
export async function edgeOf(options: CheckOptions, terminal: Terminal): Promise<Parsed<Edge>> {
  const texts: Record<'ca' | 'cert' | 'key', string | null> = { ca: null, cert: null, key: null };
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = options[name];
    if (path === null) continue;
    const text = await terminal.world.readFile(path);
    if (!text.ok) return problem(`--${name}: ${text.problem}`);
    const what = name === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
    if (!new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(text.value)) {
      return problem(
        `--${name}: ${path} holds no ${name === 'key' ? 'private key' : 'certificate'} in PEM form ("-----BEGIN ${what}-----")`,
      );
    }
    texts[name] = text.value;
  }
  return {
    ok: true,
    value: {
      resolve: overrides(options.resolve),
      ...given('sourceAddress', options.source),
      ...given('proxy', options.proxy),
      ...(options.publicOnly ? guarded() : {}),
      trust: {
        ...(texts.ca === null ? {} : { ca: [texts.ca] }),
        ...given('cert', texts.cert),
        ...given('key', texts.key),
      },
    },
  };
}

/** Names are asked of DNS alone, for the server of an e-mail address, too. */
function guarded(): Edge {
  const stub = systemStub();
  return { policy: PUBLIC_POLICY, stub, names: stub.names };
}

/** Several `--resolve` for one host add up. */
const overrides = (list: readonly Resolve[]): readonly Override[] =>
  [...new Set(list.map(({ host }) => host))].map((host) => ({
    host,
    addresses: list.filter((each) => each.host === host).map(({ address }) => address),
  }));

const given = <K extends string, T>(name: K, value: T | null): { readonly [P in K]?: T } =>
  (value === null ? {} : { [name]: value }) as { readonly [P in K]?: T };
