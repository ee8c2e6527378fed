import type { StopCode, StopReason } from '../domain/control.ts'
import type { Side } from '../domain/order.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'
import type { Facts } from './facts.ts'
import type { Fill } from './fillConditions.ts'
import type { Item } from './itemChecks.ts'
import { markOf } from './mark.ts'
import type { Observation } from './observation.ts'
import type { RejectCode } from './rejectCode.ts'
import type { MarketState } from './state.ts'
import { type Detector, STOPS } from './stops.ts'
import type { Watch, Watched } from './watch.ts'

/** Runs the table of STOPs, wherever its detectors look. */

const ROWS = Object.entries(STOPS).map(([code, { detector }]) => ({ code: code as StopCode, detector }))

/** The detectors of one kind, with their codes, in the order of the table. */
const looking = <At extends Detector['looksAt']>(at: At) =>
  ROWS.flatMap(({ code, detector }) => (isOf(detector, at) ? [{ code, ...detector }] : []))

const isOf = <At extends Detector['looksAt']>(
  detector: Detector,
  at: At,
): detector is Extract<Detector, { looksAt: At }> => detector.looksAt === at

const AT_TICK = looking('tick')
const AT_FILL = looking('fill').flatMap(({ code, conditions }) =>
  conditions.map((condition) => ({ code, ...condition })),
)
const AT_ITEM = looking('item').flatMap(({ code, checks }) => checks.map((check) => ({ code, check })))
const AT_ANSWER = looking('answer')

/** Every reason to STOP in this tick, and the state with its suspicions brought up to date. */
export function stopConditions(
  facts: Facts,
  seen: Observation,
  settings: MarketSettings,
): { readonly state: MarketState; readonly stops: readonly StopReason[] } {
  let { state } = facts
  const stops: StopReason[] = [...facts.contradictions]
  // A watch changes what is suspected, never what is held or remembered of prices.
  const mark = markOf(state, seen.nowMs)
  for (const row of AT_TICK) {
    const watched: Watched = { state, seen, settings, mark }
    const found: Watch = 'watch' in row ? row.watch(watched) : { state, stop: row.finds(watched) }
    state = found.state
    const { code } = row
    if (found.stop !== null) stops.push({ code, text: found.stop, market: state.market, atMs: seen.nowMs })
  }
  return { state, stops: firstOfEach(stops) }
}

/** Why a fill cannot be counted; null: it can. */
export function stopOfFill(fill: Fill): { readonly code: StopCode; readonly why: string } | null {
  const broken = AT_FILL.find(({ holds }) => !holds(fill))
  return broken === undefined ? null : { code: broken.code, why: broken.wrong(fill) }
}

/** What is wrong with an item before anything is read into it. */
export const stopsOfItem = (item: Item, atMs: EpochMs): readonly StopReason[] =>
  AT_ITEM.flatMap(({ code, check }) => {
    const text = check(item)
    return text === null ? [] : [{ code, text, market: item.state.market, atMs }]
  })

/** The STOP that a refusal of a post is; undefined: only this quote is refused. */
export const stopOfReject = (reject: RejectCode, of: Side): StopCode | undefined =>
  AT_ANSWER.find(({ rejects, side = of }) => side === of && rejects.includes(reject))?.code

const firstOfEach = (stops: readonly StopReason[]): readonly StopReason[] =>
  stops.filter((stop, i) => stops.findIndex((other) => other.code === stop.code) === i)
