import fc from 'fast-check'
import type { Position } from '../../../shared/accounting/position.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import type { Order, OrderLife } from '../../../shared/domain/order.ts'
import type { MarketSettings } from '../../../shared/domain/settings.ts'
import { epochMs, type OrderId, tradeId } from '../../../shared/domain/units.ts'
import { checkState } from '../../../shared/machine/checkState.ts'
import { canFold } from '../../../shared/machine/inventory.ts'
import type { Observation } from '../../../shared/machine/observation.ts'
import type { ExitOnlyCause, MarketState } from '../../../shared/machine/state.ts'
import { at, cents, dollars, holding, id, leg, order, settings, shares, state } from '../../support/build.ts'
import { calmMids } from '../../support/market.ts'
import { ago, anyObservation, counts, legStatus } from './arbitraryObservation.ts'

/** Valid states of one market and all that a tick may see of it, likely and unlikely alike. */
const life: fc.Arbitrary<OrderLife> = fc.oneof(
  fc.constant({ at: 'INTENDED' } as const),
  fc.constant({ at: 'LIVE' } as const),
  ago.map((sinceMs) => ({ at: 'UNKNOWN', sinceMs }) as const),
  fc
    .tuple(ago, fc.constantFrom('canceled' as const, 'terminal' as const, 'expired' as const))
    .map(([sinceMs, how]) => ({ at: 'DEAD', sinceMs, how }) as const),
)

const someOrder = (key: OrderId, side: Order['side']): fc.Arbitrary<Order> =>
  fc
    .record({
      life,
      sizeMicros: fc.constantFrom(shares(5), shares(12), shares(20)),
      centsAbove: fc.integer({ min: -5, max: 5 }),
      intendedAtMs: ago,
      lifetime: fc.constantFrom(180, 300, 600),
      matchedMicros: fc.option(counts.map(shares)),
      absences: fc.integer({ min: 0, max: 1 }),
      isClosed: fc.boolean(),
      isStuck: fc.boolean(),
      isAsked: fc.boolean(),
      otherId: fc.boolean(),
      purpose: fc.boolean(),
    })
    .map(({ life: of, centsAbove, lifetime, isClosed, isStuck, isAsked, otherId, purpose, ...rest }) =>
      order({
        ...rest,
        id: key,
        side,
        life: of,
        ...(purpose
          ? { purpose: side === 'BUY' ? ('canary' as const) : ('flatten' as const), haltSeq: 4 }
          : {}),
        priceMicros: cents(57 + (side === 'BUY' ? -1 : 1) + centsAbove),
        expiresAtMs: epochMs(rest.intendedAtMs + lifetime * 1000),
        matchedMicros: of.at === 'DEAD' ? rest.matchedMicros : null,
        ...(of.at === 'DEAD' && isClosed ? { closedAtMs: of.sinceMs } : {}),
        ...(of.at === 'DEAD' && !isClosed && isStuck ? { stuck: true as const } : {}),
        ...(of.at !== 'DEAD' && isAsked ? { cancelAsked: { atMs: at(-10), why: 'before' } } : {}),
        ...(otherId ? { otherId: `${key}f` as OrderId } : {}),
      }),
    )

/** Some fills of one order, never beyond its size. */
const legsOf = (of: Order): fc.Arbitrary<readonly Leg[]> =>
  fc
    .array(fc.record({ sizeMicros: counts.map(shares), status: legStatus, matchedAtMs: ago }), {
      maxLength: 3,
    })
    .map((drawn) => {
      let left: number = of.sizeMicros
      return drawn.flatMap(({ sizeMicros, ...rest }, i) => {
        if (sizeMicros > left) return []
        left -= sizeMicros
        const { id: orderId, side, priceMicros } = of
        return [leg({ ...rest, orderId, side, priceMicros, sizeMicros, tradeId: tradeId(`${orderId}-${i}`) })]
      })
    })

const suspicion: fc.Arbitrary<MarketState['suspicion']> = fc.record(
  {
    flaps: fc.array(ago, { maxLength: 2 }),
    restPositionMicros: fc.option(counts.map(shares)),
    openOrdersSinceMs: fc.option(ago),
    balanceShortSinceMs: fc.option(ago),
    balanceRetryUsed: fc.boolean(),
    failedLegs: fc.array(ago, { maxLength: 3 }),
    entryBackoffUntilMs: fc.constantFrom(epochMs(0), at(30)),
    unlisted: fc.constantFrom([], [id(1)]),
  },
  { noNullPrototype: true },
)

/** Nothing is sold that was not bought. */
const foldable = (folded: Position, legs: readonly Leg[]): readonly Leg[] =>
  canFold({ folded, legs }) ? legs : legs.filter(({ side }) => side === 'BUY')

const isValid = (of: MarketState): boolean => {
  try {
    checkState(of)
    return canFold(of)
  } catch {
    return false
  }
}

const EXIT_ONLY: ExitOnlyCause[] = [
  'exposure',
  'stuckOrder',
  'drain',
  'marketDrain',
  'entriesOff',
  'unconfigured',
  'accountAllotted',
]

/** States that could be stored: every check on them holds. */
export const anyState: fc.Arbitrary<MarketState> = fc
  .record({
    folded: fc.constantFrom(0, 0, 2, 4.99, 5, 20, 80).map((count) => holding(count)),
    orders: fc.tuple(
      fc.option(someOrder(id(1), 'BUY')),
      fc.option(someOrder(id(2), 'SELL')),
      fc.option(someOrder(id(3), 'BUY')),
      fc.option(someOrder(id(4), 'SELL')),
    ),
    exitOnly: fc.subarray(EXIT_ONLY),
    suspicion,
    tradesReadAtMs: fc.constantFrom(at(-1), at(-10), at(-31), at(-181)),
    lastGoodMid: fc.option(
      fc.constantFrom(cents(57), cents(51)).map((priceMicros) => ({ priceMicros, atMs: at(-40) })),
    ),
    mids: fc.constantFrom(null, calmMids(), calmMids(), calmMids(0.56), {
      ...calmMids(),
      micros: calmMids().micros.slice(0, 6),
    }),
    heldSinceMs: fc.constantFrom(null, at(-10), at(-4_000), at(-20_000)),
    settling: fc.boolean(),
    minSizeMicros: fc.constantFrom(shares(5), shares(5), shares(12)),
  })
  .chain(({ orders: drawn, ...rest }) => {
    const orders = drawn.flatMap((each) => (each === null ? [] : [each]))
    return fc
      .tuple(...orders.map(legsOf))
      .map((legs) => state({ ...rest, orders, legs: foldable(rest.folded, legs.flat()) }))
  })
  .filter(isValid)

export const anySettings: fc.Arbitrary<MarketSettings> = fc
  .record({
    cap: fc.constantFrom(5, 11, 50),
    exposureStop: fc.constantFrom('confirmed' as const, 'literal' as const),
    dust: fc.constantFrom('carry' as const, 'hold' as const),
    settledAt: fc.constantFrom('CONFIRMED' as const, 'MINED' as const),
    configured: fc.boolean(),
    entries: fc.boolean(),
    takerExit: fc.boolean(),
  })
  .map(({ cap, configured, entries, takerExit, ...risk }) => ({
    ...settings({ risk: { ...risk, maxUsdcLockedMicros: dollars(cap) }, quote: { takerExit } }),
    configured,
    entries,
  }))

/** A state, what a tick sees of it, and the settings it is judged by. */
export const anyTick: fc.Arbitrary<{
  readonly before: MarketState
  readonly seen: Observation
  readonly with_: MarketSettings
}> = anyState.chain((before) =>
  fc.record({ before: fc.constant(before), seen: anyObservation(before), with_: anySettings }),
)
