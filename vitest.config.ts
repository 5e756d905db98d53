import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'reports/runs/**'],
    // Native addons and real listening sockets: one process per file, no shared state.
    pool: 'forks',
    // Vitest would leave one core out. Tests wait for peers and child processes more than they compute.
    poolOptions: { forks: { minForks: 1, maxForks: Math.max(2, availableParallelism()) } },
    maxConcurrency: 3,
    // On CI colours would stand between the words that tests look for in what the command line prints.
    env: { NO_COLOR: '1' },
    // It imports JSON in a way that only bundlers take.
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    globalSetup: ['tests/shared-folder.ts'],
    setupFiles: ['tests/own-temporary-folder.ts'],
    // What hangs is ended by deadlines inside the tests, which say what did not come; these are for a slow machine.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
