import { assert } from '../../../shared/domain/assert.ts'
import type { Level, LevelChange } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import { MICROS, type PriceMicros, price, type SizeMicros, size } from '../../../shared/domain/units.ts'
import { USUAL_TICK_MICROS } from '../../../shared/domain/venueRules.ts'
import type { Chance } from './chance.ts'

/** Levels the crowd keeps on each side; those further out than twice that are taken down. */
const LEVELS = 6
const HIGHEST_TICK = 99
/** The touch is made up again below this many shares, times the crowd's scale. */
const THIN_SHARES = 120

type BookSide = LevelChange['side']
export interface Execution {
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
}

/**
 * The anonymous crowd's two-sided book on a grid of cents. Invariants: no level is empty, no bid reaches an ask,
 * every price lies between 0.01 and 0.99.
 */
export interface Crowd {
  levels(): { readonly bids: readonly Level[]; readonly asks: readonly Level[] }
  /** Brings the touch to the fair value; returns what changed, perhaps nothing. */
  requote(fairTicks: number, spreadTicks: number): readonly LevelChange[]
  /** Somebody adds to a level near the touch or leaves it. */
  churn(): readonly LevelChange[]
  /** A taker consumes from the touch inward until its size or three levels are gone. */
  take(taker: Side, shares: number): readonly Execution[]
  touchShares(side: BookSide): number
  wipe(): void
  /** A book of its own making, as after a wipe. */
  set(levels: { readonly bidTick: number; readonly askTick: number; readonly shares: number }): void
}

/** Shares in hundredths, as the venue sizes orders. */
type SizesByTick = Map<number, number>
const toSize = (hundredths: number): SizeMicros => size(hundredths * (MICROS / 100))
const toPrice = (tick: number): PriceMicros => price(tick * USUAL_TICK_MICROS)

/** @param scale How many times its usual size the crowd is: what it displays and adds, not where it quotes. */
export function createCrowd(random: Chance, scale = 1): Crowd {
  const ladders: Readonly<Record<BookSide, SizesByTick>> = { bid: new Map(), ask: new Map() }

  const best = (side: BookSide): number | undefined => ticksFromTouch(ladders[side], side)[0]
  const put = (side: BookSide, tick: number, hundredths: number): LevelChange => {
    assert(tick >= 1 && tick <= HIGHEST_TICK && hundredths >= 0, `crowd: ${hundredths} at tick ${tick}`)
    if (hundredths === 0) ladders[side].delete(tick)
    else ladders[side].set(tick, hundredths)
    return { side, priceMicros: toPrice(tick), sizeMicros: toSize(hundredths) }
  }

  const settle = (side: BookSide, touch: number): LevelChange[] =>
    [...settled(ladders[side], side, touch, { random, scale })].map(([tick, hundredths]) =>
      put(side, tick, hundredths),
    )

  return {
    levels: () => ({ bids: toLevels(ladders.bid, 'bid'), asks: toLevels(ladders.ask, 'ask') }),
    requote: (fairTicks, spreadTicks) => {
      const bid = Math.min(HIGHEST_TICK - spreadTicks, Math.max(1, Math.round(fairTicks - spreadTicks / 2)))
      return [...settle('bid', bid), ...settle('ask', bid + spreadTicks)]
    },
    churn: () => {
      const side = random.chance(0.5) ? 'bid' : 'ask'
      const near = ticksFromTouch(ladders[side], side).slice(0, 3)
      const tick = near[random.between(0, near.length - 1)]
      if (tick === undefined) return []
      const now = ladders[side].get(tick) ?? 0
      const then = Math.max(2_000 * scale, now + scale * random.between(-9_000, 9_000))
      return then === now ? [] : [put(side, tick, then)]
    },
    take: (taker, shares) => {
      const side = taker === 'BUY' ? 'ask' : 'bid'
      const executions: Execution[] = []
      let left = Math.round(shares * 100)
      for (const tick of ticksFromTouch(ladders[side], side).slice(0, 3)) {
        const traded = Math.min(left, ladders[side].get(tick) ?? 0)
        if (traded === 0) break
        put(side, tick, (ladders[side].get(tick) ?? 0) - traded)
        executions.push({ priceMicros: toPrice(tick), sizeMicros: toSize(traded) })
        left -= traded
      }
      return executions
    },
    touchShares: (side) => (ladders[side].get(best(side) ?? 0) ?? 0) / 100,
    wipe: () => {
      ladders.bid.clear()
      ladders.ask.clear()
    },
    set: ({ bidTick, askTick, shares }) => {
      assert(bidTick < askTick, `crowd: bid ${bidTick} reaches ask ${askTick}`)
      ladders.bid.clear()
      ladders.ask.clear()
      put('bid', bidTick, shares * 100)
      put('ask', askTick, shares * 100)
    },
  }
}

/**
 * The levels to change, by tick, so that a side begins at its new touch: those on the wrong side of it or far out go,
 * missing ones near it come, and a thin touch is made up.
 */
function settled(
  ladder: SizesByTick,
  side: BookSide,
  touch: number,
  { random, scale }: { readonly random: Chance; readonly scale: number },
): ReadonlyMap<number, number> {
  const away = side === 'bid' ? -1 : 1
  const changes = new Map<number, number>()
  for (const tick of ladder.keys()) {
    const depth = (tick - touch) * away
    if (depth < 0 || depth > 2 * LEVELS) changes.set(tick, 0)
  }
  for (let depth = 0; depth < LEVELS; depth += 1) {
    const tick = touch + depth * away
    if (tick < 1 || tick > HIGHEST_TICK) break
    if (!ladder.has(tick)) changes.set(tick, scale * drawHundredths(depth, random))
  }
  const atTouch = ladder.get(touch)
  if (atTouch !== undefined && atTouch < scale * THIN_SHARES * 100) {
    changes.set(touch, atTouch + scale * random.between(5_000, 20_000))
  }
  return changes
}

/** A touch of one to four hundred shares before levels of hundreds to thousands. */
function drawHundredths(depth: number, random: Chance): number {
  const [from, to] = depth === 0 ? [130, 380] : depth === 1 ? [200, 900] : [500, 4000]
  const shares = random.between(from, to)
  return random.chance(0.2) ? shares * 100 + random.between(1, 99) : shares * 100
}

const ticksFromTouch = (ladder: SizesByTick, side: BookSide): number[] =>
  [...ladder.keys()].sort((a, b) => (side === 'bid' ? b - a : a - b))

const toLevels = (ladder: SizesByTick, side: BookSide): Level[] =>
  ticksFromTouch(ladder, side).map((tick) => ({
    priceMicros: toPrice(tick),
    sizeMicros: toSize(ladder.get(tick) ?? 0),
  }))
