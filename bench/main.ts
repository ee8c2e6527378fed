import { Command, CommanderError } from 'commander'
import type { Benchmark } from './benchmark.ts'
import { bytes } from './bytes.ts'
import { COLD_IMPORT_LIMIT, coldImportRatio } from './coldImport.ts'
import { decisions } from './decisions.ts'
import { exchangeHttp } from './exchangeHttp.ts'
import { exchangeOrders } from './exchangeOrders.ts'
import { bellCpuPercent } from './listenCpu.ts'
import { decodedEvents, replayEvents } from './replay.ts'
import { ROUND_LIMITS, rounds, sharedRounds } from './round.ts'
import { rebuiltEvents, sweepEvents, ticksShare } from './sweep.ts'
import { tapeFormats } from './tapeFormats.ts'
import { TICK_CPU_LIMIT_MS, tickCpuMs } from './tickCpu.ts'
import { usage } from './usage.ts'
import { WAKE_LIMIT_MS, wakeMs } from './wake.ts'

/** What is compared is measured in turn: whatever else the machine does then happens to each of them. */
const TAPE = [decodedEvents, rebuiltEvents, replayEvents, sweepEvents] as const
const GROUPS: readonly (readonly Benchmark[])[] = [[exchangeOrders], [exchangeHttp], TAPE, [decisions]]
/** An odd number, so that the median is a run. */
const RUNS = 5

/** Five rounds after one for warming up: for each benchmark its runs, in events or calls a second. */
async function measure(group: readonly Benchmark[]): Promise<ReadonlyMap<Benchmark, readonly number[]>> {
  for (const { run } of group) await run()
  const runs = new Map<Benchmark, number[]>(group.map((each) => [each, []]))
  for (let round = 0; round < RUNS; round += 1)
    for (const [{ run }, results] of runs) results.push(await run())
  return runs
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[(values.length - 1) / 2] ?? 0

async function main(): Promise<number> {
  const program = new Command('npm run bench --')
    .description('The speed of the parts, against their targets')
    .option(
      '--json',
      'print one line of JSON: the figure of each benchmark and its ratio to the target; a replay’s speed to that of bare decoding; a sweep’s to a replay’s; the share of ticks in its time',
    )
    .option(
      '--usage',
      'how long a tick takes at each memory size of Lambda, by its share of a processor, with 5 ms to the table and 30 ms to the venue; needs root on Linux',
    )
    .option(
      '--bytes',
      'how large a market’s item and a tick’s log lines are, over two hours of the calm market',
    )
    .option(
      '--round',
      'one round over 10, 50 and 200 markets that hold shares, and a STOP over 200; nothing else',
    )
    .option(
      '--share',
      'the same rounds over 50 outcomes with the processor’s share of 512 MB, and over 200 with a whole core; nothing else',
    )
    .option('--tape-formats', 'compare our own tape format with Parquet and Arrow, and nothing else')
    .exitOverride()
  program.parse()
  const options = program.opts<{
    json?: true
    usage?: true
    bytes?: true
    round?: true
    share?: true
    tapeFormats?: true
  }>()
  if (options.usage === true) {
    process.stdout.write(`${JSON.stringify(await usage(), null, 2)}\n`)
    return 0
  }
  if (options.bytes === true) {
    process.stdout.write(`${JSON.stringify(await bytes(), null, 2)}\n`)
    return 0
  }
  if (options.round === true) {
    process.stdout.write(`${JSON.stringify(await rounds())}\n`)
    return 0
  }
  if (options.share === true) {
    process.stdout.write(`${JSON.stringify(await sharedRounds())}\n`)
    return 0
  }
  if (options.tapeFormats === true) process.stdout.write(await tapeFormats())
  else await benchmarks(options.json === true)
  return 0
}

async function benchmarks(isJson: boolean): Promise<void> {
  const results: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  const runsOf = new Map<Benchmark, readonly number[]>()
  for (const group of GROUPS) {
    for (const [benchmark, runs] of await measure(group)) {
      const { key, title, unit, target } = benchmark
      const value = Math.round(median(runs))
      runsOf.set(benchmark, runs)
      results[key] = value
      ratios[key] = hundredths(value / target)
      if (isJson) continue
      process.stdout.write(`${title.padEnd(70)} ${value} ${unit}, ${ratios[key]} x the target of ${target}\n`)
    }
  }
  /** Of two that were measured in turn: the median of the rounds, each against its own neighbour. */
  const compared = (one: Benchmark, other: Benchmark, by: (a: number, b: number) => number): number => {
    const others = runsOf.get(other) ?? []
    return hundredths(median((runsOf.get(one) ?? []).map((value, round) => by(value, others[round] ?? 1))))
  }
  const ratio = (a: number, b: number): number => a / b
  const woken = await wakeMs()
  const atMost: Readonly<Record<string, number>> = {
    coldImportRatio: hundredths(await coldImportRatio()),
    tickCpuMs: hundredths(await tickCpuMs()),
    wakeMs: Math.round(woken.bellMs),
    wakeByPollingMs: Math.round(woken.pollingMs),
    bellCpuPercent: hundredths(await bellCpuPercent()),
  }
  const many = await rounds()
  ratios['replayToDecoding'] = compared(replayEvents, decodedEvents, ratio)
  ratios['sweepToReplay'] = compared(sweepEvents, replayEvents, ratio)
  ratios['sweepTicksShare'] = compared(sweepEvents, rebuiltEvents, ticksShare)
  if (isJson) process.stdout.write(`${JSON.stringify({ ...results, ...atMost, ...many, ratios })}\n`)
  else {
    process.stdout.write(
      `a round over 200 markets that hold shares: ${many['roundWallMs']} ms, at most ${ROUND_LIMITS.wallMs}; ${many['roundCpuMs']} ms of CPU, at most ${ROUND_LIMITS.cpuMs}; the first ${many['firstRoundMs']}, at most ${ROUND_LIMITS.firstMs}; a STOP ${many['stopWallMs']}, at most ${ROUND_LIMITS.stopMs}\n`,
    )
    process.stdout.write(
      `of the venue's published limits that uses ${many['venueLimitUsePercent']} % at most; refused or not sent: ${many['venueLimitRefusals']}\n`,
    )
    process.stdout.write(
      `a cold import is ${atMost['coldImportRatio']} x that of the document client alone, at most ${COLD_IMPORT_LIMIT}\n`,
    )
    process.stdout.write(
      `a quiet tick takes ${atMost['tickCpuMs']} ms of CPU above its bare calls, at most ${TICK_CPU_LIMIT_MS}\n`,
    )
    process.stdout.write(
      `from a move of the book until our cancel is received: ${atMost['wakeMs']} ms with 100 ms a request, at most ${WAKE_LIMIT_MS}; by polling ${atMost['wakeByPollingMs']}\n`,
    )
    process.stdout.write(
      `listening to a thousand messages a second takes ${atMost['bellCpuPercent']} % of a core\n`,
    )
    process.stdout.write(`a replay runs at ${ratios['replayToDecoding']} of bare decoding\n`)
    process.stdout.write(
      `a sweep runs at ${ratios['sweepToReplay']} of a replay, ${ratios['sweepTicksShare']} of its time in ticks\n`,
    )
  }
}

const hundredths = (value: number): number => Math.round(100 * value) / 100

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
