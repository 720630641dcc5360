import { z } from 'zod';

/** Every setting with its default; the environment variable is `SMTP_TRIAGE_` + the name in capitals. */
export const CONFIG_SCHEMA = z.strictObject({
  /** Address to listen on. Loopback unless somebody decides otherwise. */
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(8025),
  /** `public`: reachable by strangers. `private`: run by a person or team for itself. */
  profile: z.enum(['public', 'private']).default('private'),
  /** A folder for the embedded store and the audit log. */
  dataDir: z.string().default('smtp-triage-data'),
  /** `postgres://…` in place of the embedded store. */
  databaseUrl: z.string().nullable().default(null),
  /** Ranges that may be tested beside the public internet (private profile). */
  allowCidrs: z.array(z.string()).default([]),
  /** Ports beside 25, 465, 587 and 2525 (private profile). */
  allowPorts: z.array(z.number().int().min(1).max(65_535)).default([]),
  /** Addresses that are never tested, beside those the guard knows. */
  denyAddresses: z.array(z.string()).default([]),
  allowNat64: z.boolean().default(false),
  /** DNS servers to ask, `address` or `address:port`; empty: those of the system. */
  dnsServers: z.array(z.string()).default([]),
  /** PEM file of CAs to trust beside the usual ones. */
  caFile: z.string().nullable().default(null),
  /** Hosts that may be asked to tell network from server; null: the built-in ones; empty: none. */
  controls: z.array(z.string()).nullable().default(null),
  ehloName: z.string().nullable().default(null),
  /** Diagnoses at a time. With many more one processor has no time left for callers. */
  concurrency: z.number().int().min(1).max(1_000).default(30),
  /** Diagnoses that may wait. */
  queueLimit: z.number().int().min(1).default(1_000),
  /** Wall time of one diagnosis, in milliseconds. */
  budgetMs: z.number().int().min(1_000).max(300_000).default(12_000),
  /** How long a diagnosis is remembered, in hours, and how many at most. */
  retentionHours: z.number().int().min(1).default(168),
  retentionCount: z.number().int().min(1).default(100_000),
  /** CIDRs of proxies whose X-Forwarded-For is believed. */
  trustProxy: z.array(z.string()).default([]),
  /** Names by which browsers reach this service, beside its address (SEC-34). */
  allowHosts: z.array(z.string()).default([]),
  allowOrigins: z.array(z.string()).default([]),
  /** Where metrics are served: on the main listener for tokens and the private profile, or on a listener of their own (`host:port`). */
  metricsListen: z.string().nullable().default(null),
  /** Login of the probe module smtp_auth_587, for this host alone: the password is the first line of the file. */
  probeLogin: z
    .strictObject({ host: z.string(), username: z.string(), passwordFile: z.string() })
    .nullable()
    .default(null),
  /** Scrapes at a time. */
  probeConcurrency: z.number().int().min(1).default(20),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The public address of this service, for absolute links. */
  publicUrl: z.string().nullable().default(null),
  budgets: z
    .strictObject({
      anonymousPerHour: z.number().int().min(0).default(20),
      anonymousInFlight: z.number().int().min(0).default(3),
      tokenPerHour: z.number().int().min(0).default(200),
      tokenInFlight: z.number().int().min(0).default(10),
      /** Scrapes of `/probe` by one client; each asks for one diagnosis, whatever it costs. */
      scrapesPerHour: z.number().int().min(0).default(3_600),
      targetPerMinute: z.number().int().min(1).default(2),
      networkPerMinute: z.number().int().min(1).default(30),
      /** Diagnoses of everybody together; what is beyond the queue is shed anyway. */
      globalPerMinute: z.number().int().min(1).default(6_000),
      loginFailuresPer15Minutes: z.number().int().min(1).default(5),
      /** Seconds during which the same question gets the same answer (API-37). */
      coolDownS: z.number().int().min(0).default(60),
    })
    .prefault({}),
});

/** The whole configuration, checked. */
export type Config = z.infer<typeof CONFIG_SCHEMA>;
