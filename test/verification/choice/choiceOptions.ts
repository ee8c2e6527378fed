import { Command, InvalidArgumentError } from 'commander'

export interface ChoiceOptions {
  /** Of each choice. */
  readonly markets: number
  readonly hours: number
  /** One venue for each. */
  readonly seeds: readonly number[]
  /** What `find --write` made from the catalogue of the first seed; null: compare the choices. */
  readonly config: string | null
}

const DEFAULT_SEED = 7
const MAX_SEEDS = 20
/** Exit status of the user's mistake. */
const USAGE = 2

/** What the command line asks for; ends the process where it asks for help, or for what cannot be. */
export function choiceOptions(argv: readonly string[]): ChoiceOptions {
  const program = new Command('npm run choice --')
    .description(
      'What choosing markets is worth, on the simulated venue of 2,000 markets. The whole bot quotes the best markets of ' +
        '`find` on both sides, as many random ones that it would enter, and the same best on one side. With --config it ' +
        'trades a configuration of `find --write`, and fails where what was paid and what the ticks estimated differ by ' +
        'more than a tenth. An hour of 20 markets takes about a minute.',
    )
    .option('--markets <number>', 'how many of each choice', whole(1, 100), 20)
    .option('--hours <number>', 'hours of the market', whole(1, 24), 3)
    .option(
      '--seed <number>',
      `seed of a venue; may be repeated (default: ${DEFAULT_SEED})`,
      (text: string, before: readonly number[] | undefined): readonly number[] => {
        if ((before?.length ?? 0) >= MAX_SEEDS) throw new InvalidArgumentError(`at most ${MAX_SEEDS} seeds`)
        return [...(before ?? []), whole(1, 2 ** 30)(text)]
      },
    )
    .option('--config <file>', 'trade this configuration, on the venue of the first seed')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE))
    .parse([...argv], { from: 'user' })
  const { markets, hours, seed, config } = program.opts<{
    markets: number
    hours: number
    seed?: readonly number[]
    config?: string
  }>()
  return { markets, hours, seeds: seed ?? [DEFAULT_SEED], config: config ?? null }
}

const whole =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d{1,10}$/.test(text) && value >= from && value <= to) return value
    throw new InvalidArgumentError(`use a whole number from ${from} to ${to}`)
  }
