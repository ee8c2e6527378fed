import { describe, expect, test } from 'vitest'
import { type MarketId, tokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { at, MARKET, settings, shares, state } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const OTHER = { market: `0x${'bb'.repeat(32)}` as MarketId, tokenId: tokenId('8') }
/** Both have not looked at what the venue says is held for an hour. */
const longAgo = { sanityReadAtMs: at(-3_600) }

function two(): Bench {
  const of = bench({
    state: state(longAgo),
    stack: { markets: [settings(), { ...settings(), ...OTHER }], cadenceMs: null },
  })
  const item = of.store.items.get(MARKET)
  if (item === undefined) throw new Error('no item')
  of.store.items.set(OTHER.market, { ...item, state: { ...state(longAgo), ...OTHER } })
  of.venue.rest.set(settings().tokenId, shares(3)).set(OTHER.tokenId, shares(4))
  return of
}
const asked = (of: Bench): number => of.venue.calls.filter((call) => call === 'positions').length
const seen = (of: Bench) => of.told.ticks.map((tick) => tick.seen.restPosition)
const round = async (of: Bench): Promise<void> => {
  expect((await runInvocation(of.ports, of.stack, of.later(45))).failures).toEqual([])
}

describe('the positions of the account', () => {
  test('are read once a round for all markets that want them, and each takes its own', async () => {
    const of = two()

    await round(of)

    expect(asked(of)).toBe(1)
    expect(seen(of)).toMatchObject([
      { ok: true, value: shares(3) },
      { ok: true, value: shares(4) },
    ])
  })

  test('that cannot be read are unknown to both, no empty answer, and read again in the next round', async () => {
    const of = two()
    of.venue.silent.add('positions')

    await round(of)
    of.venue.silent.delete('positions')
    of.clock.advance(3_600_000)
    await round(of)

    expect(seen(of).map((read) => read?.ok)).toEqual([false, false, true, true])
    expect(asked(of)).toBe(2)
    expect(of.control().codes).toEqual([])
  })
})
