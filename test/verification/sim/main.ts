import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { runAccount } from './account/runAccount.ts'
import { formatReport, reportOf } from './report.ts'
import { runSeed, type SeedResult } from './runSeed.ts'
import { USUAL_SIZE } from './simMarkets.ts'
import { runTwenty } from './twenty/runTwenty.ts'

/** Exit statuses: no violation; at least one; the user's mistake. */
const OK = 0
const WRONG = 1
const USAGE = 2

/** A month and a half of market time in CI; half a year with `--full`. */
const SHORT = { seeds: 10, days: 1 }
const FULL = { seeds: 40, days: 5 }

const whole = (from: number, to: number) => (text: string) => {
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= from && value <= to) return value
  throw new InvalidArgumentError(`use a whole number from ${from} to ${to}`)
}

const days = (text: string): number => {
  const value = Number(text)
  if (/^\d{1,2}(\.\d{1,2})?$/.test(text) && value >= 0.25 && value <= 60) return value
  throw new InvalidArgumentError('use days from 0.25 to 60, such as 0.5 or 7')
}

/** Every second life has a bell. */
const rings = (seed: number): boolean => seed % 2 === 0

const program = new Command('npm run simulate --')
  .description(
    'The whole bot over the simulated venue with seeded faults of all kinds, on a virtual clock. Every seed runs ' +
      'twice and must leave the same trace; a violation ends with the command that replays it.',
  )
  .option('--seed <number>', 'the first seed', whole(0, 2 ** 30), 1)
  .option('--seeds <number>', `how many (default: ${SHORT.seeds})`, whole(1, 10_000))
  .option('--days <number>', `market days of each seed (default: ${SHORT.days})`, days)
  .option('--full', `simulated months: ${FULL.seeds} seeds of ${FULL.days} days`)
  .option('--account', 'instead: three hours of an account of 20,000 trades without a fault')
  .option('--twenty', 'instead: twenty outcomes whose configuration changes every few minutes')
  .option('--once', 'run each seed once: no comparison of traces')
  .option('--json', 'print the report as JSON')
  .exitOverride()

interface Options {
  readonly seed: number
  readonly seeds?: number
  readonly days?: number
  readonly full?: true
  readonly account?: true
  readonly twenty?: true
  readonly once?: true
  readonly json?: true
}

async function main(): Promise<number> {
  program.parse()
  const options = program.opts<Options>()
  const size = options.full === true ? FULL : SHORT
  const { seeds = size.seeds, days: each = size.days } = options
  const results: SeedResult[] = []
  for (let seed = options.seed; seed < options.seed + seeds; seed += 1) {
    const run = (): Promise<SeedResult> => {
      if (options.account === true) return runAccount(seed)
      if (options.twenty === true) return runTwenty(seed, each)
      return runSeed(seed, each, { ...USUAL_SIZE, rings: rings(seed) })
    }
    const result = await run()
    const again = options.once === true ? null : await run()
    results.push(result)
    if (again !== null && again.traceHash !== result.traceHash) {
      const what = `two runs left the traces ${result.traceHash} and ${again.traceHash}`
      results.push({ ...again, violations: [{ invariant: 'deterministic', what }] })
    }
    process.stderr.write(result.violations.length === 0 ? '.' : 'x')
  }
  process.stderr.write('\n')
  const report = reportOf(results)
  process.stdout.write(`${options.json === true ? JSON.stringify(report) : formatReport(report)}\n`)
  return report.violations.length === 0 ? OK : WRONG
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? OK : USAGE
}
