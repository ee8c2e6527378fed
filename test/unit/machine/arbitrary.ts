import fc from 'fast-check'
import type { Position } from '../../../shared/accounting/position.ts'
import type { Control } from '../../../shared/domain/control.ts'
import { type Leg, type LegStatus, legKey, type SeenLeg } from '../../../shared/domain/leg.ts'
import type { Order, OrderLife } from '../../../shared/domain/order.ts'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import type { MarketSettings } from '../../../shared/domain/settings.ts'
import { type EpochMs, epochMs, type OrderId, size, tradeId } from '../../../shared/domain/units.ts'
import { checkState } from '../../../shared/machine/checkState.ts'
import { canFold } from '../../../shared/machine/inventory.ts'
import type { Observation } from '../../../shared/machine/observation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { book, calmBook, info } from '../strategy/market.ts'
import {
  at,
  cents,
  dollars,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  order,
  running,
  seenLeg,
  settings,
  shares,
  state,
  venueOrder,
} from './build.ts'

/** Valid states of one market and all that a tick may see of it, likely and unlikely alike. */
const ages = fc.constantFrom(0, 1, 5, 40, 61, 130, 400, 700, 4000)
const ago = ages.map((seconds): EpochMs => at(-seconds))
const counts = fc.constantFrom(0.01, 1, 4.99, 5, 12, 20)
const legStatus: fc.Arbitrary<LegStatus> = fc.constantFrom('PROVISIONAL', 'CONFIRMED', 'FAILED')

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

const suspicion: fc.Arbitrary<MarketState['suspicion']> = fc.record({
  flaps: fc.array(ago, { maxLength: 2 }),
  restPositionMicros: fc.option(counts.map(shares)),
  openOrdersSinceMs: fc.option(ago),
  balanceShortSinceMs: fc.option(ago),
  balanceRetryUsed: fc.boolean(),
  failedLegs: fc.array(ago, { maxLength: 3 }),
  entryBackoffUntilMs: fc.constantFrom(epochMs(0), at(30)),
  unlisted: fc.constantFrom([], [id(1)]),
})

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
    exitOnly: fc.subarray(['exposure', 'stuckOrder', 'drain', 'unconfigured'] as const),
    suspicion,
    tradesReadAtMs: fc.constantFrom(at(-1), at(-10), at(-31), at(-181)),
    lastGoodMid: fc.option(
      fc.constantFrom(cents(57), cents(51)).map((priceMicros) => ({ priceMicros, atMs: at(-40) })),
    ),
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

const read = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Read<T>> =>
  fc.oneof(
    { weight: 5, arbitrary: value.map((each) => known(each, at(-0.5))) },
    { weight: 1, arbitrary: fc.constant(unknown('no answer')) },
  )

const control: fc.Arbitrary<Control | 'absent'> = fc.constantFrom(
  running,
  running,
  running,
  { ...running, drain: true },
  halted(),
  halted({ codes: ['EXPOSURE'], doneSeq: 4, flatten: { seq: 4, markets: [MARKET], floorMicros: cents(10) } }),
  { ...running, armed: false },
  { ...running, halted: true },
  'absent' as const,
)

const books = fc.constantFrom(
  calmBook,
  calmBook,
  book([[0.5, 500]], [[0.52, 400]]),
  book([[0.62, 500]], [[0.64, 400]]),
  book([[0.01, 5000]], [[0.99, 5000]]),
  book([], []),
  book([[0.56, 20]], [[0.58, 20]]),
)
const infos = fc.constantFrom(
  info(),
  info(),
  info({ accepting: false }),
  info({ closed: true, accepting: false }),
  info({ minSizeMicros: shares(12) }),
  info({ minSizeMicros: shares(1) }),
  info({ feeExponent: 2.5 }),
)

/** A REST positions or balance answer: sound, empty, huge, negative or off by a hair. */
export const anyHolding = fc.oneof(
  counts.map(shares),
  fc.constantFrom(size(0), size(1), size(-5), size(Number.MAX_SAFE_INTEGER)),
  fc.maxSafeNat().map(size),
)

/** New legs, known ones with another status, fills of forgotten orders, strangers. */
const legsSeen = (of: MarketState): fc.Arbitrary<readonly SeenLeg[]> => {
  const again = of.legs.map(({ feeMicros: _, seenAtMs: __, ...each }) =>
    fc.option(legStatus.map((status) => ({ ...each, status, mined: status === 'CONFIRMED' }))),
  )
  const fresh = fc.array(
    fc
      .record({
        orderId: fc.constantFrom(id(1), id(2), id(3), id(4), id(55)),
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        sizeMicros: counts.map(shares),
        status: legStatus,
        role: fc.constantFrom('maker' as const, 'taker' as const),
        priceMicros: fc.constantFrom(cents(50), cents(56), cents(58), cents(64)),
        matchedAtMs: ago,
        n: fc.integer({ min: 0, max: 5 }),
      })
      .map(({ n, ...rest }) => seenLeg({ ...rest, tradeId: tradeId(`new${n}`) })),
    { maxLength: 4 },
  )
  return fc
    .tuple(fc.tuple(...again), fresh)
    .map(([known_, drawn]) => [...known_.flatMap((each) => (each === null ? [] : [each])), ...drawn])
}

const inLedger = fc.record({
  fold: fc.constantFrom('absent' as const, 'absent' as const, 'CONFIRMED' as const, 'FAILED' as const),
  order: fc.constantFrom('ours' as const, 'absent' as const),
})

/** What a tick on this state may see. */
export const anyObservation = (of: MarketState): fc.Arbitrary<Observation> =>
  legsSeen(of).chain((legs) => {
    const listed = of.orders.map((each) => fc.option(fc.constant(venueOrder(each))))
    const ids = of.orders.flatMap((each) => [each.id, ...(each.otherId === undefined ? [] : [each.otherId])])
    const hashes = ids.map((key) =>
      fc.option(
        read(
          fc.oneof(
            fc.constant('absent' as const),
            fc
              .tuple(fc.constantFrom('LIVE' as const, 'TERMINAL' as const), fc.option(counts.map(shares)))
              .map(([status, matchedMicros]) => venueOrder(order({ id: key }), { status, matchedMicros })),
          ),
        ),
      ),
    )
    return fc
      .record({
        control: read(control),
        withoutId: fc.constantFrom([], [], [], [{ raw: '{}', market: MARKET, orderId: null }]),
        tradesOk: fc.integer({ min: 0, max: 5 }),
        listed: fc.tuple(...listed),
        stranger: fc.integer({ min: 0, max: 5 }),
        openOk: fc.integer({ min: 0, max: 5 }),
        hashes: fc.tuple(...hashes),
        ledger: fc.array(read(inLedger), { minLength: legs.length, maxLength: legs.length }),
        book: read(books),
        info: read(infos),
        skewMs: read(fc.constantFrom(0, 0, 0, 4000, -9000)),
        balance: fc.option(read(anyHolding)),
        restPosition: fc.option(read(fc.oneof(anyHolding, fc.constant('no row' as const)))),
      })
      .map((drawn): Observation => {
        const open = drawn.listed.flatMap((each) => (each === null ? [] : [each]))
        const strangers = drawn.stranger === 0 ? [venueOrder(order({ id: id(66) }))] : []
        return {
          nowMs: now,
          control: drawn.control,
          trades:
            drawn.tradesOk === 0
              ? unknown('no answer')
              : known({ legs, withoutId: drawn.withoutId }, at(-0.5)),
          openOrders: drawn.openOk === 0 ? unknown('no answer') : known([...open, ...strangers], at(-0.5)),
          byId: Object.fromEntries(
            drawn.hashes.flatMap((each, i) => (each === null ? [] : [[ids[i], each]])),
          ) as Observation['byId'],
          ledger: Object.fromEntries(
            legs.flatMap((each, i) => {
              const answer = drawn.ledger[i]
              return answer === undefined ? [] : [[legKey(each), answer]]
            }),
          ),
          book: drawn.book,
          info: drawn.info,
          skewMs: drawn.skewMs,
          ...(drawn.balance === null ? {} : { balance: drawn.balance }),
          ...(drawn.restPosition === null ? {} : { restPosition: drawn.restPosition }),
        }
      })
  })

export const anySettings: fc.Arbitrary<MarketSettings> = fc
  .record({
    cap: fc.constantFrom(5, 11, 50),
    exposureStop: fc.constantFrom('confirmed' as const, 'literal' as const),
    dust: fc.constantFrom('carry' as const, 'hold' as const),
    settledAt: fc.constantFrom('CONFIRMED' as const, 'MINED' as const),
    configured: fc.boolean(),
  })
  .map(({ cap, configured, ...risk }) => ({
    ...settings({ risk: { ...risk, maxUsdcLockedMicros: dollars(cap) } }),
    configured,
  }))

/** A state, what a tick sees of it, and the settings it is judged by. */
export const anyTick: fc.Arbitrary<{
  readonly before: MarketState
  readonly seen: Observation
  readonly with_: MarketSettings
}> = anyState.chain((before) =>
  fc.record({ before: fc.constant(before), seen: anyObservation(before), with_: anySettings }),
)
