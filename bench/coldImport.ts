import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from '../infra/bundle.ts'

/** At most: the larger of both functions, to a bundle that only imports the document client. */
export const COLD_IMPORT_LIMIT = 1.9
const RUNS = 10

/**
 * CPU of a cold import of each function's bundle, as a ratio to that of a bundle that only imports the DynamoDB document
 * client as it comes from npm: bundled and run with the same flags, in turn, each time in a new process; medians of ten.
 */
export async function coldImportRatio(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cold-import-'))
  try {
    const file = (name: string): string => join(folder, `${name}.mjs`)
    // Its dependencies are whole: what the functions leave out of theirs is their merit.
    await bundle('bench/documentClientAlone.ts', file('alone'), {})
    await bundle('functions/tick.ts', file('tick'))
    await bundle('functions/stop.ts', file('stop'))
    const files = [file('alone'), file('tick'), file('stop')]
    for (const each of files) importMs(each)
    const turns = Array.from({ length: RUNS }, () => files.map(importMs))
    const [alone = 0, tick = 0, stop = 0] = files.map((_, index) =>
      median(turns.map((turn) => turn[index] ?? 0)),
    )
    return Math.max(tick, stop) / alone
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As the functions are deployed, source maps included. */
function importMs(file: string): number {
  const code = `const before = process.cpuUsage()
    await import(${JSON.stringify(pathToFileURL(file).href)})
    const { user, system } = process.cpuUsage(before)
    process.stdout.write(String((user + system) / 1000))
    process.exit(0)`
  const args = ['--enable-source-maps', '--input-type=module', '--eval', code]
  return Number(execFileSync(process.execPath, args, { env: { PATH: '' }, encoding: 'utf8' }))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.floor(half - 0.5)] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
}
