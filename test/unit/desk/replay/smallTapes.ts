import type { TapeEvent } from '../../../../desk/tape/tapeEvent.ts'
import { price, size } from '../../../../shared/domain/units.ts'
import { at, book, delta, tapeOf, trade } from '../../../support/tapeFile.ts'

const BIDS = [
  [50, 500],
  [49, 500],
  [48, 500],
  [30, 1_000],
] as const
const ASKS = [
  [52, 500],
  [53, 500],
  [54, 500],
] as const
const BEAT_SECONDS = 5
/** The seconds of a round trip: bought at once, sold four minutes later, and rest. */
const TRIP_SECONDS = 720
const SHORT_TRIP_SECONDS = 330

/** A far level flickers, so that the tape is alive and nothing moves. */
const beat = (from: number, to: number): TapeEvent[] =>
  Array.from({ length: Math.floor((to - from) / BEAT_SECONDS) }, (_, at) =>
    delta(from + at * BEAT_SECONDS, 'bid', 30, 1_000 + (at % 7)),
  )

/** One event of two levels' new sizes, in cents and shares. */
const both = (
  second: number,
  ...changes: readonly (readonly ['bid' | 'ask', number, number])[]
): TapeEvent => ({
  type: 'delta',
  atMs: at(second),
  changes: changes.map(([side, cents, shares]) => ({
    side,
    priceMicros: price(cents * 10_000),
    sizeMicros: size(shares * 1_000_000),
  })),
})

/** Sellers come down to the bid at 50: whoever rests there is filled. */
const bought = (second: number): TapeEvent[] => [
  both(second, ['bid', 50, 0], ['ask', 50, 600]),
  both(second + 1, ['ask', 50, 0], ['bid', 50, 500]),
]

/** Buyers come up to the ask at 52. */
const sold = (second: number): TapeEvent[] => [
  both(second, ['ask', 52, 0], ['bid', 52, 600]),
  both(second + 1, ['bid', 52, 0], ['ask', 52, 500]),
]

/** From then on the book is this one, and its far level flickers. */
const stays = (
  from: number,
  to: number,
  of: {
    readonly bids: readonly (readonly [number, number])[]
    readonly asks: readonly (readonly [number, number])[]
  },
): TapeEvent[] => [
  book(from, of.bids, of.asks),
  ...Array.from({ length: Math.floor((to - from) / BEAT_SECONDS) - 1 }, (_, at) =>
    book(from + (at + 1) * BEAT_SECONDS, of.bids, of.asks),
  ),
]

/** A cent a minute down from 50 to where the cents say, with a sane book all the way. */
const slides = (from: number, toCents: number): TapeEvent[] =>
  Array.from({ length: 50 - toCents }, (_, step) => step + 1).flatMap((down) => {
    const [second, bid] = [from + 60 * down, 50 - down]
    return stays(second, second + 60, {
      bids:
        bid > 1
          ? [
              [bid, 500],
              [bid - 1, 500],
            ]
          : [[1, 500]],
      asks: [
        [bid + 1, 500],
        [bid + 2, 500],
      ],
    })
  })

const inOrder = (events: readonly TapeEvent[]): TapeEvent[] => events.toSorted((a, b) => a.atMs - b.atMs)
const opening = (until: number): TapeEvent[] => [book(0, BIDS, ASKS), ...beat(5, until)]

/** Bought at 50; a minute later bids of two cents are all that is left. */
export const collapsed = (asks: readonly (readonly [number, number])[] = []): string =>
  tapeOf(
    inOrder([
      ...opening(200),
      ...bought(181),
      ...stays(240, 3_600, {
        bids: [
          [2, 5_000],
          [1, 9_000],
        ],
        asks,
      }),
    ]),
  )

/** The same, and the book is whole again after 48 seconds, as the longest wipe on record. */
export const wiped = (): string =>
  tapeOf(
    inOrder([
      ...opening(200),
      ...bought(181),
      ...stays(240, 288, { bids: [[1, 5_000]], asks: [[99, 5_000]] }),
      ...stays(288, 1_800, { bids: [[54, 500]], asks: [[56, 500]] }),
    ]),
  )

/** Bought at 50; then the outcome is decided: the winner's asks are gone, the loser's bids. */
export const decided = (is: 'winner' | 'loser'): string =>
  tapeOf(
    inOrder([
      ...opening(200),
      ...bought(181),
      ...stays(
        245,
        1_800,
        is === 'winner'
          ? {
              bids: [
                [40, 1],
                [1, 5_000],
              ],
              asks: [],
            }
          : { bids: [], asks: [[1, 5_000]] },
      ),
    ]),
  )

/** Round trips of two cents, then one position that slides to three, the book sane all the way. */
export function tripsThenSlide(trips: number): string {
  const each = Array.from({ length: trips }, (_, at) => 180 + at * TRIP_SECONDS)
  const last = 180 + trips * TRIP_SECONDS
  return tapeOf(
    inOrder([
      ...opening(last + 120),
      ...each.flatMap((second) => [...bought(second + 1), ...sold(second + 241)]),
      ...bought(last + 1),
      ...slides(last + 120, 4),
    ]),
  )
}

/** Only round trips, of two cents each. */
export function tripsAlone(trips: number): string {
  const each = Array.from({ length: trips }, (_, at) => 180 + at * SHORT_TRIP_SECONDS)
  return tapeOf(
    inOrder([
      ...opening(180 + trips * SHORT_TRIP_SECONDS),
      ...each.flatMap((second) => [...bought(second + 1), ...sold(second + 241)]),
    ]),
  )
}

/** Held over a silence in which the mid goes from 51 to 41. */
export const acrossGap = (): string =>
  tapeOf(
    inOrder([
      ...opening(400),
      ...bought(181),
      ...stays(4_000, 4_300, { bids: [[40, 500]], asks: [[42, 500]] }),
    ]),
  )

/** One share is offered at our bid of 50 for a moment; minutes later one is bought above our ask. */
export const touchedByOne = (): string =>
  tapeOf(
    inOrder([
      ...opening(600),
      both(181, ['bid', 50, 0], ['ask', 50, 1]),
      both(181.5, ['ask', 50, 0], ['bid', 50, 500]),
      trade(300, 'BUY', 53, 1),
      delta(300.1, 'ask', 53, 499),
    ]),
  )

/** One share is sold through our bid of 50, and then six at it. */
export const soldThroughByOne = (): string =>
  tapeOf(
    inOrder([
      ...opening(400),
      trade(200, 'SELL', 49, 1),
      delta(200, 'bid', 49, 499),
      trade(240, 'SELL', 50, 6),
    ]),
  )

/** Two shares are offered at our bid, in one snapshot after the other; then seven are. */
export const offeredForAMinute = (): string => {
  const bids = [
    [49, 500],
    [48, 500],
  ] as const
  return tapeOf(
    inOrder([
      ...opening(180),
      ...stays(181, 241, { bids, asks: [[50, 2], ...ASKS] }),
      ...stays(241, 251, { bids, asks: [[50, 7], ...ASKS] }),
      ...stays(251, 400, { bids: BIDS, asks: ASKS }),
    ]),
  )
}
