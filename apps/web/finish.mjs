// After the bundle: says which file is which, and compresses each once, so that no request has to.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('dist/', import.meta.url);
const assets = new URL('assets/', dist);

const icon = readFileSync(new URL('src/icon.svg', import.meta.url));
const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
writeFileSync(new URL(iconName, assets), icon);
for (const name of readdirSync(assets)) if (name.startsWith('metafile')) rmSync(new URL(name, assets));

const names = readdirSync(assets);
const named = (/** @type {string} */ start, /** @type {string} */ end) => {
  const found = names.find((name) => name.startsWith(`${start}-`) && name.endsWith(end));
  if (found === undefined) throw new Error(`the bundle has no ${start}…${end}`);
  return `/assets/${found}`;
};
const main = named('main', '.js');
const text = readFileSync(new URL(main.replace('/assets/', ''), assets), 'utf8');
const manifest = {
  main,
  parts: [...text.matchAll(/from"\.\/(chunk-\w+\.js)"/g)].map(([, part]) => `/assets/${part}`),
  theme: named('theme', '.js'),
  style: named('style', '.css'),
  icon: `/assets/${iconName}`,
};
writeFileSync(new URL('manifest.json', dist), `${JSON.stringify(manifest, null, 2)}\n`);

for (const name of names) {
  const content = readFileSync(new URL(name, assets));
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(new URL(`${name}.br`, assets), brotliCompressSync(content, { params: size }));
  writeFileSync(new URL(`${name}.gz`, assets), gzipSync(content, { level: 9 }));
}
