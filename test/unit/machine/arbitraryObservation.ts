import fc from 'fast-check'
import type { Control } from '../../../shared/domain/control.ts'
import { type LegStatus, legKey, type SeenLeg } from '../../../shared/domain/leg.ts'
import { wholeList } from '../../../shared/domain/openOrders.ts'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { type EpochMs, size, tradeId } from '../../../shared/domain/units.ts'
import type { Observation } from '../../../shared/machine/observation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  cents,
  halted,
  id,
  MARKET,
  now,
  order,
  running,
  seenLeg,
  shares,
  venueOrder,
} from '../../support/build.ts'
import { book, calmBook, info } from '../../support/market.ts'

/** All that a tick may see of a market, likely and unlikely alike. */
const ages = fc.constantFrom(0, 1, 5, 40, 61, 130, 400, 700, 4000)
export const ago = ages.map((seconds): EpochMs => at(-seconds))
export const counts = fc.constantFrom(0.01, 1, 4.99, 5, 12, 20)
export const legStatus: fc.Arbitrary<LegStatus> = fc.constantFrom('PROVISIONAL', 'CONFIRMED', 'FAILED')

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
        restPosition: fc.option(read(fc.oneof(anyHolding, fc.constant('absent' as const)))),
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
              : known({ legs, withoutId: drawn.withoutId, unreadable: [] }, at(-0.5)),
          openOrders:
            drawn.openOk === 0 ? unknown('no answer') : known(wholeList([...open, ...strangers]), at(-0.5)),
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
