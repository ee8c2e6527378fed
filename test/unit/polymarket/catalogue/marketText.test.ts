import { describe, expect, test } from 'vitest'
import { readMarketText } from '../../../../shared/polymarket/catalogue/marketText.ts'

const id = `0x${'aB'.repeat(32)}`

describe('a market may be named', () => {
  test('by its id, in any case, with the 31 bytes of the second protocol too', () => {
    expect(readMarketText('MARKET', ` ${id} `)).toEqual({ is: 'id', market: id.toLowerCase() })
    expect(readMarketText('MARKET', `0x${'ab'.repeat(31)}`)).toEqual({
      is: 'id',
      market: `0x${'ab'.repeat(31)}00`,
    })
  })

  test.each([
    ['https://polymarket.com/event/who-wins', 'who-wins'],
    ['https://www.polymarket.com/event/who-wins?tid=17#book', 'who-wins'],
    ['https://polymarket.com/event/who-wins/will-x-win', 'will-x-win'],
    ['https://polymarket.com/market/will-x-win/', 'will-x-win'],
    ['polymarket.com/sports/nfl/games/week/3/nfl-kc-buf-2026-09-20', 'nfl-kc-buf-2026-09-20'],
    ['https://polymarket.com/es/event/Who-Wins', 'who-wins'],
  ])('by the address %s', (text, slug) => {
    expect(readMarketText('MARKET', text)).toEqual({ is: 'slug', slug, isAddress: true })
  })

  test('by its slug, or by words', () => {
    expect(readMarketText('MARKET', 'will-x-win')).toEqual({
      is: 'slug',
      slug: 'will-x-win',
      isAddress: false,
    })
    expect(readMarketText('MARKET', 'Will X win?')).toEqual({ is: 'words', words: 'Will X win?' })
    expect(readMarketText('MARKET', 'bitcoin')).toEqual({ is: 'words', words: 'bitcoin' })
  })

  test.each(['0x12', '', '123', 'x'.repeat(301)])('not by %j', (text) => {
    expect(() => readMarketText('--market', text)).toThrow(/^--market = .*: use the condition id/)
  })

  test.each([
    'https://polymarket.com/',
    'https://example.com/event/who-wins',
    'https://notpolymarket.com/event/x',
  ])('not by %s, which is not its page', (text) => {
    expect(() => readMarketText('MARKET', text)).toThrow(/not the page of a market at polymarket\.com/)
  })
})
