import { InputError } from '../../shared/domain/inputError.ts'
import type { ReplayRun } from '../report/result.ts'
import type { TapeSource } from '../tape/tapeSource.ts'
import { LockStep } from './lockStep.ts'
import { replayRunsOf } from './replayRunsOf.ts'
import { TapePlayer } from './tapePlayer.ts'
import { createTrader, type Trader, type TraderOptions, trade } from './trader.ts'

export interface VariantsOptions {
  readonly variants: readonly TraderOptions[]
  readonly maxSilenceMs: number
  /** Where the tape is cut in two sides, on each of which everybody begins with nothing; null: it is one. */
  readonly cutMs: number | null
  /** Called now and then with the number of events played. */
  readonly onEvents: (events: number) => void
}

/**
 * The production engine many times over one tape, which is decoded and rebuilt once: each has its own machine, its own
 * orders and places in the queues, its own account, and gets the very result it would have got alone.
 * @returns for each side of the tape the runs in the order of the variants, of each the outcomes that it trades.
 * @throws InputError
 */
export async function runVariants(
  source: TapeSource,
  options: VariantsOptions,
): Promise<readonly (readonly ReplayRun[])[]> {
  const { cutMs, maxSilenceMs } = options
  const player = new TapePlayer({ header: source.header, blocks: source.blocks(), maxSilenceMs })
  const startMs = await player.begin()
  if (startMs === null)
    throw new InputError({ file: source.file, what: 'it holds no events', remedy: 'Give a whole recording.' })
  const starts = cutMs === null ? [startMs] : [startMs, cutMs]
  const results: (readonly ReplayRun[])[] = []
  // The first event, which shows when the tape begins, belongs to the first side.
  let before: Trader['before'] = { events: 0, trades: 0, unknownTrades: 0 }
  for (const [nth, fromMs] of starts.entries()) {
    const untilMs = starts[nth + 1] ?? null
    const traders = await playSide(player, options, { startMs: fromMs, untilMs, before })
    before = { events: player.events, trades: player.trades, unknownTrades: player.unknownTrades }
    // What the market came to in the end is known at the end alone; the user's word goes before the tape's.
    const paidBy = (own: number | null): number | null =>
      untilMs === null ? (own ?? player.status.payoutMicros ?? source.payoutMicros) : null
    results.push(
      traders.flatMap((trader) =>
        replayRunsOf(source.file, player, trader, paidBy(trader.options.payoutMicros)),
      ),
    )
  }
  return results
}

interface TapeSide {
  readonly startMs: number
  /** null: to the tape's end. */
  readonly untilMs: number | null
  /** What had been played before it began. */
  readonly before: Trader['before']
}

/** Everybody from the beginning of a side to its end. */
async function playSide(
  player: TapePlayer,
  { variants, onEvents }: VariantsOptions,
  { startMs, untilMs, before }: TapeSide,
): Promise<readonly Trader[]> {
  const onMoved = (): void => onEvents(player.events)
  const step = new LockStep(player, { traders: variants.length, onMoved })
  player.openAt(startMs)
  const traders = variants.map((each) => createTrader(player, each, { startMs, step, before }))
  player.playFor(
    traders.map(({ market }) => market),
    untilMs,
  )
  await Promise.all(traders.map((trader) => trade(trader).finally(() => step.leave())))
  step.check()
  return traders
}
