import { describe, expect, test } from 'vitest'
import type { MarketState } from '../../../shared/machine/state.ts'
import { dead, holding, id, now, order, state } from '../../support/build.ts'
import { bench, hold, tick } from '../../support/engineBench.ts'

/** A tick under the lease of an item that is still under the key of version 1. */
async function unmovedTick(kept: MarketState) {
  const of = bench({ state: kept })
  const held = await hold(of)
  await tick(of, { ...held, lease: { ...held.lease, isUnmoved: true } })
  return of
}

describe('an item of version 1', () => {
  test('posts nothing where it could move: the commit of that tick moves it', async () => {
    const of = await unmovedTick(state())

    expect(of.venue.posted).toEqual([])
    expect(of.stored().orders).toEqual([])
    expect(of.store.calls.filter((call) => call === 'commit')).toHaveLength(1)
  })

  test('sells in spite of an order that keeps it from moving: what is held is not left alone meanwhile', async () => {
    const stuck = order({ id: id(5), side: 'BUY', life: dead(now), matchedMicros: null, stuck: true })
    const of = await unmovedTick(state({ folded: holding(20), orders: [stuck] }))

    expect(of.venue.posted.map(({ draft }) => draft.side)).toEqual(['SELL'])
  })
})
