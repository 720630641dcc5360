import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assets } from '@smtp-triage/page/document';
import type { Request, Response } from 'express';
import { Problem } from '../problem.ts';

/** One file of the page with its compressed forms, in memory: there are a dozen, and they never change. */
type File = { readonly type: string; readonly plain: Buffer; readonly packed: ReadonlyMap<string, Buffer> };

/** The page's files, as `apps/web` built them. */
export type PageFiles = { readonly names: Assets; readonly files: ReadonlyMap<string, File> };

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Encodings in the order in which we prefer them, with the ending of their files. */
const PACKED: readonly (readonly [encoding: string, ending: string])[] = [
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
            PACKED.filter(([, ending]) => present.includes(`${name}${ending}`)).map(([encoding, ending]) => [
              encoding,
              readFileSync(join(assets, `${name}${ending}`)),
            ]),
          ),
        },
      ]),
    ),
  };
}

/** Sends a file, compressed where the caller takes it; 404 where there is none of that name. */
export function sendAsset(request: Request, response: Response, file: File | undefined): void {
  if (file === undefined) throw new Problem('not-found');
  const encoding = PACKED.map(([name]) => name).find((name) => file.packed.has(name) && request.acceptsEncodings(name));
  const body = encoding === undefined ? undefined : file.packed.get(encoding);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', FOREVER);
  response.setHeader('Vary', 'Accept-Encoding');
  if (encoding !== undefined && body !== undefined) response.setHeader('Content-Encoding', encoding);
  response.end(body ?? file.plain);
}
