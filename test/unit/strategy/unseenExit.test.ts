import { describe, expect, it } from 'vitest'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { type UnseenExitInput, unseenExit } from '../../../shared/strategy/unseenExit.ts'
import { info, NOW_MS, now, settings } from '../../support/market.ts'

/** Bought at 0.56, the target two ticks above, the last believed mid 0.57 a minute old. */
const input = (with_: Partial<UnseenExitInput> = {}): UnseenExitInput => ({
  info: info(),
  settings: settings(),
  averageCostMicros: price(560_000),
  sizeMicros: size(20_000_000),
  lastGoodMid: { priceMicros: price(570_000), atMs: epochMs(NOW_MS - 60_000) },
  heldMs: 0,
  nowMs: now,
  ...with_,
})
const midAt = (dollars: number, ageMs = 60_000) => ({
  lastGoodMid: { priceMicros: price(dollars * 1_000_000), atMs: epochMs(NOW_MS - ageMs) },
})
const priced = (with_: Partial<UnseenExitInput>) => {
  const quoted = unseenExit(input(with_))
  return 'quote' in quoted ? quoted.quote.priceMicros : quoted.refusal
}
const floorAt = (dollars: number) => settings({ risk: { exitFloorMicros: price(dollars * 1_000_000) } })

describe('an exit without a book', () => {
  it('asks what the shares cost and the target', () => {
    expect(unseenExit(input())).toEqual({
      quote: { priceMicros: 580_000, sizeMicros: 20_000_000 },
      reason: 'unseen',
    })
  })

  it.each([
    { name: 'no less than the last believed mid, on the grid', with_: midAt(0.6149), want: 620_000 },
    { name: 'no less than the floor', with_: { settings: floorAt(0.7) }, want: 700_000 },
    { name: 'no more than the highest price', with_: { averageCostMicros: price(985_000) }, want: 990_000 },
    { name: 'the target as it has decayed', with_: { heldMs: 86_400_000 }, want: 570_000 },
    { name: 'the least target at the start of a game, never less', with_: atGameStart(), want: 570_000 },
    { name: 'cost and target where no mid was ever believed', with_: { lastGoodMid: null }, want: 580_000 },
  ])('asks $name', ({ with_, want }) => {
    expect(priced(with_)).toBe(want)
  })

  it.each([
    {
      name: 'until the book has been away for half a minute',
      with_: midAt(0.57, 29_999),
      why: 'bookJustLost',
    },
    { name: 'of less than the minimum', with_: { sizeMicros: size(4_990_000) }, why: 'sizeBelowMinimum' },
    { name: 'on no grid', with_: { info: info({ tickMicros: price(0) }) }, why: 'tickUnknown' },
    { name: 'above all prices', with_: { settings: floorAt(0.995) }, why: 'floor' },
  ])('is not posted $name', ({ with_, why }) => {
    expect(priced(with_)).toBe(why)
  })

  it('is posted from half a minute on', () => {
    expect(priced(midAt(0.57, 30_000))).toBe(580_000)
  })
})

function atGameStart(): Partial<UnseenExitInput> {
  return { info: info({ gameStartMs: now }) }
}
