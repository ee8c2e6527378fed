import { describe, expect, test } from 'vitest'
import { known } from '../../../../shared/domain/read.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { adopt } from '../../../../shared/operator/adopt.ts'
import { flatten, resume } from '../../../../shared/operator/operator.ts'
import {
  at,
  cents,
  halted,
  holding,
  id,
  MARKET,
  now,
  order,
  running,
  settings,
  shares,
  state,
  TOKEN,
} from '../../../support/build.ts'
import { type Bench, bench } from '../../../support/engineBench.ts'

const HAND = id(77)
/** Halted, done ten minutes ago, with twenty shares held. */
const done = (over: Parameters<typeof halted>[0] = {}) =>
  halted({ doneSeq: 4, handSinceMs: at(-600), ...over })
const holder = (of: Parameters<typeof bench>[0] = {}): Bench =>
  bench({ state: state({ folded: holding(20) }), control: done(), ...of })

function sellByHand(of: Bench): void {
  const draft = {
    ...({ market: MARKET, purpose: 'exit', side: 'SELL', tokenId: TOKEN, postOnly: true } as const),
    priceMicros: cents(58),
    sizeMicros: shares(20),
    expiresAtMs: at(86_400),
  }
  of.venue.place({ id: HAND, salt: '1', timestamp: '1', wire: null, draft })
}
const status = (of: Bench) => of.venue.orders.get(HAND)?.status
async function minutes(of: Bench, count = 1): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await runInvocation(of.ports, of.stack, of.later(45))
    of.clock.advance(15_000)
  }
}
const ended = (of: Bench) => resume(of.ports, of.control().haltSeq, known([], now))

describe('a person sells by hand once a halt is done', () => {
  test('the order rests, is reported once and shown in the item, and stops nothing', async () => {
    const of = holder()
    sellByHand(of)

    await minutes(of, 15)

    expect(status(of)).toBe('LIVE')
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
    expect(of.stored().handOrders).toEqual([HAND])
    expect(of.told.pages.filter((text) => text.includes(HAND))).toHaveLength(1)
    expect(of.venue.calls.some((call) => call.startsWith('cancel'))).toBe(false)
    // Nor does it cost each tick the wait between two lists.
    expect(of.told.passes).toEqual([])
  })

  test('its fill stops nothing, nor does the balance that lacks it; resume waits for adopt, which books it', async () => {
    const of = holder()
    sellByHand(of)
    of.venue.fill(HAND, shares(20), 'CONFIRMED')
    of.venue.balances.set(TOKEN, shares(0))

    await minutes(of, 15)
    const early = await ended(of)
    const adopted = await adopt(of.ports, of.stack, {
      market: MARKET,
      tokenId: TOKEN,
      resolved: false,
      priceMicros: null,
    })
    await minutes(of, 2)
    const late = await ended(of)
    await minutes(of, 2)

    expect(early).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('book it with "npx bot adopt" first'),
    })
    expect(adopted).toMatchObject({ is: 'adopted' })
    expect(of.stored().folded.sizeMicros).toBe(0)
    expect(late).toEqual({ is: 'done' })
    expect(of.control()).toMatchObject({ halted: false, haltSeq: 4, clearedSeq: 4, codes: [] })
  })

  test('resume and flatten are refused while the order rests, and name it', async () => {
    const of = holder()
    sellByHand(of)
    await minutes(of)

    const sold = await flatten(of.ports, { seq: 4, markets: [MARKET], floorMicros: cents(10) })

    expect(await ended(of)).toMatchObject({ is: 'refused', why: expect.stringContaining(`order ${HAND}`) })
    expect(sold).toMatchObject({ is: 'refused', why: expect.stringContaining(`order ${HAND}`) })
    of.venue.orders.delete(HAND)
    await minutes(of)
    expect(of.stored()).not.toHaveProperty('handOrders')
    expect(await ended(of)).toEqual({ is: 'done' })
  })

  test('a flatten that was asked for before the order came waits for it', async () => {
    const of = holder({ control: done({ flatten: { seq: 4, markets: [MARKET], floorMicros: cents(10) } }) })
    sellByHand(of)

    await minutes(of)

    expect(of.venue.posted).toEqual([])
    expect(status(of)).toBe('LIVE')
  })

  test('emergencyExit asks for no flatten while it rests', async () => {
    const of = holder({ settings: settings({ risk: { emergencyExit: 'flatten' } }) })
    sellByHand(of)

    await minutes(of, 2)

    expect(of.control().flatten).toBeNull()
    expect(of.venue.posted).toEqual([])
  })

  test.each([['OPERATOR'], ['OPERATOR', 'OPEN_ORDERS']] as const)(
    'of a halt that an older version ended (%s, …) it is the person’s too, filled or not',
    async (...codes) => {
      const of = holder({ control: halted({ doneSeq: 4, codes: [...codes] }) })
      sellByHand(of)

      await minutes(of, 2)
      expect(status(of)).toBe('LIVE')
      of.venue.fill(HAND, shares(8), 'CONFIRMED')
      await minutes(of, 2)

      expect(status(of)).toBe('LIVE')
      expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes })
      expect(of.stored()).toMatchObject({ handOrders: [HAND], handFilled: true })
      expect(await ended(of)).toMatchObject({ is: 'refused' })
    },
  )

  test('a further STOP spares it and is done nevertheless', async () => {
    const of = holder()
    sellByHand(of)
    const reason = { code: 'ALARM', text: 'an alarm', atMs: now } as const

    const stopped = await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(60))

    expect(stopped).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 5, doneSeq: 5, handSinceMs: at(-600) })
    expect(status(of)).toBe('LIVE')
  })
})

describe('an open order is not the person’s, and is cancelled', () => {
  test.each([
    ['before this halt was ever done', halted()],
    ['created before it was done', done({ handSinceMs: at(60) })],
    ['created within the skew of clocks after it was done', done({ handSinceMs: at(-4) })],
  ])('%s', async (_, control) => {
    const of = holder({ control })
    sellByHand(of)

    await minutes(of)

    expect(status(of)).not.toBe('LIVE')
  })

  test('where the ledger knows it as ours, and then by hash alone', async () => {
    const of = holder()
    sellByHand(of)
    const record = { kind: 'order', market: MARKET, order: order({ id: HAND }) } as const
    of.store.records.set(`${MARKET} order ${HAND}`, record)

    await minutes(of)

    expect(status(of)).not.toBe('LIVE')
    expect(of.venue.calls).toContain('cancel')
    expect(of.venue.calls).not.toContain('cancelMarket')
  })

  test('where the ledger cannot be read', async () => {
    const of = holder()
    sellByHand(of)
    of.store.fault = (call) => (call === 'ledgerOrder' ? 'before' : null)

    await minutes(of)

    expect(status(of)).not.toBe('LIVE')
  })

  test('while an order of ours may be live: then by market', async () => {
    const of = holder({ state: state({ folded: holding(20), orders: [order()] }) })
    sellByHand(of)

    await minutes(of)

    expect(of.venue.calls).toContain('cancelMarket')
    expect(status(of)).not.toBe('LIVE')
  })

  test('with cancelAllOnStop', async () => {
    const of = holder({ stack: { cancelAllOnStop: true } })
    sellByHand(of)

    await minutes(of)

    expect(status(of)).not.toBe('LIVE')
  })
})

test('a stranger’s fill of before the halt was done, and one while it runs, is a STOP as usual', async () => {
  for (const control of [done({ handSinceMs: at(60) }), running]) {
    const of = holder({ control })
    sellByHand(of)
    of.venue.fill(HAND, shares(8), 'CONFIRMED')

    await minutes(of)

    expect(of.control().codes).toContain('FILL_IMPOSSIBLE')
  }
})
