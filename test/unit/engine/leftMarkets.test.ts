import { describe, expect, test } from 'vitest'
import { marketId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { leftSettings } from '../../../shared/engine/leftMarkets.ts'
import { cents, dollars, MARKET, now, running, settings } from '../../support/build.ts'
import { bench, runOnce, ticked } from '../../support/engineBench.ts'
import { leftBench, limits, ofOlderCode, other, postedIn, WIDE } from '../../support/leftMarketBench.ts'

describe('a market that left the configuration', () => {
  test('keeps the settings of its last tick inside it', async () => {
    const of = bench({ settings: WIDE })

    await ticked(of)

    expect(of.stored().tradedUnder).toEqual(limits(WIDE))
  })

  test('is judged by its own cap, and sold out: no STOP, also not later', async () => {
    const of = leftBench()

    for (let minute = 0; minute < 3; minute += 1) {
      await runOnce(of)
      of.clock.advance(60_000)
    }

    expect(of.control()).toMatchObject({ halted: false, codes: [], haltSeq: running.haltSeq })
    expect(of.stored().exitOnly).toEqual(['unconfigured'])
    expect(of.stored().tradedUnder).toEqual(limits(WIDE))
    expect(postedIn(of, MARKET)[0]).toBe('SELL')
  })

  test('is stopped above its own cap, whatever the configured ones allow', async () => {
    const of = leftBench({ tradedUnder: limits(settings()) })

    await runInvocation(
      of.ports,
      { ...of.stack, markets: [other({ risk: { maxUsdcLockedMicros: dollars(100) } })] },
      of.later(45),
    )

    expect(of.control().codes).toEqual(['EXPOSURE'])
  })

  test('is stopped by its own limit of loss', async () => {
    const day = { utc: new Date(now).toISOString().slice(0, 10), startEquityMicros: dollars(40) }
    const strict = leftBench({
      day,
      tradedUnder: limits({ ...WIDE, risk: { ...WIDE.risk, maxDailyLossMicros: dollars(30) } }),
    })
    const loose = leftBench({ day })

    await runOnce(strict)
    await runOnce(loose)

    expect(strict.control().codes).toEqual(['LOSS'])
    expect(loose.control().codes).toEqual([])
  })

  test('sells by its own rules of exit', async () => {
    const of = leftBench({
      tradedUnder: limits({ ...WIDE, quote: { ...WIDE.quote, targetTicks: 9 } }),
      heldSinceMs: now,
    })

    await runOnce(of)

    expect(of.venue.posted.find(({ draft }) => draft.market === MARKET)?.draft.priceMicros).toBe(cents(65))
  })

  test('that comes back takes the configured settings again', async () => {
    const of = leftBench({ exitOnly: ['unconfigured'] })
    const back = settings({ risk: { maxUsdcLockedMicros: dollars(90) } })

    await runInvocation(of.ports, { ...of.stack, markets: [other(), back] }, of.later(5))

    expect(of.stored().exitOnly).toEqual([])
    expect(of.stored().tradedUnder).toEqual(limits(back))
  })

  test('whose item is of older code has no cap, and the largest limit of loss that is configured', async () => {
    const day = { utc: new Date(now).toISOString().slice(0, 10), startEquityMicros: dollars(14) }
    const of = leftBench({ day })
    ofOlderCode(of)
    const third = { ...other({ risk: { maxDailyLossMicros: dollars(15) } }), market: marketId('0xcc') }

    // It has lost 13 USDC today; the first market's limit is 10.
    await runInvocation(of.ports, { ...of.stack, markets: [other(), third] }, of.later(5))
    expect(of.control()).toMatchObject({ halted: false, codes: [] })

    await runOnce(of)
    expect(of.control().codes).toEqual(['LOSS'])
  })

  test('and is no substitute where nothing is configured', () => {
    const of = leftBench()
    const { tradedUnder: _, ...older } = of.stored()
    expect(leftSettings({ ...of.stack, markets: [] }, older)).toBeNull()
    expect(leftSettings({ ...of.stack, markets: [] }, of.stored())).toMatchObject({
      configured: false,
      market: MARKET,
      risk: { maxUsdcLockedMicros: dollars(100) },
    })
  })
})
