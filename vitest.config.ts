import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Real tmux servers and built programs: two cores carry two files at a time.
    maxWorkers: 2,
    env: { NODE_ENV: 'test' },
  },
});
