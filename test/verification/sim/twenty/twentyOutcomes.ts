import { parseConfig } from '../../../../shared/config/parseConfig.ts'
import type { StackSettings } from '../../../../shared/domain/settings.ts'
import { type EpochMs, type TokenId, usdc } from '../../../../shared/domain/units.ts'
import { CAP_OF_TWO_ENTRIES, makeUp, type SimMarket, tightened, WALLET } from '../simMarkets.ts'

/** Of a market with both of its outcomes, or alone. */
export interface OfferedOutcome {
  readonly name: string
  readonly market: SimMarket
  readonly tokenId: TokenId
  /** What an entry costs as it is first configured; each unlike the others. */
  readonly entryUsdc: number
  /** Above its cost it is offered for sale: what waits for more is held for long. */
  readonly targetTicks: number
}

/** An outcome as the configuration has it. */
export interface Entry {
  readonly of: OfferedOutcome
  readonly entryUsdc: number
  readonly entries: boolean
}

export interface TwentyOutcomes {
  readonly markets: readonly [SimMarket, SimMarket, ...SimMarket[]]
  /** The first is never removed. */
  readonly offered: readonly [OfferedOutcome, ...OfferedOutcome[]]
}

const SINGLES = 8
const PAIRS = 6
/** The smallest order of these markets costs half of that. */
const LEAST_ENTRY_USDC = 5
const ENTRY_STEP_USDC = 0.5
/** Less than all of them take together, so that what has left and still holds shares is in the way of others. */
const ACCOUNT_USDC = 240
/** Of all together: half of the entries that may be out at once use up its nine tenths, 60 USDC, that are for entries. */
const STACK_LOCKED_USDC = 66.666667
const STACK_LOSS_USDC = 20
const CADENCE_SECONDS = 30
const LOSS_PERCENT = 66
const PATIENT_EVERY = 3
const PATIENT_TICKS = 5
const USUAL_TICKS = 1

/** Eight markets with one outcome and six with both, made up from the seed: the price of none leaps. */
export function createTwentyOutcomes(seed: number, startMs: EpochMs, durationMs: number): TwentyOutcomes {
  const make = (index: number): SimMarket =>
    makeUp(index % 5 === 0 ? 'trending' : 'calm', seed * (SINGLES + PAIRS) + index, startMs, durationMs)
  const rest = Array.from({ length: SINGLES + PAIRS - 2 }, (_, i) => make(i + 2))
  const markets = [make(0), make(1), ...rest] as const
  const tokens = markets.flatMap((market, i) =>
    (i < SINGLES ? market.listed.tokens.slice(0, 1) : market.listed.tokens).map((tokenId) => ({
      name: `${market.kind} ${i + 1}, ${tokenId.slice(-4)}`,
      market,
      tokenId,
    })),
  )
  const [first, ...others] = tokens.map((each, i) => ({
    ...each,
    entryUsdc: LEAST_ENTRY_USDC + i * ENTRY_STEP_USDC,
    targetTicks: i % PATIENT_EVERY === 0 ? PATIENT_TICKS : USUAL_TICKS,
  }))
  if (first === undefined) throw new Error('no outcome is offered')
  return { markets, offered: [first, ...others] }
}

/** The configuration of these, through the real schema; null: it refuses them, for their caps are more than the account. */
export function configured(entries: readonly Entry[]): StackSettings | null {
  const parsed = parseConfig({
    stage: 'live',
    cadenceSeconds: CADENCE_SECONDS,
    accountUsdc: ACCOUNT_USDC,
    stackUsdcLocked: STACK_LOCKED_USDC,
    stackDailyLossUsdc: STACK_LOSS_USDC,
    wallet: { address: WALLET },
    markets: entries.map(({ of, entryUsdc, entries: isEntered }) => ({
      name: of.name,
      market: of.market.listed.market,
      token: of.tokenId,
      maxUsdcLocked: entryUsdc * 2,
      entryUsdc,
      maxDailyLossUsdc: Math.round(entryUsdc * LOSS_PERCENT) / 100,
      entries: isEntered,
      exit: { targetTicks: of.targetTicks },
    })),
  })
  if (!parsed.ok) return null
  const { stack } = parsed.config
  // As the caps are lowered, or what has left would always fit in.
  const accountMicros = usdc((stack.accountMicros * CAP_OF_TWO_ENTRIES) / 2)
  return { ...stack, accountMicros, markets: stack.markets.map(tightened) }
}
