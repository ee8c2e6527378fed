import { expect, test } from 'vitest'
import { epochMs, price } from '../../../shared/domain/units.ts'
import { paperStage, START, trade } from '../../support/paperStage.ts'

test('a resolved market pays for what is held, once all of it is known, and pays once', async () => {
  // Prepare
  const stage = paperStage()
  await stage.post('BUY', 48, 20)
  stage.feed.trades = [trade('SELL', 47, 20, 20)]
  await stage.lookAt(30)
  const { info } = stage.feed
  if (info === null) throw new Error('no info')
  stage.feed.info = { ...info, closed: true, accepting: false, payoutMicros: [price(1_000_000), price(0)] }

  // Act: unsettled at first, then final.
  await stage.venue.market(info.market)
  const early = stage.book().redeemed
  stage.clock.advanceTo(epochMs(START + 60_000))
  await stage.venue.market(info.market)
  await stage.venue.market(info.market)

  // Assess
  expect(early).toEqual({ sizeMicros: 0, paidMicros: 0 })
  expect(stage.book()).toMatchObject({
    sharesMicros: 0,
    cashMicros: 20_000_000 - 9_600_000,
    redeemed: { sizeMicros: 20_000_000, paidMicros: 20_000_000 },
  })
  expect(await stage.venue.positions()).toMatchObject({ ok: true, value: new Map() })
})
