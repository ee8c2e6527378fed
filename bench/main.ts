import { Command, CommanderError } from 'commander'
import type { Benchmark } from './benchmark.ts'
import { decisions } from './decisions.ts'
import { exchangeHttp } from './exchangeHttp.ts'
import { exchangeOrders } from './exchangeOrders.ts'
import { decodedEvents, replayEvents } from './replay.ts'

const BENCHMARKS: readonly Benchmark[] = [
  exchangeOrders,
  exchangeHttp,
  decodedEvents,
  replayEvents,
  decisions,
]
/** An odd number, so that the median is a run. */
const RUNS = 5

/** Each is run five times after one for warming up: the median, in events or calls a second. */
async function measure({ run }: Benchmark): Promise<number> {
  await run()
  const results: number[] = []
  for (let i = 0; i < RUNS; i += 1) results.push(await run())
  return results.toSorted((a, b) => a - b)[(RUNS - 1) / 2] ?? 0
}

async function main(): Promise<number> {
  const program = new Command('npm run bench --')
    .description('How fast the parts are, against what they should reach')
    .option(
      '--json',
      'print one line of JSON: a number a benchmark, its ratio to the target, and a replay to bare decoding',
    )
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
  const ofDecoding = (results[replayEvents.key] ?? 0) / (results[decodedEvents.key] ?? 1)
  ratios['replayToDecoding'] = Math.round(100 * ofDecoding) / 100
  if (json !== true) process.stdout.write(`a replay runs at ${ratios['replayToDecoding']} of bare decoding\n`)
  else process.stdout.write(`${JSON.stringify({ ...results, ratios })}\n`)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
