import { isSameOutcome } from '../domain/outcome.ts'
import type { MarketSettings, SafetySettings, SettingGroups, StackSettings } from '../domain/settings.ts'
import { type EpochMs, usdc } from '../domain/units.ts'
import { isEmpty } from '../machine/isEmpty.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import type { MarketItem } from '../ports/store.ts'
import { allotment } from './allotment.ts'
import { mayBeEntered } from './mayBeEntered.ts'

export interface WholeStack {
  readonly stack: StackSettings
  readonly items: readonly MarketItem[]
  /** Absent: an item outside the configuration could not be read. */
  readonly overAllotted?: boolean
  readonly failures: readonly string[]
}

/**
 * The stack with the markets that have left the configuration while their items still hold something: they are
 * reconciled and sold out under the settings they were traded under, never entered. One tick function serves every
 * market of a stack (a test of the template holds it to one schedule), so an item outside its configuration has left it.
 */
export async function withLeftMarkets({ store, clock }: Ports, stack: StackSettings): Promise<WholeStack> {
  const items = await store.marketItems()
  // Not knowing them is no reason to leave the configured ones alone.
  if (!items.ok) return { stack, items: [], failures: [`the market items cannot be read: ${items.unknown}`] }
  const nowMs = clock.nowMs()
  const left = items.value.flatMap((item) => {
    const { state } = item
    const isLeft = state !== null && !stack.markets.some((each) => isSameOutcome(each, state))
    return isLeft && isToTick(item, nowMs) ? (leftSettings(stack, state) ?? []) : []
  })
  const { isOver } = allotment(stack, items.value, nowMs)
  const whole = { ...stack, markets: [...stack.markets, ...left] }
  const over = isOver === null ? {} : { overAllotted: isOver }
  return { stack: whole, items: items.value, ...over, failures: [] }
}

/** An unlatched STOP must be removed by a holder, and a run that would enter it be relieved, also where nothing is held any more. */
const isToTick = (item: MarketItem, nowMs: EpochMs): boolean =>
  item.unlatched !== undefined || mayBeEntered(item, nowMs) || (item.state !== null && !isEmpty(item.state))

/** What a market outside the configuration is judged by; null: nothing is configured to judge it by. */
export function leftSettings(stack: StackSettings, state: MarketState): MarketSettings | null {
  const groups = state.tradedUnder ?? standIn(stack)
  const { market, tokenId } = state
  return groups === null ? null : { ...groups, market, tokenId, configured: false, entries: true }
}

/** Far above any position, and small enough for every product in micro-units: EXPOSURE is not judged. */
const NO_CAP = usdc(1e14)

const LONGEST = ['positionLagMs', 'openOrdersGapMs', 'blindMs'] as const

/**
 * For an item of older code, which does not know what it was traded under: the first market's settings, with limits
 * of STOP that are the widest configured ones. A wrong cap or loss limit would stop all markets, again after each resume.
 */
function standIn({ markets }: StackSettings): SettingGroups | null {
  const [model] = markets
  if (model === undefined) return null
  const { risk, regime, quote, safety } = model
  const largest = (pick: (safety: SafetySettings) => number) =>
    Math.max(...markets.map((each) => pick(each.safety)))
  const longest = Object.fromEntries(LONGEST.map((name) => [name, largest((each) => each[name])]))
  const maxDailyLossMicros = usdc(Math.max(...markets.map((each) => each.risk.maxDailyLossMicros)))
  const failedTradesLimit = largest((each) => each.failedTradesLimit)
  return {
    risk: { ...risk, maxUsdcLockedMicros: NO_CAP, maxDailyLossMicros },
    regime,
    quote,
    safety: { ...safety, ...longest, failedTradesLimit },
  }
}
