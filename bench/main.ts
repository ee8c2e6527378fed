import { Command, CommanderError } from 'commander'
import type { Benchmark } from './benchmark.ts'
import { decisions } from './decisions.ts'
import { exchangeHttp } from './exchangeHttp.ts'
import { exchangeOrders } from './exchangeOrders.ts'
import { replayEvents } from './replay.ts'

const BENCHMARKS: readonly Benchmark[] = [exchangeOrders, exchangeHttp, replayEvents, decisions]
const RUNS = 3

/** Each is run three times after one for warming up. */
async function measure({ run }: Benchmark): Promise<number> {
  await run()
  const results: number[] = []
  for (let i = 0; i < RUNS; i += 1) results.push(await run())
  return Math.max(...results)
}

async function main(): Promise<number> {
  const program = new Command('npm run bench --')
    .description('How fast the parts are, against what they should reach')
    .option('--json', 'print one line of JSON: a number a benchmark, and its ratio to the target')
    .exitOverride()
  program.parse()
  const { json } = program.opts<{ json?: true }>()
  const results: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  for (const benchmark of BENCHMARKS) {
    const { key, title, unit, target } = benchmark
    const value = Math.round(await measure(benchmark))
    results[key] = value
    ratios[key] = Math.round((100 * value) / target) / 100
    if (json === true) continue
    process.stdout.write(`${title.padEnd(70)} ${value} ${unit}, ${ratios[key]} x the target of ${target}\n`)
  }
  if (json === true) process.stdout.write(`${JSON.stringify({ ...results, ratios })}\n`)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
