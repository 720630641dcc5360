import { readFileSync } from 'node:fs';
import type { Parsed } from '@smtp-triage/core';
import { z } from 'zod';
import { CONFIG_SCHEMA, type Config } from './config.ts';

/** What every environment variable of the service begins with. */
export const PREFIX = 'SMTP_TRIAGE_';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of the command line tool that may stand beside ours. */
const FOREIGN: ReadonlySet<string> = new Set(['SMTP_TRIAGE_PASSWORD', 'SMTP_TRIAGE_CONFIG']);

/**
 * The configuration: environment before file before defaults. A setting that nobody knows is an error, so that a typo is
 * not a silent default. Lists are comma-separated in the environment, groups are written with two underscores:
 * `SMTP_TRIAGE_BUDGETS__COOL_DOWN_S=0`.
 */
export function loadConfig(file: string | null, environment: Environment): Parsed<Config> {
  const written = file === null ? { ok: true as const, value: {} } : readFile(file);
  if (!written.ok) return written;
  const given = fromEnvironment(environment);
  if (!given.ok) return given;
  const merged = merge(written.value, given.value);
  const result = CONFIG_SCHEMA.safeParse(merged);
  if (!result.success) return { ok: false, problem: z.prettifyError(result.error) };
  return consistent(result.data);
}

/** The configuration as JSON, what is secret in it masked. */
export function printConfig(config: Config): string {
  const shown = { ...config, databaseUrl: config.databaseUrl === null ? null : withoutPassword(config.databaseUrl) };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/** A URL without its password. */
export const withoutPassword = (url: string): string => url.replace(/^([a-z]+:\/\/[^:@/]*):.*@/i, '$1:‹redacted›@');

/** Every variable with its default, for `--help` and the documentation. */
export const variables = (): readonly { readonly name: string; readonly fallback: string }[] =>
  leaves(CONFIG_SCHEMA, CONFIG_SCHEMA.parse({}), []).map(({ path, fallback }) => ({
    name: variableOf(path),
    fallback: JSON.stringify(fallback),
  }));

type Leaf = { readonly path: readonly string[]; readonly schema: z.ZodType; readonly fallback: unknown };

function leaves(
  schema: z.ZodObject,
  defaults: Readonly<Record<string, unknown>>,
  above: readonly string[],
): readonly Leaf[] {
  return Object.entries(schema.shape).flatMap(([key, inner]) => {
    const path = [...above, key];
    const bare = unwrapped(inner as z.ZodType);
    const fallback = defaults[key];
    return bare instanceof z.ZodObject && fallback !== null
      ? leaves(bare, fallback as Readonly<Record<string, unknown>>, path)
      : [{ path, schema: bare, fallback }];
  });
}

/** Without default, prefault and null around it. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const wrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable;
  return wrapped ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}

const variableOf = (path: readonly string[]): string =>
  `${PREFIX}${path.map((part) => part.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase()).join('__')}`;

function fromEnvironment(environment: Environment): Parsed<Readonly<Record<string, unknown>>> {
  const known = new Map(
    leaves(CONFIG_SCHEMA, CONFIG_SCHEMA.parse({}), []).map((leaf) => [variableOf(leaf.path), leaf]),
  );
  let found: Readonly<Record<string, unknown>> = {};
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === undefined || FOREIGN.has(name)) continue;
    const leaf = known.get(name);
    if (leaf === undefined) return { ok: false, problem: `${name}: there is no such setting` };
    found = merge(found, nested(leaf.path, typed(leaf.schema, text)));
  }
  return { ok: true, value: found };
}

function typed(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodArray) {
    const items = text === '' ? [] : text.split(',').map((item) => item.trim());
    return items.map((item) => typed(schema.element as z.ZodType, item));
  }
  if (schema instanceof z.ZodNumber) return /^\d+$/.test(text) ? Number(text) : text;
  if (schema instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  if (schema instanceof z.ZodObject) return parseJson(text);
  return text;
}

const nested = (path: readonly string[], value: unknown): Readonly<Record<string, unknown>> =>
  path.toReversed().reduce<unknown>((inner, key) => ({ [key]: inner }), value) as Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (
  below: Readonly<Record<string, unknown>>,
  above: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = below[key];
    merged[key] = isGroup(old) && isGroup(value) ? merge(old, value) : value;
  }
  return merged;
};

function readFile(file: string): Parsed<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { ok: false, problem: `${file}: ${error instanceof Error ? error.message : 'cannot be read'}` };
  }
  const value = parseJson(text);
  return isGroup(value) ? { ok: true, value } : { ok: false, problem: `${file}: not a JSON object` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What each setting alone cannot say. */
function consistent(config: Config): Parsed<Config> {
  const widened = config.allowCidrs.length > 0 || config.allowPorts.length > 0;
  if (config.profile === 'public' && widened) {
    return {
      ok: false,
      problem: 'allowCidrs and allowPorts belong to the private profile; the public one tests the public internet only',
    };
  }
  return { ok: true, value: config };
}
