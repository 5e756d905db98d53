import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What they test keeps nothing, in memory or elsewhere, that the test of another file could find. */
const PURE = [
  'checks/**/*.test.ts',
  'config/**/*.test.ts',
  'console/web/**/*.test.ts',
  'fixtures/**/*.test.ts',
  'model/**/*.test.ts',
  'requirements/**/*.test.ts',
  'verdicts/**/*.test.ts',
  'tests/rules/**/*.test.ts',
  'tests/{catalogue,air-mutants,reference-output}.test.ts',
];
const CONTAINERS = [
  'tests/containers/**/*.test.ts',
  'tests/peers/**/*.test.ts',
  'simulators/pacs/container/**/*.test.ts',
];
const E2E = ['tests/e2e/**/*.test.ts'];
const EXCLUDED = ['node_modules/**', 'dist/**', 'reports/runs/**'];

/** Where end-to-end tests run together with others they come first: of long files none is left for the end. */
class EndToEndFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isEndToEnd = ({ project }: TestSpecification) => project.name === 'e2e';
    return [...sorted.filter(isEndToEnd), ...sorted.filter((file) => !isEndToEnd(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: EndToEndFirst },
    projects: [
      // One after the other in one thread, which loads what they import once.
      { extends: true, test: { name: 'pure', include: PURE, exclude: EXCLUDED, pool: 'threads' } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, ...PURE, ...CONTAINERS, ...E2E],
          globalSetup: ['tests/shared-folder.ts'],
        },
      },
      { extends: true, test: { name: 'containers', include: CONTAINERS, exclude: EXCLUDED } },
      { extends: true, test: { name: 'e2e', include: E2E, exclude: EXCLUDED } },
    ],
    // Native addons and real listening sockets: one process per file, no shared state.
    pool: 'forks',
    poolOptions: {
      // Vitest would leave one core out. A test that waits for peers and child processes leaves its core to another one.
      forks: { minForks: 1, maxForks: Math.ceil(1.5 * availableParallelism()) },
      threads: { isolate: false, minThreads: 1, maxThreads: 1 },
    },
    maxConcurrency: 3,
    // On CI colours would stand between the words that tests look for in what the command line prints.
    env: { NO_COLOR: '1' },
    // It imports JSON in a way that only bundlers take.
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    setupFiles: ['tests/own-temporary-folder.ts'],
    // What hangs is ended by deadlines inside the tests, which say what did not come; these are for a slow machine.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
