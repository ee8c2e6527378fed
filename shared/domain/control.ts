import { type EpochMs, epochMs, type MarketId, type PriceMicros, type TokenId } from './units.ts'

/** Every reason to STOP (decisions: "Modes and STOP"). */
export const STOP_CODES = [
  'TRADE_ID_UNKNOWN',
  'POSITION_FLAPPING',
  'EXPOSURE',
  'BALANCE_ON_SELL',
  'OPEN_ORDERS',
  'FILL_IMPOSSIBLE',
  'ORDER_ID',
  'STATE_LOSS',
  'BALANCE_SHORT',
  'REGION',
  'ACCOUNT',
  'BLIND',
  'SETTLEMENT',
  'LOSS',
  'INVARIANT',
  'OPERATOR',
  'ALARM',
  'ARMING',
] as const
export type StopCode = (typeof STOP_CODES)[number]

/**
 * Codes that raise no number where a STOP is active already: the loss, or the value, of a position is then the operator's,
 * and a `flatten` that was accepted under the number sells because of it.
 */
const QUIET: readonly StopCode[] = ['LOSS', 'EXPOSURE']

/** Such a code is only added to an active STOP: that keeps its number. */
export const mayJoinStop = (code: StopCode): boolean => QUIET.includes(code)

export interface StopReason {
  readonly code: StopCode
  readonly text: string
  readonly market?: MarketId
  /** Which outcome of the market found it. */
  readonly tokenId?: TokenId
  readonly atMs: EpochMs
  /** The table comes from a backup: orders it does not know may be live, so the STOP waits until they have expired. */
  readonly restored?: true
}

/** A STOP that was found and whose latch is not certain, stored with the market’s state until it is. */
export interface UnlatchedStop {
  /** The latch counts once by it: market, fence, revision and code. */
  readonly id: string
  readonly code: StopCode
  readonly text: string
}

/** The operator's request to sell out while halted; posted by the tick, which holds the key. */
export interface FlattenRequest {
  readonly seq: number
  readonly markets: readonly MarketId[]
  /**
   * What the operator gave as the lowest price: the way below the slippage bound, and past a book that is not believed.
   * Absent: no bid further below the mid than a taker exit would take.
   */
  readonly floorMicros?: PriceMicros
}

/** The messages of a halt that are kept, the first of it. */
export const MAX_MESSAGES = 10

/** Markets that may be drained by themselves: twice what a stack has, for some have left it. */
export const MAX_DRAINED = 400

/** Ids of counted messages that are kept, the newest: more than can be delivered again within hours. */
export const MAX_MESSAGE_IDS = 32

/**
 * The control item of the whole stack. `halted` is the one attribute a person edits by hand, and by hand it can
 * only halt: running needs `clearedSeq` to have caught up with `haltSeq`, which only `resume` does.
 */
export interface Control {
  readonly armed: boolean
  /** Exactly false when running; anything else that was stored reads as true. */
  readonly halted: boolean
  readonly drain: boolean
  /** Markets that are drained by themselves, `MAX_DRAINED` at most; absent: none. */
  readonly drainMarkets?: readonly MarketId[]
  /** Counts STOPs; never reset, the item is never deleted. */
  readonly haltSeq: number
  /** The last STOP after which no order is live or can become live. */
  readonly doneSeq: number
  /** The last STOP an operator has resumed from. */
  readonly clearedSeq: number
  readonly codes: readonly StopCode[]
  /** The first of this halt, `MAX_MESSAGES` at most. */
  readonly messages: readonly string[]
  readonly flatten: FlattenRequest | null
  /**
   * When this halt was first done, kept until `resume`: from then on nothing of ours is sent, and an order or fill on
   * our markets that is in none of our records is the person's own. Absent while the halt was never done.
   */
  readonly handSinceMs?: EpochMs
  /** When a STOP was latched over a table that comes from a backup, the last time; kept until `resume`. */
  readonly restoredAtMs?: EpochMs
}

/** The longest life an order of ours is signed with: no setting allows more. */
export const LONGEST_LIFE_MS = 720_000
/** The least that a setting gives an order beyond its expiry. */
export const LEAST_EXPIRY_SLACK_MS = 60_000

/**
 * Until when an order may be live that was posted before the table was restored, and that no item knows; null: it was not
 * restored in this halt. Before that no STOP of it is done.
 */
export const restoredUntilMs = (
  { restoredAtMs }: Pick<Control, 'restoredAtMs'>,
  expirySlackMs: number,
): EpochMs | null =>
  restoredAtMs === undefined ? null : epochMs(restoredAtMs + LONGEST_LIFE_MS + expirySlackMs)

/** No control item at all: the stack was never armed. */
export type ControlItem = Control | 'absent'

export const isRunning = (control: ControlItem): boolean =>
  control !== 'absent' && control.armed && control.halted === false && control.clearedSeq === control.haltSeq

export const isArmed = (control: ControlItem): boolean => control !== 'absent' && control.armed

/** Halted by an edit of the flag that no STOP has counted yet. */
export const isManuallyFlipped = (control: Control): boolean =>
  control.halted && control.haltSeq === control.clearedSeq

/** Whether this market is drained by itself (`drain --market`). */
export const isMarketDrained = (control: ControlItem, market: MarketId): boolean =>
  control !== 'absent' && control.drainMarkets?.includes(market) === true

/** A STOP that no operator has resumed from, done or not. */
export const isStopActive = (control: Control): boolean => control.clearedSeq < control.haltSeq

/** No STOP is active and the flag is down, both for certain: whatever STOP there was, an operator has resumed from it. */
export const isResumed = (control: ControlItem): boolean =>
  control !== 'absent' && control.halted === false && control.clearedSeq >= control.haltSeq

/** NOT_ARMED with nothing halted: where alone the canary of `arm` may be posted. */
export const mayPostCanary = (control: ControlItem): boolean =>
  control === 'absent' || (!control.armed && !control.halted && !isStopActive(control))

/** STOP is over: nothing of ours lives. The position is the operator's. */
export const isStopDone = (control: Control): boolean => control.doneSeq === control.haltSeq
