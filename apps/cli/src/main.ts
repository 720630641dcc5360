#!/usr/bin/env node
import * as nodeModule from 'node:module';
import manifest from '../package.json' with { type: 'json' };

const [first] = process.argv.slice(2);

if (first === '--version' || first === '-V') {
  process.stdout.write(`smtp-triage ${manifest.version}\n`);
} else {
  // Node 22.1 and later keep the compiled code of the bundles; on Node 20 this does not exist
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };
  enableCompileCache?.();
  void import('./start.ts').then(({ start }) => start({ name: 'smtp-triage', version: manifest.version }));
}
