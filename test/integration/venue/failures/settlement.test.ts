import { expect, test } from 'vitest'
import { confirmedMicros, provisionalMicros } from '../../../../shared/machine/inventory.ts'
import { setStage } from '../stage.ts'

test('failure 01: a ghost fill is never inventory: nothing is sold on it and nothing bought meanwhile', async () => {
  const stage = await setStage({ rules: ['settlement: ghost'] })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.fill('BUY')
  await stage.ticks(90)
  expect(stage.posts('SELL')).toEqual([])
  expect(stage.posts('BUY')).toHaveLength(1)
  expect(confirmedMicros(stage.state())).toBe(0)
  expect(provisionalMicros(stage.state(), 'BUY')).toBeGreaterThan(0)
  expect(stage.state().phase).toBe('ENTRY_PENDING')
  expect(stage.control().codes).toEqual([])
})

test('failure 01: a fill that settles late is sold when it is confirmed, not when it is matched', async () => {
  const stage = await setStage({ rules: ['settlement: slow 50s'] })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.fill('BUY')
  await stage.ticks(5)
  expect(stage.posts('SELL')).toEqual([])
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  const confirmed = stage.legs().find((leg) => leg.side === 'BUY')
  expect(confirmed?.status).toBe('CONFIRMED')
  expect(stage.differences()).toEqual([])
})

test('failure 02: settlements that fail are taken back, and three of them in a day stop the bot', async () => {
  const stage = await setStage({ rules: ['settlement: failed'] })
  for (let failures = 1; failures <= 3; failures += 1) {
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    stage.fill('BUY')
    await stage.until(
      'it failed',
      () => stage.legs().filter((leg) => leg.status === 'FAILED').length === failures,
    )
    expect(confirmedMicros(stage.state())).toBe(0)
  }
  await stage.ticks(2)
  expect(stage.control()).toMatchObject({ halted: true, codes: ['SETTLEMENT'] })
  const posted = stage.posts().length
  await stage.ticks(30)
  expect(stage.posts()).toHaveLength(posted)
  expect(stage.posts('SELL')).toEqual([])
  expect(stage.differences()).toEqual([])
})

test('failure 02: a fill that was final and fails after all is a STOP', async () => {
  const stage = await setStage({ rules: ['settlement: failed-late'] })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.fill('BUY')
  await stage.until('it is a STOP', () => stage.control().halted)
  expect(stage.control().codes).toContain('FILL_IMPOSSIBLE')
  expect(stage.resting()).toEqual([])
})

test('failure 14: a balance the venue has not looked up yet is waited for, not sold beyond', async () => {
  const stage = await setStage({ rules: ['settlement: balance-lag 60s'] })
  await stage.buy()
  await stage.ticks(3)
  expect(stage.state().phase).toBe('POSITION_OPEN')
  expect(stage.posts('SELL')).toEqual([])
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  expect(stage.posts('SELL')).toHaveLength(1)
  expect(stage.control().codes).toEqual([])
})

test('failure 18: a fill that shows only after its order was gone for good is still a fill', async () => {
  const stage = await setStage({ rules: ['DELETE /orders: late-fill 90s, nth 1'] })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  // The market leaves the entry: half of it trades as its cancel arrives, and the venue says nothing of it yet.
  await stage.drift([0.5, 0.53], [0.52, 0.55])
  await stage.until('it is quoted again', () => stage.posts('BUY').length === 2)
  expect(stage.legs()).toEqual([])
  await stage.until('the fill is counted', () => confirmedMicros(stage.state()) > 0, 20)
  await stage.until('it is for sale, and the new entry is gone', () => {
    return stage.resting('SELL').length === 1 && stage.resting('BUY').length === 0
  })
  expect(stage.control().codes).toEqual([])
  expect(stage.differences()).toEqual([])
})

test('failure 18: where the venue does not say how much was filled, nothing is bought until it must have shown', async () => {
  const stage = await setStage({ rules: ['DELETE /orders: late-fill 40s, nth 1', 'venue: order-reads 404'] })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  await stage.drift([0.5, 0.53], [0.52, 0.55])
  await stage.until('it was cancelled', () => stage.requests('/orders', 'DELETE').length > 0)
  await stage.until('the fill is counted', () => confirmedMicros(stage.state()) > 0, 20)
  expect(stage.posts('BUY')).toHaveLength(1)
  expect(stage.control().codes).toEqual([])
  expect(stage.differences()).toEqual([])
})

test('failure 21: fills of an outage are found afterwards by the overlap of the reads', async () => {
  const stage = await setStage()
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.plan.add('GET /data/trades: empty-500, for 100s')
  stage.fill('BUY', 10)
  await stage.ticks(8)
  expect(stage.legs()).toEqual([])
  expect(stage.posts('SELL')).toEqual([])
  await stage.until('the fill is found', () => stage.legs().length === 1, 10)
  expect(stage.legs()[0]).toMatchObject({ status: 'CONFIRMED', sizeMicros: 10_000_000 })
  expect(stage.control().codes).toEqual([])
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  expect(stage.differences()).toEqual([])
})
