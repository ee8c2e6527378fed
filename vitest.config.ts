import { basename } from 'node:path'
import { defineConfig } from 'vitest/config'

/** A project per rung of the test ladder, named after its folder, with the time its rung may need. */
const project = (folder: string, testTimeoutMs: number) => ({
  test: {
    name: basename(folder),
    include: [`test/${folder}/**/*.test.ts`],
    testTimeout: testTimeoutMs,
    hookTimeout: 30_000,
  },
})

export default defineConfig({
  test: {
    // Every core: most of the tests compute, and those that wait for processes do so meanwhile.
    maxWorkers: '100%',
    env: { NO_PROXY: '127.0.0.1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    projects: [
      project('requirements', 20_000),
      project('unit', 20_000),
      project('integration/store', 30_000),
      project('integration/exchange', 30_000),
      project('integration/venue', 60_000),
      project('integration/archive', 300_000),
      project('integration/infra', 60_000),
      project('integration/bundle', 60_000),
      project('integration/e2e', 300_000),
      project('verification/model', 600_000),
      project('integration/report', 120_000),
      project('verification/sim', 300_000),
      project('verification/kill', 900_000),
      project('verification/hostile', 120_000),
      project('verification/mutation', 30_000),
      project('tidy', 30_000),
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/machine/**', 'shared/accounting/**', 'shared/strategy/**'],
      thresholds: { branches: 100 },
    },
  },
})
