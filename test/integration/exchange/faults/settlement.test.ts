import { describe, expect, test } from 'vitest'
import { createFaults } from '../../../../desk/exchange/faults/createFaults.ts'
import { YES } from '../../../support/wireIds.ts'
import { ANNA, Stage } from '../floorStage.ts'

/** A bid of 10 is bought from Anna's point of view by a seller of the crowd; what its trade has been, each second. */
function historyOf(
  rule: string,
  seconds: number,
): { readonly stage: Stage; readonly statuses: readonly string[] } {
  const faults = createFaults({ seed: 1, rules: [rule] })
  const stage = new Stage({ fate: faults.fate })
  stage.rest({ at: 0.5, shares: 10 })
  stage.crowdTrade('SELL', 0.5, 10)
  const statuses = new Set<string>()
  for (let i = 0; i < seconds * 10; i++) {
    stage.wait(100)
    statuses.add(stage.exchange.trades(ANNA)[0]?.status ?? 'none')
    stage.exchange.audit()
  }
  return { stage, statuses: [...statuses] }
}

const shares = (stage: Stage) => (stage.exchange.holdings(ANNA).sharesMicros.get(YES) ?? 0) / 1e6
const usdc = (stage: Stage) => stage.exchange.holdings(ANNA).usdcMicros / 1e6

describe('what becomes of a trade', () => {
  test.each<[string, readonly string[], number, number]>([
    ['settlement: failed, nth 2', ['MATCHED', 'MINED', 'CONFIRMED'], 1010, 995],
    ['settlement: failed', ['MATCHED', 'FAILED'], 1000, 1000],
    ['settlement: failed-late', ['MATCHED', 'MINED', 'CONFIRMED', 'FAILED'], 1000, 1000],
    ['settlement: ghost', ['MATCHED'], 1000, 1000],
    ['settlement: slow 20s', ['MATCHED', 'MINED', 'CONFIRMED'], 1010, 995],
  ])('%s', (rule, statuses, held, money) => {
    const { stage, statuses: seen } = historyOf(rule, 60)

    expect(seen).toEqual(statuses)
    expect([shares(stage), usdc(stage)]).toEqual([held, money])
  })

  test('retrying: it is tried again, under another transaction where it had one', () => {
    const { stage, statuses } = historyOf('settlement: retrying', 60)

    expect(statuses).toContain('RETRYING')
    expect(statuses.at(-1)).toBe('CONFIRMED')
    expect(shares(stage)).toBe(1010)
  })

  test('a ghost keeps its money promised: what is spendable is less than the balance', () => {
    const { stage } = historyOf('settlement: ghost', 60)

    expect(stage.exchange.available(ANNA, 'USDC') / 1e6).toBe(995)
    expect(stage.errorOf({ shares: 1999 })).toMatch(
      /balance: 1000000000, sum of matched orders: 5000000, order amount/,
    )
  })

  test('balance-lag: confirmed trades whose shares the venue does not know of yet', () => {
    const { stage } = historyOf('settlement: balance-lag 30s', 10)

    expect(stage.exchange.trades(ANNA)[0]?.status).toBe('CONFIRMED')
    expect(shares(stage)).toBe(1000)
    stage.wait(30_000)
    expect(shares(stage)).toBe(1010)
  })

  test('an order that matched keeps its size_matched when its trade fails', () => {
    const { stage } = historyOf('settlement: failed', 60)

    expect(stage.exchange.trades(ANNA)[0]?.makers[0]?.sizeMicros).toBe(10e6)
    const id = stage.exchange.trades(ANNA)[0]?.makers[0]?.orderId ?? ''
    expect([stage.status(id), stage.matched(id)]).toEqual(['MATCHED', 10])
  })
})
