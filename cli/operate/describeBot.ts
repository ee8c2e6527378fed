import { describeOrder } from '../../desk/watch/describeOrder.ts'
import { type MarketMode, marketModeOf } from '../../desk/watch/marketMode.ts'
import { priceWords } from '../../shared/accounting/priceWords.ts'
import { averageCostMicros } from '../../shared/accounting/valuation.ts'
import {
  type Control,
  type ControlItem,
  type FlattenRequest,
  isRunning,
  isStopDone,
  restoredUntilMs,
} from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { isClosed, mayBeLive } from '../../shared/domain/order.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import type { EpochMs, MarketId } from '../../shared/domain/units.ts'
import { isItemOf } from '../../shared/engine/isItemOf.ts'
import { expirySlackOf } from '../../shared/engine/stop/expirySlack.ts'
import { unreadableItem } from '../../shared/engine/unreadableItem.ts'
import { pausedUntilMs } from '../../shared/machine/brake.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { flattenLeftWords } from '../../shared/machine/flattenLeft.ts'
import { position, provisionalMicros } from '../../shared/machine/inventory.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import { markOf } from '../../shared/machine/mark.ts'
import { refusalsInWords } from '../../shared/machine/refusalWords.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Wait, WaitName } from '../../shared/machine/wait.ts'
import { waitText } from '../../shared/machine/waitWords.ts'
import type { MarketItem, MarketWait } from '../../shared/ports/store.ts'

/** Done only if the numbers say so and no order in the items may be live. */
export const isStopOver = (control: ControlItem, items: readonly MarketItem[]): boolean =>
  control !== 'absent' &&
  isStopDone(control) &&
  unreadableItem(items) === null &&
  items.every(({ state }) => state === null || !state.orders.some(mayBeLive))

/** One market for a program: amounts as decimal strings in USDC and shares. */
export interface MarketReport {
  readonly market: MarketId
  /** null: an item of version 1 that cannot be read. */
  readonly token: string | null
  readonly mode: MarketMode
  readonly configured: boolean
  readonly phase: string | null
  readonly exitOnly: readonly string[]
  /** By itself, and nothing is left in it: it can leave the configuration. */
  readonly drained: boolean
  readonly settling: boolean
  readonly lost: string | null
  readonly shares: string
  /** What the venue's balance lacks of them, within the tolerance. */
  readonly dust: string
  readonly averageCost: string | null
  readonly unsettledBuys: string
  readonly unsettledSells: string
  readonly mid: string | null
  /** What the shares are worth; null: no price was ever believed. */
  readonly worth: string | null
  /** The price behind it, in words. */
  readonly valuedBy: string | null
  readonly exposure: string
  readonly cap: string | null
  readonly realised: string
  readonly fees: string
  readonly roundTrips: number
  readonly orders: readonly string[]
  /** The person's own that rest here while it is halted. */
  readonly handOrders: readonly string[]
  readonly handFilled: boolean
  /** What it waits for, since when, and the way out. */
  readonly waits: readonly string[]
  /** The venue's latest refusals, and when it is asked again. */
  readonly refused: readonly string[]
  readonly lastTickSecondsAgo: number | null
  /** What the active flatten could not sell, and what to do; null: nothing. */
  readonly flattenLeft: string | null
  readonly newerSchema: boolean
  /** Why the item cannot be read, where it cannot. */
  readonly broken: string | null
  /** Why the market is not ticked, and since when; null where it is. */
  readonly notTicked: string | null
}

export function describeMarket(
  item: MarketItem,
  control: ControlItem,
  stack: StackSettings,
  nowMs: EpochMs,
  wait: MarketWait | null = null,
): MarketReport {
  const { state } = item
  const settings = stack.markets.find((each) => isItemOf(item, each))
  const risk = (settings ?? state?.tradedUnder)?.risk
  const held = state === null ? null : position(state)
  const mid = state?.lastGoodMid?.priceMicros ?? null
  const mark = state === null ? null : markOf(state, nowMs)
  const valueMicros = mark?.valueMicros ?? null
  const average = held === null ? null : averageCostMicros(held)
  const sideOf = (side: 'BUY' | 'SELL'): string =>
    formatMicros(state === null ? 0 : provisionalMicros(state, side))
  return {
    market: item.market,
    token: item.tokenId,
    mode: marketModeOf(control, item.market, state),
    configured: settings !== undefined,
    phase: state?.phase ?? null,
    exitOnly: state?.exitOnly ?? [],
    drained: state !== null && isDrainedEmpty(state),
    settling: state?.settling ?? false,
    lost: state?.lost ?? null,
    shares: formatMicros(held?.sizeMicros ?? 0),
    dust: formatMicros(state?.shortMicros ?? 0),
    averageCost: average === null ? null : formatMicros(average),
    unsettledBuys: sideOf('BUY'),
    unsettledSells: sideOf('SELL'),
    mid: mid === null ? null : formatMicros(mid),
    worth: valueMicros === null ? null : formatMicros(valueMicros),
    valuedBy: mark === null ? null : priceWords(mark),
    exposure: formatMicros(state === null || mark === null ? 0 : exposure(state, mark).totalMicros),
    cap: risk === undefined ? null : formatMicros(risk.maxUsdcLockedMicros),
    realised: formatMicros(held?.realisedMicros ?? 0),
    fees: formatMicros(held?.feesMicros ?? 0),
    roundTrips: held?.roundTrips ?? 0,
    orders: state?.orders.filter((order) => !isClosed(order)).map(describeOrder) ?? [],
    handOrders: state?.handOrders ?? [],
    handFilled: state?.handFilled === true,
    waits: state === null ? [] : describeWaits(state),
    refused: state === null ? [] : describeRefusals(state, nowMs),
    lastTickSecondsAgo:
      state === null
        ? null
        : Math.max(0, Math.round((nowMs - (state.tickedAtMs ?? state.tradesReadAtMs)) / 1000)),
    flattenLeft: state?.flattenLeft === undefined ? null : flattenLeftWords(state.flattenLeft),
    newerSchema: item.newerSchema,
    broken: item.broken ?? null,
    notTicked: wait === null ? null : describeWait(wait, nowMs),
  }
}

const isDrainedEmpty = (state: MarketState): boolean =>
  isEmpty(state) && state.exitOnly.some((cause) => cause === 'marketDrain' || cause === 'entriesOff')

const describeWaits = ({ waits = {} }: MarketState): readonly string[] =>
  (Object.entries(waits) as [WaitName, Wait][])
    .filter(([, { lastedMs }]) => lastedMs > 0)
    .map(([name, { sinceMs, told, why }]) => {
      const since = new Date(sinceMs).toISOString()
      return `since ${since}${told ? ' (notified)' : ''}: ${waitText(name, why)}`
    })

const describeRefusals = (state: MarketState, nowMs: EpochMs): readonly string[] =>
  (['BUY', 'SELL'] as const).flatMap((side) => {
    const row = state.suspicion.refusals?.[side]
    if (row === undefined) return []
    const waitsMs = Math.max(0, pausedUntilMs(state, side) - nowMs)
    return [
      `${side} refused ${row.inRow} in a row, next attempt in ${Math.ceil(waitsMs / 1000)} s at the earliest: ${row.text}`,
    ]
  })
const describeWait = ({ of, why, sinceMs }: MarketWait, nowMs: EpochMs): string =>
  `${of === 'adopt' ? 'adopt: ' : ''}${why} (for ${counted(Math.max(0, Math.round((nowMs - sinceMs) / 60_000)), 'minute')})`

const floorWords = ({ floorMicros }: FlattenRequest): string =>
  floorMicros === undefined
    ? 'to no bid further below the mid than takerSlippageCents'
    : `floor ${formatMicros(floorMicros)}`

/** What holds the STOP over a restored table; null: it was not restored. */
export function restoredWords(control: Control, stack: StackSettings): string | null {
  const untilMs = restoredUntilMs(control, expirySlackOf(stack))
  return untilMs === null
    ? null
    : `the table was restored from a backup: an order missing from it may be live until ${new Date(untilMs).toISOString()}`
}

/** Why a command that would be advised is refused now; null: it is not. */
export interface Bars {
  readonly resume: string | null
  readonly arm: string | null
}

const NO_BARS: Bars = { resume: null, arm: null }

/** The stored messages, which begin with their time and code, and the codes that none of them names. */
function causesOf(codes: readonly string[], messages: readonly string[]): readonly string[] {
  const silent = codes.filter((code) => !messages.some((text) => text.includes(` ${code}: `)))
  const said = messages.map((text) => text.replace(/^(\S{10})T(\d\d:\d\d:\d\d)\S*Z /, '$1 $2 UTC '))
  const all = [...(silent.length === 0 ? [] : [silent.join(', ')]), ...said]
  return all.length === 0 ? ['the halt flag was set by hand'] : all
}

/** The flag in words, with the next command: never one that would be refused. */
export function describeControl(
  control: ControlItem,
  over: boolean,
  stack: StackSettings,
  bars: Bars = NO_BARS,
): string {
  const arm = bars.arm === null ? '"npx bot arm" goes live' : `before "npx bot arm": ${bars.arm}`
  if (control === 'absent') return `NOT_ARMED: never armed; ${arm}`
  const { haltSeq, codes, messages, drain, drainMarkets = [], flatten, halted } = control
  const some = drainMarkets.length === 0 ? '' : `, draining ${counted(drainMarkets.length, 'market')}`
  const flag = drain ? ', draining' : some
  const restored = over ? null : restoredWords(control, stack)
  const waits = `not done yet: ${restored ?? 'an order may be live'}`
  const resume =
    bars.resume === null
      ? `"npx bot resume ${haltSeq}" ends it`
      : `before "npx bot resume ${haltSeq}": ${bars.resume}`
  if (!control.armed) {
    if (!halted) return `NOT_ARMED; ${arm}`
    // An active STOP bars arming.
    return `NOT_ARMED, halted by STOP ${haltSeq}, ${over ? `done; ${resume}` : waits}; then "npx bot arm"`
  }
  if (isRunning(control)) return `RUNNING${flag}`
  const why = causesOf(codes, messages).join('\n    ')
  const end = over ? `done; ${resume}` : `${waits}; the bot keeps cancelling`
  const selling = flatten === null ? '' : `\n  selling out: ${floorWords(flatten)}`
  return `HALTED${flag} by STOP ${haltSeq}, ${end}\n    ${why}${selling}`
}

const worthWords = ({ shares, worth, valuedBy }: MarketReport): string =>
  Number(shares) === 0 || valuedBy === null ? '' : `, worth ${worth ?? 'what they cost'} USDC (${valuedBy})`

export function marketText(report: MarketReport, name: string): string {
  const { phase, shares, dust, averageCost, mid, exposure: exposed, cap, realised, fees, orders } = report
  const age = report.lastTickSecondsAgo
  return [
    `${name}: ${phase ?? 'not begun'}, ${report.mode}` +
      (report.exitOnly.length > 0 ? ` (${refusalsInWords(report.exitOnly)})` : '') +
      (report.settling ? ', settling' : '') +
      (report.configured ? '' : ', not in the configuration') +
      (report.newerSchema ? ', written by newer code' : ''),
    `  holds     ${shares} shares${averageCost === null ? '' : ` at ${averageCost}`}${worthWords(report)}, mid ${mid ?? 'unknown'}`,
    ...(dust === '0' ? [] : [`  dust      the balance is ${dust} shares below the fills: not for sale`]),
    `  unsettled ${report.unsettledBuys} bought, ${report.unsettledSells} sold`,
    `  exposure  ${exposed} of ${cap ?? '-'} USDC`,
    `  realised  ${realised} USDC in ${counted(report.roundTrips, 'round trip')}, fees ${fees}`,
    `  orders    ${orders.length === 0 ? 'none' : orders.join('\n            ')}`,
    ...report.refused.map((text) => `  refused   ${text}`),
    ...report.waits.map((text) => `  waits     ${text}`),
    `  last tick ${age === null ? 'never' : `${age} s ago`}`,
    ...(report.drained
      ? [
          '  DRAINED   nothing is held: remove it from the configuration, then deploy (on this machine: start it again)',
        ]
      : []),
    ...(report.notTicked === null ? [] : [`  WAITS     ${report.notTicked}`]),
    ...(report.broken === null ? [] : [`  BROKEN    ${report.broken}`]),
    ...(report.flattenLeft === null ? [] : [`  LEFT      ${report.flattenLeft}`]),
    ...report.handOrders.map(
      (id) => `  YOURS     your order ${id} is open here: "npx bot resume" waits until it is gone`,
    ),
    ...(report.handFilled
      ? ['  YOURS     you traded by hand: book it with "npx bot adopt" before "npx bot resume"']
      : []),
    ...(report.lost === null ? [] : [`  LOST      ${report.lost}: settle it with "npx bot adopt"`]),
  ].join('\n')
}
