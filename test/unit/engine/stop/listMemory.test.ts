import { describe, expect, test } from 'vitest'
import { ListMemory } from '../../../../shared/engine/stop/listMemory.ts'
import { stopPass } from '../../../../shared/engine/stop/stopPass.ts'
import { at, halted, id, order, state } from '../../../support/build.ts'
import type { Bench } from '../../../support/engineBench.ts'
import { place } from '../../../support/engineBench.ts'
import { haltedBench, live, resting } from './haltedBench.ts'

/** A pass of a run that ticks: it waits for no second list, and leaves what it saw to the next. */
const passOf = (of: Bench, lists: ListMemory) =>
  stopPass(of.ports, of.stack, of.later(), { isLatched: true, lists })

const listsRead = (of: Bench): number => of.venue.calls.filter((call) => call === 'openOrders').length

describe('passes of one run, none of which waits', () => {
  test('are done by one list each, ten seconds apart', async () => {
    const of = haltedBench()
    const lists = new ListMemory()

    const first = await passOf(of, lists)
    of.clock.advance(9_999)
    const early = await passOf(of, lists)
    of.clock.advance(1)
    const second = await passOf(of, lists)

    expect(first).toMatchObject({ is: 'half proven' })
    expect(early).toMatchObject({ is: 'half proven' })
    expect(second).toMatchObject({ is: 'done', haltSeq: of.control().haltSeq })
    expect(listsRead(of)).toBe(2)
    expect(live(of)).toEqual([])
  })

  test('without what an earlier one saw, none is done', async () => {
    const of = haltedBench()
    for (let seconds = 0; seconds < 60; seconds += 5) {
      expect(await passOf(of, new ListMemory())).toMatchObject({ is: 'half proven' })
      of.clock.advance(5_000)
    }
  })

  test.each<[string, (of: Bench) => void]>([
    [
      'another STOP',
      (of) => {
        of.store.control_ = halted({ haltSeq: of.control().haltSeq + 1 })
      },
    ],
    [
      'an order that the first list was not read for',
      (of) => {
        const item = of.store.items.get(resting.market)
        if (item === undefined) return
        const orders = [...(item.state?.orders ?? []), order({ id: id(2) })]
        of.store.items.set(resting.market, { ...item, state: state({ ...resting, orders }) })
        place(of, order({ id: id(2) }))
      },
    ],
  ])('begin again with %s', async (_, change) => {
    const of = haltedBench()
    const lists = new ListMemory()
    await passOf(of, lists)
    of.clock.advance(10_000)
    change(of)

    const again = await passOf(of, lists)
    of.clock.advance(10_000)
    const last = await passOf(of, lists)

    expect(again).toMatchObject({ is: 'half proven' })
    expect(last).toMatchObject({ is: 'done' })
  })

  test('begin again where the second list shows an order of ours', async () => {
    const of = haltedBench({ isPlaced: false })
    const lists = new ListMemory()
    await passOf(of, lists)
    of.clock.advance(10_000)
    of.venue.onCancel = () => ({ is: 'unknown', why: 'no answer' })
    place(of, order())

    const second = await passOf(of, lists)
    of.venue.onCancel = () => null
    of.clock.advance(10_000)

    expect(second).toMatchObject({ why: `order ${id(1)} is still in the list` })
    expect(await passOf(of, lists)).toMatchObject({ is: 'half proven' })
  })
})

describe('an order whose hash cannot be read', () => {
  const unread = (): Bench => {
    const unknown = order({ life: { at: 'UNKNOWN', sinceMs: at(-20) }, expiresAtMs: at(300) })
    const of = haltedBench({ isPlaced: false, state: state({ orders: [unknown] }) })
    of.venue.silent.add('order')
    return of
  }

  test('is not dead by a list of before its date', async () => {
    const of = unread()
    const lists = new ListMemory()
    of.clock.advance(415_000)
    await passOf(of, lists)
    of.clock.advance(10_000)
    expect(await passOf(of, lists)).toMatchObject({ why: `order ${id(1)} may still be live` })
  })

  test('is not dead by a list that no answered cancel came before', async () => {
    const of = unread()
    const lists = new ListMemory()
    of.clock.advance(900_000)
    for (const call of ['cancel', 'cancelMarket'] as const) of.venue.silent.add(call)
    await passOf(of, lists)
    for (const call of ['cancel', 'cancelMarket'] as const) of.venue.silent.delete(call)
    of.clock.advance(10_000)

    const second = await passOf(of, lists)
    of.clock.advance(10_000)
    await passOf(of, lists)
    of.clock.advance(10_000)

    expect(second).toMatchObject({ why: `order ${id(1)} may still be live` })
    expect(await passOf(of, lists)).toMatchObject({ is: 'done' })
  })
})
