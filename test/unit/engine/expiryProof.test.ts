import { describe, expect, test } from 'vitest'
import type { Order } from '../../../shared/domain/order.ts'
import { stopPass } from '../../../shared/engine/stop/stopPass.ts'
import { at, entryState, halted, order, state } from '../../support/build.ts'
import { type Bench, bench, ticked } from '../../support/engineBench.ts'

/** Posted without an answer, past expiry (280 s), slack (60 s) and the minute beyond at 401 s. */
const unknownEntry = order({ life: { at: 'UNKNOWN', sinceMs: at(-20) } })
const unread = (over: Partial<Order> = {}, control?: Parameters<typeof bench>[0]): Bench => {
  const of = bench({ state: state({ ...entryState, orders: [{ ...unknownEntry, ...over }] }), ...control })
  of.venue.silent.add('order')
  return of
}
const stored = (of: Bench) => of.stored().orders.find(({ id }) => id === unknownEntry.id)
const ticks = async (of: Bench, count: number, seconds = 10) => {
  for (let nth = 0; nth < count; nth += 1) {
    await ticked(of)
    of.clock.advance(seconds * 1000)
  }
}
const behind = (ms: number) => (of: Bench) => {
  of.venue.skewMs = -ms
}

describe('an order whose hash cannot be read', () => {
  test('is dead past its date, after a cancel that was answered and two lists', async () => {
    const of = unread()
    await ticks(of, 40)
    expect(stored(of)).toMatchObject({ life: { at: 'UNKNOWN' } })
    expect(stored(of)).not.toHaveProperty('outlived')
    await ticks(of, 4)
    expect(stored(of)?.life).toMatchObject({ at: 'DEAD', how: 'expired' })
  })

  test.each([
    ['without an answer to the cancel', (of: Bench) => of.venue.silent.add('cancel')],
    ['without the venue’s clock', (of: Bench) => of.venue.silent.add('timeMs')],
    ['while the venue’s clock is behind', behind(3_600_000)],
    ['without lists', (of: Bench) => of.venue.silent.add('openOrders')],
  ])('may be live %s', async (_, spoil) => {
    const of = unread()
    spoil(of)
    await ticks(of, 60)
    expect(stored(of)?.life).toMatchObject({ at: 'UNKNOWN' })
  })

  test('may be live by the lists of other credentials', async () => {
    const of = unread({ postedBy: 'a key of before' })
    await ticks(of, 60)
    expect(stored(of)?.life).toMatchObject({ at: 'UNKNOWN' })
  })

  test('lives where a list shows it', async () => {
    const of = unread({ outlived: { sinceMs: at(-10), cancelAnsweredAtMs: at(-10), absentAtMs: at(-9) } })
    of.venue.orders.set(unknownEntry.id, {
      ...(await placed(of)),
      draft: { ...(await placed(of)).draft, expiresAtMs: at(99_999) },
    })
    await ticked(of)
    expect(stored(of)?.life).toEqual({ at: 'LIVE' })
    expect(stored(of)).not.toHaveProperty('outlived')
  })
})

describe('a STOP with such an order', () => {
  const stopped = async (seconds: number, over: Partial<Order> = {}, spoil?: (of: Bench) => unknown) => {
    const of = unread(over, { control: halted() })
    of.clock.advance(seconds * 1000)
    spoil?.(of)
    return (await stopPass(of.ports, of.stack, of.later())).is
  }

  test('is done in one pass past its date', async () => {
    expect(await stopped(400)).toBe('not yet')
    expect(await stopped(401)).toBe('done')
  })

  test.each([
    [
      'no cancel is answered',
      (of: Bench) => ['cancel', 'cancelMarket'].map((c) => of.venue.silent.add(c as 'cancel')),
    ],
    ['the venue’s clock is unknown', (of: Bench) => of.venue.silent.add('timeMs')],
    ['the venue’s clock is behind', behind(60_000)],
  ])('is not done while %s', async (_, spoil) => {
    expect(await stopped(401, {}, spoil)).toBe('not yet')
  })

  test('is done by a cancel of its market alone', async () => {
    expect(await stopped(401, {}, (of) => of.venue.silent.add('cancel'))).toBe('done')
  })

  test('is not done by the lists of other credentials', async () => {
    expect(await stopped(401, { postedBy: 'a key of before' })).toBe('not yet')
  })
})

/** The order as the venue holds it. */
async function placed({ venue }: Bench) {
  const { market, tokenId, side, priceMicros, sizeMicros, postOnly, expiresAtMs } = {
    ...unknownEntry,
    market: entryState.market,
  }
  const draft = {
    market,
    tokenId,
    side,
    priceMicros,
    sizeMicros,
    postOnly,
    expiresAtMs,
    purpose: 'entry',
  } as const
  venue.place({ id: unknownEntry.id, salt: '1', timestamp: '1', draft, wire: null })
  const found = venue.orders.get(unknownEntry.id)
  if (found === undefined) throw new Error('not placed')
  return found
}
