import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assets } from '@smtp-triage/page/document';
import type { Request, Response } from 'express';
import { Problem } from '../problem.ts';
import { type Coding, codingFor, describeCoding } from './send.ts';

/** One file of the page with its compressed forms, in memory: there are a dozen, and they never change. */
type File = { readonly type: string; readonly plain: Buffer; readonly packed: ReadonlyMap<Coding, Buffer> };

/** The page's files, as `apps/web` built them. */
export type PageFiles = { readonly names: Assets; readonly files: ReadonlyMap<string, File> };

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The endings of compressed files. */
const PACKED: readonly (readonly [coding: Coding, ending: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

/** Every name changes with its content. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Beside the built program, else where the workspace builds them. Null: they have not been built, so the pages are plain. */
export const pageFiles: PageFiles | null = load();

function load(): PageFiles | null {
  const folder = ['./web/', '../../../../web/dist/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(join(place, 'manifest.json')));
  if (folder === undefined) return null;
  const assets = join(folder, 'assets');
  const names = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Assets;
  const present = readdirSync(assets);
  const plain = present.filter((name) => Object.hasOwn(TYPES, extname(name)));
  return {
    names,
    files: new Map(
      plain.map((name) => [
        name,
        {
          type: TYPES[extname(name)] ?? '',
          plain: readFileSync(join(assets, name)),
          packed: new Map(
            PACKED.filter(([, ending]) => present.includes(`${name}${ending}`)).map(([coding, ending]) => [
              coding,
              readFileSync(join(assets, `${name}${ending}`)),
            ]),
          ),
        },
      ]),
    ),
  };
}

/** What browsers heed with documents alone: beside a script or a style it is 600 octets of nothing. An image may be opened as a document. */
const OF_DOCUMENTS = [
  'Content-Security-Policy',
  'Cross-Origin-Opener-Policy',
  'Origin-Agent-Cluster',
  'Permissions-Policy',
  'X-DNS-Prefetch-Control',
  'X-Download-Options',
  'X-Frame-Options',
  'X-Permitted-Cross-Domain-Policies',
  'X-XSS-Protection',
] as const;

/** Sends a file, compressed where the caller takes it; 404 where there is none of that name. */
export function sendAsset(request: Request, response: Response, file: File | undefined): void {
  if (file === undefined) throw new Problem('not-found');
  const wanted = codingFor(request);
  const packed = wanted === null ? undefined : file.packed.get(wanted);
  if (!file.type.startsWith('image/')) for (const name of OF_DOCUMENTS) response.removeHeader(name);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', FOREVER);
  describeCoding(response, packed === undefined ? null : wanted);
  response.end(packed ?? file.plain);
}
