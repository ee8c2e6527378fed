import { BUDGETS, bundleAll, faultsOf } from './bundleBudgets.ts'

/** Says how large the bundles are, and fails where one is larger than its budget or carries what it may not. */
const bundles = await bundleAll()
const names = ['tick', 'stop'] as const
for (const name of names) {
  const { bytes } = bundles[name]
  process.stdout.write(`${name}: ${Math.round(bytes / 1000)} of ${BUDGETS[name] / 1000} kB\n`)
}
const faults = names.flatMap((name) => faultsOf(name, bundles[name]))
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.exitCode = faults.length === 0 ? 0 : 1
