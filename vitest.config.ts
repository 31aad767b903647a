import { defineConfig } from 'vitest/config';
import { PATIENCE } from './test/support/tmux-server.ts';

const ENGINES = 'test/unit/engine/**/*.test.ts';

/** Real tmux servers and built programs: two cores carry more files at a time than they have cores. */
const mostlyWaiting = { maxWorkers: 4, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // Far above what a test takes: a machine may be several times as slow as another, and is busy with other files.
    testTimeout: 90_000 * PATIENCE,
    hookTimeout: 90_000 * PATIENCE,
    reporters: ['default', './test/support/summary-reporter.ts'],
    // A machine that is busy with something else may starve one of them; what fails twice fails.
    retry: process.env.CI === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,property,ui}/**/*.test.{ts,tsx}'],
          exclude: [ENGINES],
          setupFiles: ['test/support/seed.ts'],
          // To load the same modules anew for every file would take longer than most of the tests.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // An engine judges the memory of its process: these have one for each file.
          name: 'engine',
          include: [ENGINES],
          setupFiles: ['test/support/seed.ts'],
          ...mostlyWaiting,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/build-once.ts'],
          isolate: false,
          testTimeout: 240_000 * PATIENCE,
          ...mostlyWaiting,
        },
      },
    ],
  },
});
