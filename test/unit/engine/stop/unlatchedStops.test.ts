import { describe, expect, test } from 'vitest'
import { known } from '../../../../shared/domain/read.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { resume } from '../../../../shared/operator/operator.ts'
import { halted, holding, MARKET, now, running, state, TOKEN } from '../../../support/build.ts'
import { type Bench, bench, runOnce } from '../../../support/engineBench.ts'
import type { Operation } from '../../../support/memoryStore.ts'

const unlatchedOf = (of: Bench) => of.store.items.get(MARKET)?.unlatched ?? []
const failing = (of: Bench, ...operations: readonly Operation[]): void => {
  of.store.fault = (call) => (operations.includes(call) ? 'before' : null)
}
/** A trade of ours without an id, seen once: a STOP whose cause may never show again. */
function showOnce(of: Bench): void {
  of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
}
const posted = (of: Bench) => of.venue.posted.length

describe('a STOP whose latch is not certain', () => {
  async function unlatched(): Promise<Bench> {
    const of = bench({ state: state({ folded: holding(20) }) })
    showOnce(of)
    failing(of, 'latchCondition')
    await runOnce(of)
    of.venue.withoutId.length = 0
    return of
  }

  test('is stored with the state by the commit of its tick, and the market trades no more', async () => {
    const of = await unlatched()

    expect(unlatchedOf(of)).toEqual([
      { id: `${MARKET}#${TOKEN}#1#1#TRADE_ID_UNKNOWN`, code: 'TRADE_ID_UNKNOWN', text: expect.any(String) },
    ])
    await runOnce(of)
    of.clock.advance(60_000)
    await runOnce(of)
    expect(posted(of)).toBe(0)
    expect(of.told.ticks.at(-1)?.seen.control.ok).toBe(false)
    expect(unlatchedOf(of)).toHaveLength(1)
  })

  test('is latched by the next tick that can, and removed', async () => {
    const of = await unlatched()
    failing(of)

    await runOnce(of)

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, codes: ['TRADE_ID_UNKNOWN'] })
    expect(unlatchedOf(of)).toEqual([])
    expect(posted(of)).toBe(0)
  })

  test('counts once though the latch had been written and it cannot be removed', async () => {
    const of = bench({ state: state({ folded: holding(20) }) })
    showOnce(of)
    let latches = 0
    of.store.fault = (call) => {
      if (call !== 'latchCondition') return null
      latches += 1
      return latches === 1 ? 'after' : 'before'
    }
    await runOnce(of)
    expect(unlatchedOf(of)).toHaveLength(1)
    of.venue.withoutId.length = 0
    failing(of, 'putUnlatched')
    await runOnce(of)
    // Somebody ended that STOP without the look at the items.
    of.store.control_ = { ...running, haltSeq: 4, doneSeq: 4, clearedSeq: 4 }

    of.clock.advance(60_000)
    await runOnce(of)

    expect(of.control()).toMatchObject({ halted: false, haltSeq: 4 })
    expect(posted(of)).toBe(0)
    failing(of)
    of.clock.advance(60_000)
    await runOnce(of)
    expect(unlatchedOf(of)).toEqual([])
    expect(posted(of)).toBeGreaterThan(0)
  })

  test('is stored under the lease alone where no commit carries it', async () => {
    const of = bench({ state: state({ folded: holding(20) }) })
    showOnce(of)
    failing(of, 'latchCondition', 'commit')

    await runOnce(of)

    expect(unlatchedOf(of)).toHaveLength(1)
  })

  test('of a broken invariant too', async () => {
    const of = bench({ state: state() })
    of.venue.before = (call) => {
      if (call === 'sign') throw new Error('a port that throws')
    }
    failing(of, 'latchCondition')

    await runOnce(of)

    expect(unlatchedOf(of)).toMatchObject([{ code: 'INVARIANT' }])
  })

  test('is latched by a STOP pass that reads it, which goes on for that STOP', async () => {
    const of = await unlatched()
    failing(of)
    of.store.control_ = halted()

    const stopped = await runStop(of.ports, of.stack, { by: 'stream' }, of.later(120))

    expect(stopped).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 5, doneSeq: 5, codes: ['OPERATOR', 'TRADE_ID_UNKNOWN'] })
    expect(unlatchedOf(of)).toHaveLength(1)
  })

  test('is latched by a resume that reads it, which is refused', async () => {
    const of = await unlatched()
    failing(of)
    of.store.control_ = halted({ doneSeq: 4 })

    expect(await resume(of.ports, 4, known([], now))).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('only being latched now'),
    })
    expect(of.control()).toMatchObject({ haltSeq: 5, doneSeq: 4 })
  })
})
