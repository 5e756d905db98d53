import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'reports/runs/**'],
    // Native addons and real listening sockets: one process per file, no shared state.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
