import { defineConfig } from 'vitest/config';
import { PATIENCE } from './test/support/tmux-server.ts';

export default defineConfig({
  test: {
    // Far above what a test takes: a machine may be several times as slow as another, and is busy with two other files.
    testTimeout: 90_000 * PATIENCE,
    hookTimeout: 90_000 * PATIENCE,
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Real tmux servers and built programs: they mostly wait, so two cores carry three files at a time.
    maxWorkers: 3,
    // A machine that is busy with something else may starve one of them; what fails twice fails.
    retry: process.env.CI === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,property,ui}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/build-once.ts'],
          testTimeout: 240_000 * PATIENCE,
        },
      },
    ],
  },
});
