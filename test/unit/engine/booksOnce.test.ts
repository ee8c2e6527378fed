import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { type MarketId, tokenId } from '../../../shared/domain/units.ts'
import { booksOnce } from '../../../shared/engine/booksOnce.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { MARKET, settings, shares, state } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { calmBook } from '../../support/market.ts'

const OTHER = { market: `0x${'bb'.repeat(32)}` as MarketId, tokenId: tokenId('8') }
const held = (own: MarketState) => ({ state: own })
const holding = (size: number) => state({ folded: { ...state().folded, sizeMicros: shares(size) } })

function two(): Bench {
  const of = bench({
    stack: { markets: [settings(), { ...settings(), ...OTHER }], cadenceMs: null },
  })
  const item = of.store.items.get(MARKET)
  if (item === undefined) throw new Error('no item')
  of.store.items.set(OTHER.market, { ...item, state: { ...state(), ...OTHER } })
  return of
}
const asked = (of: Bench): number => of.venue.calls.filter((call) => call === 'books').length
const seen = (of: Bench) => of.told.ticks.map((tick) => tick.seen.book.ok)
const round = async (of: Bench): Promise<void> => {
  expect((await runInvocation(of.ports, of.stack, of.later(45))).failures).toEqual([])
}

describe('the books of a round', () => {
  test('are read by one call for all markets', async () => {
    const of = two()

    await round(of)

    expect(asked(of)).toBe(1)
    expect(seen(of)).toEqual([true, true])
  })

  test('that cannot be read are unknown to all in this round, no empty books, and read again in the next', async () => {
    const of = two()
    of.venue.silent.add('books')

    await round(of)
    of.venue.silent.delete('books')
    of.clock.advance(10_000)
    await round(of)

    expect(seen(of)).toEqual([false, false, true, true])
    expect(of.control().codes).toEqual([])
  })

  test('one that the answer lacks or cannot be read is unknown to its market alone', async () => {
    const third = { ...state(), tokenId: tokenId('9') }
    const venue = {
      books: async () =>
        new Map([
          [state().tokenId, known(calmBook, state().tradesReadAtMs)],
          [third.tokenId, unknown('a book cannot be read')],
        ]),
    }
    const ask = booksOnce(venue, [held(state()), held({ ...state(), ...OTHER }), held(third)])

    expect(await ask(state())).toMatchObject({ ok: true })
    expect(await ask({ ...state(), ...OTHER })).toEqual(unknown('the answer lacks the book'))
    expect(await ask(third)).toEqual(unknown('a book cannot be read'))
  })

  test('reach down as far as the market that holds most; the others keep what they need', async () => {
    const bids = Array.from({ length: 20 }, (_, nth) => ({
      priceMicros: calmBook.bids[0]?.priceMicros ?? calmBook.asks[0]?.priceMicros,
      sizeMicros: shares(10 + nth),
    })) as unknown as typeof calmBook.bids
    const most = { ...holding(150), ...OTHER }
    const covers: number[] = []
    const venue = {
      books: async (_: readonly unknown[], cover = shares(0)) => {
        covers.push(cover)
        const read = known({ ...calmBook, bids }, state().tradesReadAtMs)
        return new Map([state(), most].map(({ tokenId: token }) => [token, read]))
      },
    }
    const ask = booksOnce(venue, [held(state()), held(most)])

    const [few, many] = await Promise.all([ask(state()), ask(most)])

    expect(covers).toEqual([shares(150)])
    expect(few.ok && few.value.bids.length).toBe(5)
    // 10 + 11 + … + 19 shares are 145: one more level takes 150.
    expect(many.ok && many.value.bids.length).toBe(11)
  })
})
