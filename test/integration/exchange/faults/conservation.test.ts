import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFaults } from '../../../../desk/exchange/faults/createFaults.ts'
import { NO, YES } from '../../../support/wireIds.ts'
import { command, run } from '../commands.ts'
import { ANNA, BERT, Stage } from '../floorStage.ts'

const FATES = [
  'settlement: failed, p 0.2',
  'settlement: failed-late, p 0.1',
  'settlement: ghost, p 0.1',
  'settlement: retrying, p 0.2',
  'settlement: slow 30s, p 0.2',
  'settlement: balance-lag 30s, p 0.2',
]

/** Somebody trades with an order out of turn, and it is told later or at once. */
const hit = fc.record({
  do: fc.constant('hit' as const),
  account: fc.constantFrom(ANNA, BERT),
  nth: fc.nat(20),
  shares: fc.integer({ min: 1, max: 30_000 }),
  hideMs: fc.constantFrom(0, 5_000),
})
const commands = fc.array(fc.oneof({ weight: 8, arbitrary: command }, { weight: 2, arbitrary: hit }), {
  maxLength: 80,
})

test('whatever fate trades meet, and whatever is held back or hit out of turn, no micro is lost', () => {
  fc.assert(
    fc.property(commands, fc.integer(), fc.constantFrom(0, 3), (list, seed, secondsDelay) => {
      const { fate } = createFaults({ seed, rules: FATES })
      const stage = new Stage({ seed, fate }, { feeRatePpm: 70_000, secondsDelay })
      for (const todo of list) {
        if (todo.do === 'hit') {
          const order = stage.exchange.openOrders(todo.account)[todo.nth]
          const of = { sizeMicros: todo.shares * 10_000, hideMs: todo.hideMs }
          if (order !== undefined) expect(stage.exchange.hit(order.id, of)).toBe(true)
        } else {
          run(stage, todo)
        }
        stage.exchange.audit()
      }
      stage.wait(1_000_000)
      stage.exchange.audit()
    }),
    { numRuns: 300 },
  )
})

test('what was is answered as it was: reads of an earlier moment are those that were made then', () => {
  fc.assert(
    fc.property(commands, fc.integer(), (list, seed) => {
      const { fate } = createFaults({ seed, rules: FATES })
      const stage = new Stage({ seed, fate })
      const { exchange } = stage
      const reads = (at: typeof exchange | ReturnType<typeof exchange.past>) => ({
        open: at.openOrders(ANNA),
        trades: at.trades(ANNA),
        usdc: at.holdings(ANNA).usdcMicros,
        yes: at.holdings(ANNA).sharesMicros.get(YES) ?? 0,
        no: at.holdings(ANNA).sharesMicros.get(NO) ?? 0,
      })
      for (const todo of list) if (todo.do !== 'hit') run(stage, todo)
      // An instant of its own: what happens later in the same one is not told apart.
      stage.wait(1)
      const [then, atMs] = [reads(exchange), exchange.nowMs()]
      stage.wait(1)

      for (const todo of list) if (todo.do !== 'hit') run(stage, todo)
      stage.wait(60_000)

      expect(reads(exchange.past(atMs))).toEqual(then)
    }),
    { numRuns: 200 },
  )
})
