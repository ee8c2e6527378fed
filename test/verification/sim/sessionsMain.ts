import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { runSizedSession, SESSION_SIZES, type SizedSession } from './sessionSizes.ts'

/** Exit statuses: no violation; at least one; the user's mistake. */
const OK = 0
const WRONG = 1
const USAGE = 2

const whole = (from: number, to: number) => (text: string) => {
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= from && value <= to) return value
  throw new InvalidArgumentError(`use a whole number from ${from} to ${to}`)
}

const program = new Command('npm run sessions --')
  .description(
    'Sessions of eight market hours without a fault, with entries of 20, 100, 500 and 5,000 USDC for each seed. ' +
      'None may stop but by a true LOSS or EXPOSURE, and each must fill ten entries. About half a minute each.',
  )
  .option('--seed <number>', 'the first seed', whole(1, 2 ** 30), 1)
  .option('--seeds <number>', 'how many seeds: four sessions each', whole(1, 1_000), 20)
  .option('--json', 'print the sessions as JSON')
  .exitOverride()

async function main(): Promise<number> {
  program.parse()
  const { seed: first, seeds, json } = program.opts<{ seed: number; seeds: number; json?: true }>()
  const sessions: SizedSession[] = []
  for (let seed = first; seed < first + seeds; seed += 1) {
    for (const size of SESSION_SIZES) {
      const session = await runSizedSession(size, seed)
      sessions.push(session)
      process.stderr.write(`${lineOf(session)}\n`)
    }
  }
  const failed = sessions.filter(({ violations }) => violations.length > 0).length
  const stopped = sessions.filter(({ stopCodes }) => stopCodes.length > 0).length
  const summary = `${sessions.length} sessions, ${stopped} stopped by the market, ${failed} with a violation`
  process.stdout.write(`${json === true ? JSON.stringify(sessions) : summary}\n`)
  return failed === 0 ? OK : WRONG
}

const lineOf = (of: SizedSession): string =>
  [
    `seed ${of.seed}, entry ${of.entryUsdc}: ${of.entriesFilled} entries filled, ${of.roundTrips} round trips`,
    of.stopCodes.length === 0 ? 'no STOP' : `STOP ${of.stopCodes.join(', ')}`,
    `${of.pages.length} pages, ${of.seconds.toFixed(0)} s`,
    ...of.violations.map((text) => `VIOLATION ${text}`),
  ].join('; ')

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? OK : USAGE
}
