import { describe, expect, test } from 'vitest'
import { MidHistory } from '../../../../desk/report/midHistory.ts'

const touch = (bidCents: number | null, askCents: number | null) => ({
  bidMicros: bidCents === null ? null : bidCents * 10_000,
  askMicros: askCents === null ? null : askCents * 10_000,
})

describe('the mid over time', () => {
  test('holds from one change to the next', () => {
    const mids = new MidHistory(50_000)
    mids.look(100, touch(49, 51))
    mids.look(200, touch(50, 52))
    mids.look(300, touch(50, 52))

    expect([99, 100, 199, 200, 300].map((ms) => mids.at(ms))).toEqual([
      null,
      500_000,
      500_000,
      510_000,
      510_000,
    ])
    expect([100, 101, 200, 201].map((ms) => mids.before(ms))).toEqual([null, 500_000, 500_000, 510_000])
  })

  test('is not known later than anybody looked', () => {
    const mids = new MidHistory(50_000)
    mids.look(100, touch(49, 51))

    expect([mids.at(100), mids.at(101)]).toEqual([500_000, null])
  })

  test('a book that cannot be believed leaves the last one standing', () => {
    const mids = new MidHistory(50_000)
    mids.look(100, touch(49, 51))
    for (const [atMs, book] of [
      [200, touch(1, 99)],
      [300, touch(52, 51)],
      [400, touch(null, 51)],
      [500, touch(null, null)],
    ] as const) {
      mids.look(atMs, book)
    }

    expect([mids.at(500), mids.midMicros]).toEqual([500_000, 500_000])
  })

  test('a look back changes nothing; what is forgotten is unknown until the next look', () => {
    const mids = new MidHistory(50_000)
    mids.look(100, touch(49, 51))
    mids.look(50, touch(30, 31))
    mids.forget(150)
    const within = mids.midMicros
    mids.look(300, touch(40, 42))

    expect([mids.at(120), mids.at(200), within, mids.at(300)]).toEqual([500_000, null, null, 410_000])
  })

  test('grows with the changes alone', () => {
    const mids = new MidHistory(50_000)
    for (let atMs = 0; atMs < 20_000; atMs += 1) mids.look(atMs, touch(49 + (atMs % 2), 51))

    expect([mids.at(19_998), mids.at(19_999), mids.at(4_097)]).toEqual([500_000, 505_000, 505_000])
  })
})
