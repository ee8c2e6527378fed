/**
 * Mutation tests of the store, whose tests need a table; `npm run mutants` has the other rooms. Stryker is no dependency:
 * docs/mutation.md says how to run it in a copy, and what came of it.
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'stryker.vitest.config.ts', related: false },
  // TypeScript 7 has no API that Stryker could ask: it must find no project file.
  tsconfigFile: 'none.json',
  mutate: ['shared/dynamodb/**/*.ts'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 30_000,
  reporters: ['json', 'clear-text', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false },
  disableTypeChecks: false,
  ignorePatterns: ['cdk.out', 'coverage', 'reports', 'docs'],
}
