import { isRunning } from '../../../../shared/domain/control.ts'
import type { WaitName } from '../../../../shared/machine/wait.ts'
import type { Breach } from '../invariants.ts'
import { INFO, SETTINGS } from '../modelSettings.ts'
import { settledMicros } from '../venueModel.ts'
import { controlOf, type World } from '../world.ts'
import { type BookName, midOf, paidMicros, type Scene } from './scene.ts'
import type { Told } from './scenePorts.ts'

/** What the rules are judged by from look to look; no production code reads it. */
export interface Watch {
  readonly believed: { readonly midMicros: number; readonly atMs: number } | null
  /** The last book since then that was read and is not to be believed. */
  readonly doubtedBook: BookName | null
  readonly equityAtMidMicros: number
  readonly day: number
  readonly dayStartMicros: number
  readonly looksOverLimit: number
  readonly noExitSinceMs: number | null
  readonly looksWithoutExit: number
  readonly noPriceSinceMs: number | null
  readonly everTold: readonly WaitName[]
  readonly refusedAtMs: readonly number[]
}

/** Of a life that begins with what its bot has seen before. */
export function unwatched(world: World): Watch {
  const mid = world.item.state?.lastGoodMid ?? null
  const believed = mid === null ? null : { midMicros: mid.priceMicros, atMs: mid.atMs }
  const atMid = believed === null ? 0 : (believed.midMicros * settledMicros(world.venue)) / 1_000_000
  return {
    believed,
    doubtedBook: null,
    equityAtMidMicros: cashMicros(world) + atMid,
    day: dayOf(world.nowMs),
    dayStartMicros: 0,
    looksOverLimit: 0,
    noExitSinceMs: null,
    looksWithoutExit: 0,
    noPriceSinceMs: null,
    everTold: [],
    refusedAtMs: [],
  }
}

interface Looked {
  readonly before: World
  readonly after: World
  readonly scene: Scene
  readonly told: Told
}

/** Less than the position costs. */
export const LOSS_LIMIT_MICROS = 4_000_000
const DAY_MS = 86_400_000
const TOLD_AFTER_MS = 300_000
const AT_MID_MS = 180_000
/** Looks in a row without an exit, where nothing bars one: it is cancelled, closed and posted again. */
const LOOKS_TO_AN_EXIT = 4
const REFUSALS_MS = 600_000
/** A side that pauses twice as long each time is refused no more often in ten minutes. */
const MAX_REFUSALS = 5
/** Rounding of values to micro-dollars. */
const ROUNDING_MICROS = 100

/** L1 and L2 after a look, stated apart from the code under test. */
export function judge(
  watch: Watch,
  looked: Looked,
): { readonly watch: Watch; readonly breaches: readonly Breach[] } {
  const breaches: Breach[] = []
  const add = (invariant: Breach['invariant'], what: string | null): void => {
    if (what !== null) breaches.push({ invariant, what })
  }
  const valued = valuedIn(watch, looked)
  const next = { ...sold(valued, looked), everTold: toldBy(watch, looked) }
  add('L2', markedByUs(looked))
  add('L2', lossUnseen(next))
  add('I10', lossUntrue(next, looked))
  add('L2', priceUntold(next, looked))
  add('L1', exitMissing(next, looked))
  add('L1', refusedTooOften(next, looked))
  add('L3', soldTooLow(looked))
  return { watch: next, breaches }
}

/** What is held, valued by the rule: at the believed mid for 180 s, then by the bids of a later book. */
function valuedIn(watch: Watch, { before, after, scene }: Looked): Watch {
  const { nowMs, venue } = after
  const day = dayOf(nowMs)
  const dayStartMicros = day === watch.day ? watch.dayStartMicros : watch.equityAtMidMicros
  const midMicros = midOf(scene)
  const believed = midMicros === null ? watch.believed : { midMicros, atMs: nowMs }
  const isEvidence = midMicros === null && scene.book !== 'unread' && !scene.isContradicted
  const doubtedBook = midMicros !== null ? null : isEvidence ? scene.book : watch.doubtedBook
  const held = settledMicros(venue)
  const cash = cashMicros(after)
  const atMid = believed === null ? -cash : (believed.midMicros * held) / 1_000_000
  const isOld = believed !== null && nowMs - believed.atMs >= AT_MID_MS && doubtedBook !== null
  const value = isOld ? Math.min(atMid, paidMicros({ book: doubtedBook }, held)) : atMid
  const isOver = dayStartMicros - (cash + value) > LOSS_LIMIT_MICROS + ROUNDING_MICROS
  const looksOverLimit = isOver && runs(before) && runs(after) ? watch.looksOverLimit + 1 : isOver ? 1 : 0
  return {
    ...watch,
    believed,
    doubtedBook,
    day,
    dayStartMicros,
    equityAtMidMicros: cash + atMid,
    looksOverLimit,
  }
}

/** Since when what can be sold is not for sale, and what is held has no price. */
function sold(watch: Watch, { before, after, scene, told }: Looked): Watch {
  const { nowMs, venue } = after
  const sellable = venue.legs
    .filter(({ side, status }) => side === 'SELL' && status === 'PROVISIONAL')
    .reduce((left, leg) => left - leg.sizeMicros, settledMicros(venue))
  const canSell = sellable >= INFO.minSizeMicros && runs(before) && runs(after)
  const isMissing = canSell && !venue.orders.some(({ side, live }) => side === 'SELL' && live)
  const isDoubted = midOf(scene) === null && settledMicros(venue) >= INFO.minSizeMicros
  return {
    ...watch,
    noExitSinceMs: isMissing ? (watch.noExitSinceMs ?? nowMs) : null,
    looksWithoutExit: isMissing && nothingBars(scene) ? watch.looksWithoutExit + 1 : 0,
    noPriceSinceMs: isDoubted ? (watch.noPriceSinceMs ?? nowMs) : null,
    refusedAtMs: [...watch.refusedAtMs, ...told.refusedAtMs].filter((atMs) => nowMs - atMs < REFUSALS_MS),
  }
}

/** Each of these reads may fail, and an exit is posted without it. */
const nothingBars = ({ book, isContradicted, balance, byHash, posts }: Scene): boolean =>
  (midOf({ book, isContradicted }) !== null || book === 'unread') &&
  balance !== 'unread' &&
  byHash === 'read' &&
  posts === 'taken'

function toldBy({ everTold }: Watch, { told }: Looked): readonly WaitName[] {
  const now = told.ticks.flatMap(({ events }) =>
    events.flatMap((event) => (event.is === 'waitOverdue' ? [event.name] : [])),
  )
  return [...new Set([...everTold, ...now])].toSorted()
}

/** Told once in this life, and not over. */
const wasTold = (watch: Watch, { after }: Looked, ...names: readonly WaitName[]): boolean =>
  names.some((name) => watch.everTold.includes(name) && after.item.state?.waits?.[name]?.told === true)

function markedByUs({ after, scene }: Looked): string | null {
  const mid = after.item.state?.lastGoodMid
  const midMicros = midOf(scene)
  if (midMicros === null || mid === null || mid === undefined || mid.atMs !== after.nowMs) return null
  return mid.priceMicros === midMicros
    ? null
    : `the mid is taken for ${mid.priceMicros}, that of the others is ${midMicros}`
}

const lossUnseen = ({ looksOverLimit }: Watch): string | null =>
  looksOverLimit > 1 ? `the loss is beyond its limit for ${looksOverLimit} looks, and nothing stops` : null

function lossUntrue({ looksOverLimit }: Watch, { before, after }: Looked): string | null {
  const isNew = codes(after).includes('LOSS') && !codes(before).includes('LOSS')
  return isNew && looksOverLimit === 0 ? 'STOP by a loss that is within its limit' : null
}

function priceUntold(watch: Watch, looked: Looked): string | null {
  const { noPriceSinceMs } = watch
  if (noPriceSinceMs === null || looked.after.nowMs - noPriceSinceMs < TOLD_AFTER_MS) return null
  return wasTold(watch, looked, 'priceNotBelieved', 'bookContradicted')
    ? null
    : 'no price is believed for five minutes, and nobody was told'
}

function exitMissing(watch: Watch, looked: Looked): string | null {
  if (watch.looksWithoutExit > LOOKS_TO_AN_EXIT) return `no exit rests after ${watch.looksWithoutExit} looks`
  const { noExitSinceMs } = watch
  if (noExitSinceMs === null || looked.after.nowMs - noExitSinceMs < TOLD_AFTER_MS) return null
  return wasTold(watch, looked, 'exitNotResting')
    ? null
    : 'no exit rests for five minutes, and nobody was told'
}

const refusedTooOften = ({ refusedAtMs }: Watch, { scene }: Looked): string | null =>
  scene.posts === 'refused' && refusedAtMs.length > MAX_REFUSALS
    ? `${refusedAtMs.length} entries are refused within ten minutes`
    : null

/** Without a floor of the operator's own a flatten takes no bid that a taker exit would not take. */
function soldTooLow({ before, scene, told }: Looked): string | null {
  const control = controlOf(before)
  if (control === 'absent' || control.flatten?.floorMicros !== undefined) return null
  const midMicros = midOf(scene)
  const low = told.ticks
    .flatMap(({ results }) => results)
    .flatMap((result) => (result.of === 'post' && result.order.purpose === 'flatten' ? [result.order] : []))
    .find(
      ({ priceMicros }) => midMicros === null || priceMicros < midMicros - SETTINGS.quote.takerSlippageMicros,
    )
  return low === undefined ? null : `flatten sells at ${low.priceMicros}, the mid is ${midMicros}`
}

const cashMicros = ({ venue }: World): number =>
  venue.legs
    .filter(({ status }) => status === 'CONFIRMED')
    .reduce((sum, { side, priceMicros, sizeMicros }) => {
      const paid = (priceMicros * sizeMicros) / 1_000_000
      return side === 'BUY' ? sum - paid : sum + paid
    }, 0)

const runs = (world: World): boolean => {
  const control = controlOf(world)
  return control !== 'absent' && isRunning(control)
}
const codes = (world: World): readonly string[] => {
  const control = controlOf(world)
  return control === 'absent' ? [] : control.codes
}
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)
