import { defineConfig } from 'vitest/config';

/** Imports of our own packages read their sources, so tests need no build. Tests of built programs build first. */
const conditions = ['@smtp-triage/source', 'module', 'node', 'development|production'];

const project = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    passWithNoTests: false,
    projects: [
      project('core', ['packages/core/src/**/*.test.ts'], 10_000),
      project('packages', ['packages/{page,probe,mock-server}/**/*.test.{ts,tsx}'], 20_000),
      project('apps', ['apps/**/*.test.ts'], 30_000),
      project('proving', ['proving/**/*.test.ts'], 120_000),
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'html', 'json-summary'],
    },
  },
});
