import { describe, expect, test } from 'vitest'
import { stopPass } from '../../../../shared/engine/stop/stopPass.ts'
import {
  at,
  cents,
  dead,
  halted,
  holding,
  id,
  MARKET,
  now,
  order,
  state,
  TOKEN,
  unreadableOrder,
} from '../../../support/build.ts'
import { type Bench, bench, place } from '../../../support/engineBench.ts'
import { haltedBench, live, resting } from './haltedBench.ts'

const pass = (of: Bench) => stopPass(of.ports, of.stack, of.later())

describe('one pass of the STOP procedure', () => {
  test('cancels by hash and by market, proves each order dead, sees two lists, and is done', async () => {
    const of = haltedBench()

    const result = await pass(of)

    expect(result).toMatchObject({
      is: 'done',
      haltSeq: 4,
      evidence: [{ id: id(1), outcome: { is: 'canceled' } }],
    })
    expect(of.control().doneSeq).toBe(4)
    expect(of.venue.calls.filter((call) => /cancel|openOrders/.test(call))).toEqual([
      'cancel',
      'cancelMarket',
      'openOrders',
      'openOrders',
    ])
  })

  test('writes no market item and takes no lease', async () => {
    const of = haltedBench()

    await pass(of)

    expect(of.stored()).toEqual(resting)
    // The flag again directly before each cancel: by hash, then by market.
    expect(of.store.calls).toEqual(['control', 'marketItems', 'control', 'control', 'stopDone'])
  })

  test('reads the control item before the items: doneSeq is of the STOP that was active then', async () => {
    const of = haltedBench()
    of.venue.before = (call) => {
      if (call === 'openOrders') of.store.control_ = { ...of.control(), haltSeq: 5 }
    }

    const result = await pass(of)

    expect(result).toMatchObject({ is: 'superseded', haltSeq: 4 })
    expect(of.control().doneSeq).toBe(3)
  })

  test.each([
    ['resumed meanwhile', { ...halted({ doneSeq: 4 }), clearedSeq: 4 }],
    ['a flatten of it is active', halted({ flatten: { seq: 4, markets: [MARKET], floorMicros: cents(1) } })],
  ])('is not done where it is %s', async (_, then) => {
    const of = haltedBench()
    of.store.before = (call) => {
      if (call === 'stopDone') of.store.control_ = then
    }

    expect(await pass(of)).toMatchObject({ is: 'superseded' })
  })

  test('whose end cannot be written is not done', async () => {
    const of = haltedBench()
    of.store.fault = (call) => (call === 'stopDone' ? 'before' : null)

    expect(await pass(of)).toMatchObject({
      is: 'not yet',
      why: expect.stringContaining('could not be written'),
    })
  })

  test('over a restored table it is done only after the longest life of an order and the slack', async () => {
    const of = haltedBench()
    const restoredAtMs = now
    of.store.control_ = { ...of.control(), restoredAtMs }
    const slackMs = Math.max(...of.stack.markets.map(({ safety }) => safety.expirySlackMs))

    const early = await pass(of)
    const stillUndone = of.control().doneSeq
    of.clock.advance(720_000 + slackMs)
    const late = await pass(of)

    expect(early).toMatchObject({
      is: 'not yet',
      why: `the table was restored from a backup: an order missing from it may be live until ${new Date(restoredAtMs + 720_000 + slackMs).toISOString()}`,
    })
    expect(stillUndone).toBe(3)
    // Its cancels went out all the same.
    expect(of.venue.calls).toContain('cancelMarket')
    expect(late).toMatchObject({ is: 'done', haltSeq: 4 })
  })

  test('waits ten seconds between the lists, and not past its end', async () => {
    const of = haltedBench()
    const lists: number[] = []
    of.venue.before = (call) => void (call === 'openOrders' && lists.push(of.clock.nowMs()))

    await pass(of)
    const short = await stopPass(of.ports, of.stack, of.later(9))

    expect((lists[1] ?? 0) - (lists[0] ?? 0)).toBe(10_000)
    expect(short).toMatchObject({ is: 'not yet', why: expect.stringContaining('no time left') })
  })

  test('is not done while a list holds an order of ours, the second one too', async () => {
    const of = haltedBench()
    of.venue.onCancel = () => ({ is: 'unknown', why: 'no answer' })
    expect(await pass(of)).toMatchObject({ is: 'not yet', why: `order ${id(1)} is still in the list` })

    const later = haltedBench({ isPlaced: false })
    let lists = 0
    later.venue.before = (call) => {
      if (call !== 'openOrders') return
      lists += 1
      // The lost POST lands between the lists.
      if (lists === 2) place(later, order())
    }
    expect(await pass(later)).toMatchObject({ is: 'not yet', why: `order ${id(1)} is still in the list` })
  })

  test('is not done by a list that may lack some, or with an order of our market in a record that cannot be read', async () => {
    const partly = haltedBench()
    partly.venue.listIsWhole = false
    expect(await pass(partly)).toMatchObject({
      is: 'not yet',
      why: expect.stringContaining('may be incomplete'),
    })

    for (const record of [{ market: MARKET }, { orderId: id(1) }]) {
      const of = haltedBench()
      of.venue.unreadableOrders.push(unreadableOrder(record))
      expect(await pass(of)).toMatchObject({ is: 'not yet', why: expect.stringContaining('cannot be read') })
    }
  })

  test('a record that names nothing hides what only its absence could prove dead, and nothing else', async () => {
    const proven = haltedBench()
    proven.venue.unreadableOrders.push(unreadableOrder())
    expect(await pass(proven)).toMatchObject({ is: 'done' })

    const absent = haltedBench({ isPlaced: false })
    absent.venue.unreadableOrders.push(unreadableOrder())
    absent.clock.advance(3_600_000)
    expect(await pass(absent)).toMatchObject({ is: 'not yet', why: `order ${id(1)} may still be live` })
    absent.venue.unreadableOrders.length = 0
    expect(await pass(absent)).toMatchObject({ is: 'done' })
  })

  test('a record of another market, or of an order that is not ours, holds nothing', async () => {
    const of = haltedBench({ isPlaced: false })
    of.clock.advance(3_600_000)
    of.venue.unreadableOrders.push(
      unreadableOrder({ market: '0xbb' as typeof MARKET }),
      unreadableOrder({ orderId: id(66) }),
    )
    expect(await pass(of)).toMatchObject({ is: 'done' })
  })

  test('an order created before the latch holds it, a stranger’s later one does not', async () => {
    const of = haltedBench()
    of.venue.onCancel = (key) => (key === id(66) ? { is: 'notCanceled', text: 'no' } : null)
    place(of, order({ id: id(66) }))
    expect(await pass(of)).toMatchObject({ is: 'not yet', why: `order ${id(66)} is still in the list` })

    const later = haltedBench()
    later.venue.onCancel = (key) => (key === id(66) ? { is: 'notCanceled', text: 'no' } : null)
    later.venue.before = (call) => {
      if (call !== 'openOrders' || later.venue.orders.has(id(66))) return
      later.clock.advance(6000)
      place(later, order({ id: id(66) }))
    }
    expect(await pass(later)).toMatchObject({ is: 'done' })
  })

  test('orders of markets that are not of this stack hold nothing', async () => {
    const of = haltedBench()
    const { id: _, ...rest } = order()
    const elsewhere = { ...rest, market: '0xbb' as typeof MARKET }
    of.venue.place({ id: id(66), salt: '1', timestamp: '1', wire: null, draft: elsewhere })

    expect(await pass(of)).toMatchObject({ is: 'done' })
    expect(live(of).map((each) => each.id)).toEqual([id(66)])
  })

  test('an order nobody knows may still land: it is not dead before its expiry and slack', async () => {
    const of = haltedBench({ isPlaced: false })

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: `order ${id(1)} may still be live` })
    of.clock.advance(342_000)
    expect(await pass(of)).toMatchObject({ is: 'done' })
  })

  test('its expiry is judged by the venue’s clock where ours is ahead', async () => {
    const of = haltedBench({ isPlaced: false })
    of.clock.advance(342_000)
    of.venue.skewMs = -120_000

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: `order ${id(1)} may still be live` })
    of.clock.advance(120_000)
    expect(await pass(of)).toMatchObject({ is: 'done' })
  })

  test('an order that was filled is dead by hash', async () => {
    const of = haltedBench()
    of.venue.fill(id(1), order().sizeMicros)

    expect(await pass(of)).toMatchObject({ is: 'done', evidence: [{ after: { terminal: true } }] })
  })

  test('orders known dead are not asked for again', async () => {
    const of = haltedBench({ state: state({ orders: [order({ life: dead(at(-5)) })] }), isPlaced: false })

    await pass(of)

    expect(of.venue.calls).not.toContain('cancel')
    expect(of.venue.calls).toContain('cancelMarket')
  })

  test.each(['control', 'marketItems'] as const)(
    'with %s unreadable it cancels what it knows, and is not done',
    async (call) => {
      const of = haltedBench()
      of.store.fault = (which) => (which === call ? 'before' : null)

      expect(await pass(of)).toMatchObject({ is: 'not yet', why: expect.stringContaining('cannot be read') })
      expect(live(of)).toEqual([])
    },
  )

  test('without a control item it is not done', async () => {
    const of = haltedBench()
    of.store.control_ = null

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: 'there is no control item' })
    expect(live(of)).toEqual([])
  })

  test('an unread list is no empty one', async () => {
    const of = haltedBench()
    of.venue.silent.add('openOrders')

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: expect.stringContaining('cannot be read') })
  })

  test('an item of newer code may hold orders that cannot be seen', async () => {
    const of = haltedBench()
    of.store.items.set('0xcc' as typeof MARKET, {
      leaseId: null,
      leaseUntilMs: 0,
      fence: 0,
      rev: 0,
      state: null,
      schema: 2,
    })

    expect(await pass(of)).toMatchObject({
      is: 'not yet',
      why: 'the item of market 0xcc was written by newer code: deploy that version',
    })
  })

  test('an item that was leased and never written holds no order', async () => {
    const of = bench({ state: null, control: halted() })
    of.store.items.set(MARKET, { leaseId: 'x', leaseUntilMs: 0, fence: 1, rev: 0, state: null, schema: 1 })

    expect(await pass(of)).toMatchObject({ is: 'done' })
  })

  test('with cancelAllOnStop the whole account is cancelled', async () => {
    const of = haltedBench()

    await stopPass(of.ports, { ...of.stack, cancelAllOnStop: true }, of.later())

    expect(of.venue.calls).toContain('cancelAll')
    expect(of.venue.calls).not.toContain('cancelMarket')
  })

  test('an item that is not in the configuration is cancelled with its own token', async () => {
    const of = haltedBench()
    const asked: unknown[] = []
    const cancelMarket = of.venue.cancelMarket.bind(of.venue)
    of.venue.cancelMarket = async (market, tokens) => {
      asked.push([market, tokens])
      return cancelMarket(market, tokens)
    }

    await stopPass(of.ports, { ...of.stack, markets: [] }, of.later())

    expect(asked).toEqual([[MARKET, [TOKEN]]])
  })

  test('a STOP that was done before is nothing to do, until something turns up', async () => {
    const of = haltedBench({ isPlaced: false, state: state() })
    of.store.control_ = halted({ doneSeq: 4 })

    expect(await pass(of)).toMatchObject({ is: 'nothing to do' })
  })
})

describe('a flatten order of the active request', () => {
  const flattening = order({
    side: 'SELL',
    purpose: 'flatten',
    haltSeq: 4,
    postOnly: false,
    intendedAtMs: now,
  })
  const request = { seq: 4, markets: [MARKET], floorMicros: cents(1) }
  const flattened = (control: ReturnType<typeof halted>, over: Partial<typeof flattening> = {}) => {
    const of = haltedBench({ state: state({ folded: holding(20), orders: [{ ...flattening, ...over }] }) })
    of.store.control_ = control
    return of
  }

  test('is spared, and no cancel by market goes out from under it', async () => {
    const of = flattened(halted({ doneSeq: 4, flatten: request }))

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: 'a flatten order is working' })
    expect(live(of)).toHaveLength(1)
  })

  test.each([
    ['after one tick of the schedule', halted({ doneSeq: 4, flatten: request }), { intendedAtMs: at(-60) }],
    ['by a new STOP', halted({ haltSeq: 5, doneSeq: 4, flatten: request }), {}],
    ['when its request is gone', halted({ doneSeq: 4 }), {}],
    ['when it is of another halt', halted({ doneSeq: 4, flatten: request }), { haltSeq: 3 }],
    ['when it is no flatten', halted({ doneSeq: 4, flatten: request }), { purpose: 'exit' } as const],
  ])('is cancelled %s', async (_, control, over) => {
    const of = flattened(control, over)

    await pass(of)

    expect(live(of)).toEqual([])
  })
})
