import { describe, expect, test } from 'vitest'
import { STOP_CODES } from '../../shared/domain/control.ts'
import { tokenId, tradeId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { stopOfFill, stopOfReject, stopsOfItem } from '../../shared/machine/stopConditions.ts'
import { STOPS } from '../../shared/machine/stops.ts'
import { entryState, now, order, seenLeg, state } from '../support/build.ts'

/** The list of the requirement, word for word. */
const REQUIRED = [
  ['TRADE_ID_UNKNOWN', 'trade_id missing/unknown', 'fill'],
  ['POSITION_FLAPPING', 'REST positions flapping without trades', 'tick'],
  ['EXPOSURE', 'Exposure > MAX_USDC_LOCKED', 'tick'],
  ['BALANCE_ON_SELL', 'BALANCE_ERROR on SELL', 'answer'],
  ['OPEN_ORDERS', 'open_orders > allowed', 'tick'],
] as const

describe('STOP Conditions (Emergency)', () => {
  test.each(REQUIRED)('%s is in the table with its detector: %s', (code, says, looksAt) => {
    expect(STOPS[code].says).toBe(says)
    expect(STOPS[code].detector.looksAt).toBe(looksAt)
  })

  test('each other one says where it comes from, and no code is without a row', () => {
    const others = Object.entries(STOPS).filter(([code]) => !REQUIRED.some(([required]) => required === code))
    const sources = new Set(others.map(([, { says }]) => says))

    expect(Object.keys(STOPS).toSorted()).toEqual([...STOP_CODES].toSorted())
    expect(sources).toEqual(
      new Set(['forced by the venue', 'the limit that the user states', 'an error in the bot', 'requested']),
    )
    for (const { means, remedy } of Object.values(STOPS)) expect([means, remedy]).not.toContain('')
  })

  test('a flatten follows by itself only where the books are sound', () => {
    const sound = Object.entries(STOPS).filter(([, { flattenMayFollow }]) => flattenMayFollow)

    expect(sound.map(([code]) => code).toSorted()).toEqual(['ALARM', 'EXPOSURE', 'LOSS', 'OPERATOR'])
  })

  test('a fill is judged by the rows that look at fills', () => {
    const judge = (over: Parameters<typeof seenLeg>[0]) =>
      stopOfFill({ leg: seenLeg(over), order: order(), isOurs: true, state: entryState })

    expect(judge({})).toBeNull()
    expect(judge({ tradeId: tradeId(' ') })?.code).toBe('TRADE_ID_UNKNOWN')
    expect(judge({ tradeId: tradeId('UNKNOWN') })?.code).toBe('TRADE_ID_UNKNOWN')
    expect(judge({ tradeId: tradeId('t'.repeat(129)) })?.code).toBe('TRADE_ID_UNKNOWN')
    expect(judge({ tokenId: tokenId('8') })?.code).toBe('FILL_IMPOSSIBLE')
    expect(judge({ side: 'SELL' })?.code).toBe('FILL_IMPOSSIBLE')
  })

  test('an item is judged by the rows that look at items', () => {
    const { wallet, tokenId: token } = state()
    const judge = (of: MarketState, by = wallet) =>
      stopsOfItem({ state: of, wallet: by, tokenId: token }, now).map(({ code, text }) => `${code}: ${text}`)

    expect(judge(state())).toEqual([])
    expect(judge(state({ lost: 'shares were acquired elsewhere' }), '0xother')).toEqual([
      `STATE_LOSS: the item was written for wallet ${wallet} and token ${token}, not for the configured ones`,
      'STATE_LOSS: shares were acquired elsewhere',
    ])
  })

  test.each([
    ['balance', 'SELL', 'BALANCE_ON_SELL'],
    ['balance', 'BUY', undefined],
    ['version', 'BUY', 'ORDER_ID'],
    ['region', 'SELL', 'REGION'],
    ['account', 'BUY', 'ACCOUNT'],
    ['signature', 'SELL', 'ACCOUNT'],
    ['crosses', 'SELL', undefined],
    ['market', 'BUY', undefined],
  ] as const)('a %s refusal of a %s is %s', (reject, side, code) => {
    expect(stopOfReject(reject, side)).toBe(code)
  })
})
