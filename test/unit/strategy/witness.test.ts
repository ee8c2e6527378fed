import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, price } from '../../../shared/domain/units.ts'
import { afterLook, isContradicted, verdictOf } from '../../../shared/strategy/witness.ts'
import { book, calmBook, info, NOW_MS, now, settings } from '../../support/market.ts'

const micros = (dollars: number) => price(Math.round(dollars * 1_000_000))
const at = (seconds: number) => epochMs(NOW_MS + seconds * 1000)
const NO_READ = unknown('no answer')

/** The book is 0.56/0.58 as of now; two ticks of a cent are within it. */
function verdict(
  of: { readonly mid?: number; readonly trade?: number | null; readonly tradeAt?: number },
  shown = calmBook,
) {
  const trade =
    of.trade === undefined || of.trade === null
      ? null
      : { priceMicros: micros(of.trade), stampedAtMs: at(of.tradeAt ?? 60) }
  const witness = {
    midMicros: of.mid === undefined ? NO_READ : known(micros(of.mid), now),
    trade: of.trade === undefined ? NO_READ : known(trade, now),
  }
  return verdictOf(shown, witness, { info: info(), settings: settings() })
}

describe('what a second source says of the book', () => {
  test.each<readonly [string, Parameters<typeof verdict>[0], number | 'agrees' | 'unknown']>([
    ['nothing', {}, 'unknown'],
    ['a midpoint inside', { mid: 0.57 }, 'agrees'],
    ['a midpoint two ticks below the bid', { mid: 0.54 }, 'agrees'],
    ['a midpoint further below', { mid: 0.539 }, 0.539],
    ['a midpoint two ticks above the ask', { mid: 0.6 }, 'agrees'],
    ['a midpoint further above', { mid: 0.601 }, 0.601],
    ['no trade at all', { trade: null }, 'agrees'],
    ['a trade at the touch', { trade: 0.56 }, 'agrees'],
    ['a younger trade far below', { trade: 0.47 }, 0.47],
    ['a younger trade far above', { trade: 0.68 }, 0.68],
    ['a trade older than the book', { trade: 0.47, tradeAt: -1 }, 'agrees'],
    ['one whose block may only be late', { trade: 0.47, tradeAt: 30 }, 'agrees'],
    ['one whose block cannot be', { trade: 0.47, tradeAt: 31 }, 0.47],
    ['a trade beyond it and a midpoint inside', { trade: 0.47, mid: 0.57 }, 0.47],
    ['a trade inside and a midpoint beyond', { trade: 0.57, mid: 0.47 }, 0.47],
  ])('%s', (_, of, says) => {
    expect(verdict(of)).toEqual(
      typeof says === 'number' ? { againstMicros: micros(says), stampedAtMs: calmBook.venueAtMs } : says,
    )
  })

  test('of a book without a touch it says nothing: nobody believes that anyway', () => {
    expect(verdict({ mid: 0.2 }, book([[0.5, 10]], []))).toBe('unknown')
  })
})

describe('a contradiction', () => {
  const against = { againstMicros: micros(0.47), stampedAtMs: at(0) }
  const look = (
    before: Parameters<typeof afterLook>[0],
    says: ReturnType<typeof verdictOf>,
    seconds: number,
  ) => afterLook(before, says, at(seconds), settings())
  const first = look(undefined, against, 0)

  test('counts once it has lasted for 120 seconds', () => {
    const [early, late] = [look(first, against, 119), look(first, against, 120)]

    expect(isContradicted(first, at(0), settings())).toBe(false)
    expect(isContradicted(early, at(119), settings())).toBe(false)
    expect(isContradicted(late, at(120), settings())).toBe(true)
  })

  test('of one look does not grow by waiting', () => {
    expect(isContradicted(first, at(119), settings())).toBe(false)
    expect(isContradicted(look(first, 'unknown', 60), at(120), settings())).toBe(false)
  })

  test('ends with a look that agrees', () => {
    expect(look(look(first, against, 60), 'agrees', 90)).toBeUndefined()
  })

  test('lapses where the source falls silent: an unknown witness is none', () => {
    const lasting = look(first, against, 120)

    // Two looks of 30 seconds, and a minute.
    expect(isContradicted(lasting, at(240), settings())).toBe(true)
    expect(isContradicted(lasting, at(241), settings())).toBe(false)
    expect(look(lasting, 'unknown', 241)).toBeUndefined()
    expect(look(lasting, against, 300)).toEqual({ sinceMs: at(300), atMs: at(300), says: against })
  })
})
