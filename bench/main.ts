import { Command, CommanderError } from 'commander'
import type { Benchmark } from './benchmark.ts'
import { COLD_IMPORT_LIMIT, coldImportRatio } from './coldImport.ts'
import { decisions } from './decisions.ts'
import { exchangeHttp } from './exchangeHttp.ts'
import { exchangeOrders } from './exchangeOrders.ts'
import { decodedEvents, replayEvents } from './replay.ts'
import { sweepEvents, ticksShare } from './sweep.ts'
import { TICK_CPU_LIMIT_MS, tickCpuMs } from './tickCpu.ts'

const BENCHMARKS: readonly Benchmark[] = [
  exchangeOrders,
  exchangeHttp,
  decodedEvents,
  replayEvents,
  sweepEvents,
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
      'print one line of JSON: a number a benchmark, its ratio to the target, a replay to bare decoding, a sweep to a replay, its ticks to its time',
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
    ratios[key] = hundredths(value / target)
    if (json === true) continue
    process.stdout.write(`${title.padEnd(70)} ${value} ${unit}, ${ratios[key]} x the target of ${target}\n`)
  }
  const {
    [replayEvents.key]: replayed = 0,
    [decodedEvents.key]: decoded = 1,
    [sweepEvents.key]: swept = 0,
  } = results
  const atMost: Readonly<Record<string, number>> = {
    coldImportRatio: hundredths(await coldImportRatio()),
    tickCpuMs: hundredths(await tickCpuMs()),
  }
  ratios['replayToDecoding'] = hundredths(replayed / decoded)
  ratios['sweepToReplay'] = hundredths(swept / replayed)
  ratios['sweepTicksShare'] = hundredths(await ticksShare(swept))
  if (json === true) process.stdout.write(`${JSON.stringify({ ...results, ...atMost, ratios })}\n`)
  else {
    process.stdout.write(
      `a cold import is ${atMost['coldImportRatio']} x that of the document client alone, at most ${COLD_IMPORT_LIMIT}\n`,
    )
    process.stdout.write(
      `a quiet tick takes ${atMost['tickCpuMs']} ms of CPU above its bare calls, at most ${TICK_CPU_LIMIT_MS}\n`,
    )
    process.stdout.write(`a replay runs at ${ratios['replayToDecoding']} of bare decoding\n`)
    process.stdout.write(
      `a sweep runs at ${ratios['sweepToReplay']} of a replay, ${ratios['sweepTicksShare']} of its time in ticks\n`,
    )
  }
  return 0
}

const hundredths = (value: number): number => Math.round(100 * value) / 100

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
