import { expect, test } from 'vitest'
import { epochMs } from '../../../../shared/domain/units.ts'
import { preflight } from '../../../../shared/operator/preflight.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { setStage } from '../stage.ts'

const HOUR_MS = 3_600_000

test('failure 36: a market is traded on the day of its end, whose hour the catalogue knows', async () => {
  const endMs = epochMs(Date.now() + 10 * HOUR_MS)
  const stage = await setStage({ listed: { endMs }, settings: { regime: { endMarginMinutes: 60 } } })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(await preflight(stage.venue, stage.stack)).toEqual([])
  const info = await stage.venue.market(stage.market)
  expect(info).toMatchObject({ ok: true, value: { endMs } })
})

test('failure 36: without the catalogue’s hour it ends with its day', async () => {
  const midnightMs = (Math.floor(Date.now() / (24 * HOUR_MS)) + 1) * 24 * HOUR_MS
  const record = { conditionId: MARKET, version: 'v1', clobTokenIds: JSON.stringify([YES, NO]) }
  const rule = `GET gamma-api/markets/keyset: reply 200 ${JSON.stringify({ markets: [record] })}, for 120s`
  const stage = await setStage({ listed: { endMs: epochMs(midnightMs - 1) }, rules: [rule] })
  const info = await stage.venue.market(stage.market)
  expect(info).toMatchObject({ ok: true, value: { endMs: midnightMs } })
})

test('failure 37: a market without an end is quoted, and passes the doctor, with endMarginMinutes 0', async () => {
  const stage = await setStage({ listed: { endMs: null }, settings: { regime: { endMarginMinutes: 0 } } })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(await preflight(stage.venue, stage.stack)).toEqual([])
})

test('failure 37: with a margin neither quotes it, and only that market is refused', async () => {
  const stage = await setStage({ listed: { endMs: null } })
  await stage.ticks(6)
  expect(stage.posts()).toEqual([])
  expect(stage.told.ticks.at(-1)?.decision.audit.refusals).toContain('endUnknown')
  expect(await preflight(stage.venue, stage.stack)).toEqual([
    expect.objectContaining({ value: 'no end', ofMarket: true }),
  ])
})
