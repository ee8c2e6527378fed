import { expect, test } from 'vitest'
import type { Reply } from '../../../../desk/exchange/http/reply.ts'
import { price, size } from '../../../../shared/domain/units.ts'
import { MARKET } from '../../../support/wireIds.ts'
import { setStage } from '../stage.ts'

test('a book that does not change while the market trades lower is not believed, and a person is paged', async () => {
  let frozen: string | null = null
  let isFrozen = false
  const stage = await setStage({
    serve: {
      faults: ({ route }) =>
        route !== 'GET /book' || !isFrozen
          ? null
          : {
              before: [],
              after: [
                {
                  do: 'alter',
                  alter: (honest: Reply) => {
                    frozen ??= String(honest.body)
                    return { ...honest, body: frozen }
                  },
                },
              ],
            },
    },
  })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  isFrozen = true
  await stage.ticks(1)
  for (let cents = 47; cents >= 38; cents -= 1) {
    stage.show(cents / 100, (cents + 4) / 100)
    const atMs = stage.exchange.nowMs()
    const sizeMicros = size(50_000_000)
    stage.exchange.feed(MARKET, {
      type: 'trade',
      atMs,
      taker: 'SELL',
      priceMicros: price(cents * 10_000),
      sizeMicros,
    })
    await stage.ticks(3)
  }
  await stage.ticks(12)

  const told = stage.told.pages.filter((text) => text.includes('the book is not believed'))
  expect(told).toHaveLength(1)
  expect(stage.told.ticks.at(-1)?.seen.book).toMatchObject({ ok: true })
  expect(stage.state().contradiction).toBeDefined()
  expect(stage.state().lastGoodMid?.atMs).toBeLessThan(stage.exchange.nowMs() - 60_000)
  // One of each in a minute, while something rested or was held.
  const minutes = Math.ceil(stage.told.ticks.length / 6)
  expect(stage.requests('/midpoint').length).toBeLessThanOrEqual(minutes + 1)
  expect(stage.requests('/v2/trades').length).toBe(stage.requests('/midpoint').length)
  expect(new Set(stage.requests('/v2/trades').map(({ query }) => query.get('end'))).size).toBe(
    stage.requests('/v2/trades').length,
  )
})
