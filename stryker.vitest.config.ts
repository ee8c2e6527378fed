import { defineConfig } from 'vitest/config'

/** The tests that Stryker runs against each mutant: quick ones that end, without projects, which it does not know. */
export default defineConfig({
  test: {
    include:
      process.env['MUTATE'] === 'store'
        ? ['test/integration/store/**/*.test.ts']
        : ['test/requirements/**/*.test.ts', 'test/unit/{machine,accounting,reconcile}/**/*.test.ts'],
    exclude: ['test/unit/machine/properties.test.ts'],
    env: { NO_PROXY: '127.0.0.1' },
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
