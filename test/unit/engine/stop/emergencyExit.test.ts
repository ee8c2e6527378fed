import { describe, expect, test, vi } from 'vitest'
import { marketId } from '../../../../shared/domain/units.ts'
import {
  cents,
  halted,
  holding,
  MARKET,
  openState,
  settings,
  shares,
  state,
  TOKEN,
} from '../../../support/build.ts'
import { bench, runOnce } from '../../../support/engineBench.ts'
import { book } from '../../../support/market.ts'

describe('the emergency exit in an invocation', () => {
  test('emergencyExit "flatten" leaves the STOP of arming alone', async () => {
    const of = bench({
      state: openState,
      settings: settings({ risk: { emergencyExit: 'flatten' } }),
      control: halted({ doneSeq: 4, codes: ['ARMING'] }),
    })

    await runOnce(of)

    expect(of.control().flatten).toBeNull()
    expect(of.venue.posted).toEqual([])
  })

  test('emergencyExit "flatten" asks by itself, if every code of the halt allows it', async () => {
    const exiting = settings({ risk: { emergencyExit: 'flatten' } })
    const sound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'ALARM'] }),
    })
    const unsound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'INVARIANT'] }),
    })

    await runOnce(sound)
    await runOnce(sound)
    await runOnce(unsound)
    await runOnce(unsound)

    expect(sound.venue.posted.length).toBeGreaterThan(0)
    expect(sound.venue.posted.every(({ draft }) => draft.purpose === 'flatten')).toBe(true)
    expect(unsound.venue.posted).toEqual([])
  })

  test('emergencyExit "flatten" asks for every market at once, also for one that another run ticks just now', async () => {
    const exiting = settings({ risk: { emergencyExit: 'flatten' } })
    const other = marketId('0xbb')
    const of = bench({
      state: openState,
      stack: { markets: [exiting, { ...exiting, market: other }] },
      control: halted({ codes: ['LOSS'] }),
    })
    const held = {
      leaseId: 'another run',
      leaseUntilMs: of.clock.nowMs() + 200_000,
      fence: 3,
      rev: 1,
      schema: 1,
    }
    of.store.items.set(other, { ...held, state: { ...openState, market: other } })
    const asked = vi.spyOn(of.store, 'requestFlatten')

    await runOnce(of)
    await runOnce(of)

    expect(asked.mock.calls[0]).toEqual([{ seq: of.control().haltSeq, markets: [MARKET, other] }])
  })

  test('it takes no bid that a taker exit would not take, and tells what is left once', async () => {
    const of = bench({
      state: state({ folded: holding(50) }),
      settings: settings({ risk: { emergencyExit: 'flatten' } }),
      control: halted({ codes: ['LOSS'] }),
    })
    of.venue.balances.set(TOKEN, shares(50))
    of.venue.book = book(
      [
        [0.56, 2],
        [0.3, 10],
        [0.2, 10],
        [0.12, 100],
      ],
      [[0.58, 500]],
    )

    await runOnce(of)
    await runOnce(of)

    expect(of.control().flatten).toEqual({ seq: 4, markets: [MARKET] })
    expect(of.venue.posted).toEqual([])
    expect(of.told.pages.filter((text) => text.includes('flatten 4 leaves 50 shares'))).toHaveLength(1)

    await of.store.requestFlatten({ seq: 4, markets: [MARKET], floorMicros: cents(12) })
    await runOnce(of)
    expect(of.venue.posted[0]?.draft).toMatchObject({ priceMicros: cents(12), sizeMicros: shares(50) })
  })
})
