import { defineConfig } from 'vitest/config'

/** The tests that Stryker runs against each mutant of the store, without projects, which it does not know. */
export default defineConfig({
  test: {
    include: ['test/integration/store/**/*.test.ts'],
    env: { NO_PROXY: '127.0.0.1' },
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
