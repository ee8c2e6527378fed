import { describe, expect, test } from 'vitest'
import { acquireAll } from '../../../shared/engine/leases.ts'
import { runRound } from '../../../shared/engine/round.ts'
import { createRoundReader } from '../../../shared/engine/roundReads.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { entryState, exitState, idleState, MARKET, settings, shares, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { calmBook } from '../../support/market.ts'
import { type Wave, wavesOf } from '../../support/waves.ts'

/** Nothing moves a quote. */
const calm = settings({ quote: { entryMaxAgeMs: 240_000 } })
/** Deeper than the book: no entry is posted. */
const deep = settings({ regime: { minDepthMicros: shares(1e6) } })

/** The waves of calls of the second tick, in which nothing happens. */
async function quiet(of: MarketState, prepare: (made: Bench) => void = () => undefined) {
  const made = bench({ state: of, settings: of === idleState ? deep : calm })
  for (const { id, ...rest } of of.orders) {
    made.venue.place({ id, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
  }
  if (of.folded.sizeMicros > 0) {
    made.venue.balances.set(TOKEN, of.folded.sizeMicros)
    made.venue.rest.set(TOKEN, of.folded.sizeMicros)
  }
  const whole = { stack: made.stack, items: [], failures: [] }
  const { held } = await acquireAll(made.ports, made.stack, { startMs: null, claims: false })
  const first = await runRound(
    made.ports,
    made.stack,
    held,
    createRoundReader(made.ports, whole),
    made.later(60),
  )
  made.clock.advance(10_000)
  prepare(made)
  const ticked = await wavesOf(made.ports, (ports) =>
    runRound(ports, made.stack, first.held, createRoundReader(ports, whole), made.later(60)),
  )
  return { ...ticked, made }
}

const names = ({ store, venue }: Wave) => ({ store, venue: venue.toSorted() })
/** With the reads that are made every half minute, as in the first round of a run. */
const ROUND = ['books', 'market', 'openOrders', 'timeMs', 'trades']
const WITH_WITNESS = [...ROUND, 'witness']

describe('a quiet tick waits for one round of reads, and for no write', () => {
  test('idle', async () => {
    const { waves, result } = await quiet(idleState)

    expect(waves.map(names)).toEqual([{ store: ['control'], venue: ROUND }])
    expect(result).toMatchObject({ progress: false, ticked: [{ market: MARKET }], failures: [] })
  })

  test('while an entry rests', async () => {
    const { waves, result, made } = await quiet(entryState)

    expect(waves.map(names)).toEqual([{ store: ['control'], venue: WITH_WITNESS }])
    expect(result.progress).toBe(false)
    expect(made.stored().orders).toMatchObject([{ purpose: 'entry', life: { at: 'LIVE' } }])
  })

  test('while an exit rests: balance and position are of the same round', async () => {
    const { waves, result, made } = await quiet(exitState, ({ clock }) => clock.advance(60_000))

    expect(waves.map(names)).toEqual([
      { store: ['control'], venue: [...WITH_WITNESS, 'balance', 'positions'].toSorted() },
      // Its lease has little left.
      { store: ['commit'], venue: [] },
    ])
    expect(result.progress).toBe(false)
    expect(made.stored().orders).toMatchObject([{ purpose: 'exit', life: { at: 'LIVE' } }])
  })
})

describe('what depends on an answer is a round of its own', () => {
  test('an order that the list lacks is asked for by its hash', async () => {
    const { waves } = await quiet(entryState, ({ venue }) => {
      for (const id of venue.orders.keys()) venue.unlisted.add(id)
    })

    expect(waves.map(({ venue }) => venue.toSorted())).toEqual([WITH_WITNESS, ['order'], []])
  })

  test('one read that fails is alone unknown', async () => {
    const { made } = await quiet(exitState, ({ venue, clock }) => {
      clock.advance(60_000)
      venue.silent.add('balance')
    })
    const seen = made.told.ticks.at(-1)?.seen

    expect(seen).toMatchObject({
      balance: { ok: false },
      book: { ok: true, value: calmBook },
      trades: { ok: true },
      openOrders: { ok: true },
      restPosition: { ok: true },
      control: { ok: true },
    })
  })
})
