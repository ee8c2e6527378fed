import { defineConfig } from 'vitest/config'

/** A project per rung of the test ladder, each with the time its rung may need. */
const project = (name: string, testTimeoutMs: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: testTimeoutMs, hookTimeout: 30_000 },
})

export default defineConfig({
  test: {
    env: { NO_PROXY: '127.0.0.1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    projects: [
      project('unit', 20_000),
      project('store', 30_000),
      project('exchange', 30_000),
      project('venue', 60_000),
      project('archive', 300_000),
      project('infra', 60_000),
      project('bundle', 60_000),
      project('e2e', 300_000),
      project('model', 600_000),
      project('report', 120_000),
      project('sim', 300_000),
      project('kill', 900_000),
      project('hostile', 120_000),
      project('tidy', 30_000),
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/machine/**', 'shared/accounting/**', 'shared/strategy/**'],
      thresholds: { branches: 100 },
    },
  },
})
