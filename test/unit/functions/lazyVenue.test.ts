import { expect, test } from 'vitest'
import { createLazyVenue } from '../../../functions/lazyVenue.ts'
import { known } from '../../../shared/domain/read.ts'
import type { EpochMs, MarketId, MonotonicMs, OrderId, TokenId } from '../../../shared/domain/units.ts'
import type { SignedOrder, Venue } from '../../../shared/ports/venue.ts'

const ORDER = '0x1' as OrderId
const TOKEN = '77' as TokenId

test('while the venue cannot be had, every call answers as one that cannot be reached', async () => {
  // Prepare
  const venue = createLazyVenue(() => Promise.reject(new Error('no credentials')))
  const why = 'no venue: no credentials'
  const unread = { ok: false, unknown: why }

  // Act and assess
  expect(await venue.sign({} as never)).toEqual({ is: 'refused', why })
  expect(await venue.post({} as SignedOrder, 0 as MonotonicMs)).toEqual({ is: 'unsent', why })
  expect(await venue.cancel([ORDER])).toEqual({
    byId: new Map([[ORDER, { is: 'unknown', why }]]),
    canceled: [],
    complete: false,
    why,
  })
  expect(await venue.cancelMarket('0x2' as MarketId, [TOKEN])).toMatchObject({ complete: false, why })
  expect(await venue.cancelAll()).toMatchObject({ complete: false, why })
  expect(await venue.books([TOKEN])).toEqual(new Map([[TOKEN, unread]]))
  for (const read of [
    venue.trades(0 as EpochMs),
    venue.tradesById([]),
    venue.openOrders(),
    venue.order(ORDER),
    venue.market('0x2' as MarketId),
    venue.balance(TOKEN),
    venue.positions(),
    venue.timeMs(),
  ]) {
    expect(await read).toEqual(unread)
  }
  expect(await venue.refreshBalance(TOKEN)).toEqual({ is: 'unanswered', why })
})

test('it is loaded at the first call, once for all, and again only after a failure', async () => {
  // Prepare
  let loads = 0
  const real = { timeMs: async () => known(5 as EpochMs, 5 as EpochMs) } as Venue
  const venue = createLazyVenue(async () => {
    loads += 1
    if (loads === 1) throw new Error('not yet')
    return real
  })

  // Act
  const before = loads
  const failed = await venue.timeMs()
  const both = await Promise.all([venue.timeMs(), venue.timeMs()])

  // Assess
  expect(before).toBe(0)
  expect(failed.ok).toBe(false)
  expect(both.every((read) => read.ok)).toBe(true)
  expect(loads).toBe(2)
})

test('credentials that do not come in time cost a call its time, and are there for the next', async () => {
  let arrive: (venue: Venue) => void = () => undefined
  let fetched = 0
  const lazy = createLazyVenue(() => {
    fetched += 1
    return new Promise<Venue>((resolve) => {
      arrive = resolve
    })
  })
  const soon = lazy.endingBy?.((performance.now() + 30) as MonotonicMs)

  const late = await soon?.timeMs()

  expect(late).toEqual({ ok: false, unknown: 'no venue: its credentials did not arrive in time' })
  arrive({ timeMs: async () => known(5 as EpochMs, 5 as EpochMs) } as Partial<Venue> as Venue)
  expect(await lazy.timeMs()).toMatchObject({ ok: true, value: 5 })
  expect(fetched).toBe(1)
})

test('a view that ends sooner asks a venue that ends sooner', async () => {
  const ends: number[] = []
  const at = (ms: number): Venue =>
    ({
      timeMs: async () => known(ms as EpochMs, 0 as EpochMs),
      endingBy: (atMs: number) => {
        ends.push(atMs)
        return at(Math.min(ms, atMs))
      },
    }) as Partial<Venue> as Venue
  const far = (performance.now() + 60_000) as MonotonicMs

  const read = await createLazyVenue(async () => at(9e15))
    .endingBy?.(far)
    .timeMs()

  expect(read).toMatchObject({ ok: true, value: far })
  expect(ends).toEqual([far])
})
