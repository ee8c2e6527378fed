import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CROWD } from '../../../desk/exchange/ledger.ts'
import { NO, YES } from '../../support/wireIds.ts'
import { type Command, command, run } from './commands.ts'
import { ANNA, BERT, market, START_MS, STEADY, Stage } from './floorStage.ts'

const OPTIONS = {
  settlement: { ...STEADY, mineMs: [0, 9000], failPermille: 250, retryPermille: 300 },
} as const
const RULES = { feeRatePpm: 70_000 }
const commands = fc.array(command, { maxLength: 80 })
const ACCOUNTS = [ANNA, BERT]

test('after whatever happened, failures included, every micro and every share is accounted for', () => {
  fc.assert(
    fc.property(commands, fc.integer(), (list, seed) => {
      const stage = new Stage({ ...OPTIONS, seed }, RULES)
      const given = new Map(ACCOUNTS.map((account) => [account, 1000e6]))
      for (const todo of list) {
        const before = ACCOUNTS.map((account) => stage.exchange.holdings(account).usdcMicros)
        run(stage, todo)
        stage.exchange.audit()
        if (todo.do !== 'withdraw') continue
        const index = ACCOUNTS.indexOf(todo.account)
        const leftMicros = stage.exchange.holdings(todo.account).usdcMicros - (before[index] ?? 0)
        given.set(todo.account, (given.get(todo.account) ?? 0) + leftMicros)
      }
      stage.wait(1_000_000)
      stage.exchange.audit()
      for (const [account, usdcMicros] of given) requireWealth(stage, account, usdcMicros)
    }),
    { numRuns: 300 },
  )
})

/** An account owns in the end what it was given and what its trades say, but for those that failed. */
function requireWealth(stage: Stage, account: string, givenMicros: number): void {
  const wealth = new Map<string, number>([
    ['USDC', givenMicros],
    [YES, 1000e6],
    [NO, 1000e6],
  ])
  const add = (asset: string, micros: number) => wealth.set(asset, (wealth.get(asset) ?? 0) + micros)
  for (const trade of stage.exchange.trades(account)) {
    expect(['CONFIRMED', 'FAILED']).toContain(trade.status)
    if (trade.status === 'FAILED') continue
    for (const part of [{ ...trade.taker }, ...trade.makers.map((maker) => ({ ...maker, feeMicros: 0 }))]) {
      if (part.account !== account) continue
      const sign = part.side === 'BUY' ? 1 : -1
      add(part.token, sign * part.sizeMicros)
      add('USDC', -sign * part.usdcMicros - part.feeMicros)
    }
  }
  const { usdcMicros, sharesMicros } = stage.exchange.holdings(account)
  expect(sharesMicros.get(YES) ?? 0).toBe(wealth.get(YES))
  expect(sharesMicros.get(NO) ?? 0).toBe(wealth.get(NO))
  expect(usdcMicros).toBe(wealth.get('USDC'))
}

test('no order trades beyond its size or worse than its limit, and no trade of the feed fills more than it was', () => {
  fc.assert(
    fc.property(commands, (list) => {
      const stage = new Stage(OPTIONS, RULES)
      for (const todo of list) {
        const before = filledMicros(stage)
        run(stage, todo)
        if (todo.do === 'trade') {
          expect(filledMicros(stage) - before).toBeLessThanOrEqual(Math.round(todo.shares * 1e6))
        } else if (todo.do !== 'place') {
          expect(filledMicros(stage)).toBe(before)
        }
      }
      for (const trade of stage.exchange.trades(ANNA)) {
        for (const part of [trade.taker, ...trade.makers]) {
          const order = stage.exchange.order(part.orderId)
          if (part.account === CROWD || order === undefined) continue
          expect(order.matchedMicros).toBeLessThanOrEqual(order.sizeMicros)
          const limitMicros = (order.priceMicros * part.sizeMicros) / 1e6
          const worseBy = (part.usdcMicros - limitMicros) * (part.side === 'BUY' ? 1 : -1)
          expect(worseBy).toBeLessThanOrEqual(part === trade.taker ? trade.makers.length : 0.5)
        }
      }
    }),
    { numRuns: 200 },
  )
})

/** All that orders of the two accounts ever traded. */
function filledMicros(stage: Stage): number {
  const seen = new Set<string>()
  let sum = 0
  for (const trade of ACCOUNTS.flatMap((account) => stage.exchange.trades(account))) {
    if (seen.has(trade.id)) continue
    seen.add(trade.id)
    for (const maker of trade.makers) if (maker.account !== CROWD) sum += maker.sizeMicros
  }
  return sum
}

/** The rule in its plainest form: sort everything that could trade, take from the front. */
class PlainBook {
  #orders: { readonly id: string; readonly bid: boolean; readonly cents: number; left: number }[] = []

  place(id: string, order: { readonly bid: boolean; readonly cents: number; readonly hundredths: number }) {
    const { bid, cents } = order
    let left = order.hundredths
    const against = this.#orders
      .filter((other) => other.bid !== bid && (bid ? other.cents <= cents : other.cents >= cents))
      .sort((a, b) => (bid ? a.cents - b.cents : b.cents - a.cents))
    const fills: [string, number][] = []
    for (const other of against) {
      const part = Math.min(other.left, left)
      if (part === 0) continue
      other.left -= part
      left -= part
      fills.push([other.id, part * 10_000])
    }
    this.#orders = this.#orders.filter((other) => other.left > 0)
    if (left > 0) this.#orders.push({ id, bid, cents, left })
    return fills
  }
}

const plainOrder = fc.record({
  bid: fc.boolean(),
  onNo: fc.boolean(),
  cents: fc.integer({ min: 45, max: 55 }),
  hundredths: fc.integer({ min: 500, max: 3000 }),
  account: fc.constantFrom(ANNA, BERT),
})

test('orders of two accounts on both tokens trade in price-time order', () => {
  fc.assert(
    fc.property(fc.array(plainOrder, { maxLength: 60 }), (orders) => {
      const stage = new Stage({}, { ...market, minSizeMicros: 0 as never })
      for (const account of ACCOUNTS) {
        stage.exchange.fund(account, 1e12)
        for (const token of [YES, NO]) stage.exchange.fundShares(account, token, 1e12)
      }
      const plain = new PlainBook()
      for (const order of orders) {
        const result = stage.place({
          account: order.account,
          token: order.onNo ? NO : YES,
          side: order.bid === order.onNo ? 'SELL' : 'BUY',
          at: (order.onNo ? 100 - order.cents : order.cents) / 100,
          shares: order.hundredths / 100,
        })
        if (!result.ok) throw new Error(result.error)
        const makers = stage.exchange.trade(result.tradeIds[0] ?? '')?.makers ?? []
        expect(makers.map((maker) => [maker.orderId, maker.sizeMicros])).toEqual(
          plain.place(result.id, order),
        )
      }
    }),
    { numRuns: 200 },
  )
})

function story(list: readonly Command[], split: boolean, nameOf: (id: string) => string): string {
  const stage = new Stage({ ...OPTIONS, seed: 11 }, RULES)
  const seen: unknown[] = []
  for (const todo of list) {
    if (split && todo.do === 'wait') stage.wait(Math.floor(todo.ms / 3))
    const rest = split && todo.do === 'wait' ? { ...todo, ms: todo.ms - Math.floor(todo.ms / 3) } : todo
    if (rest.do === 'place') {
      const { id } = stage.request({})
      seen.push(run(stage, { ...rest, draft: { ...rest.draft, id: nameOf(id) } }))
    } else seen.push(run(stage, rest))
    seen.push(stage.displayed())
  }
  seen.push(ACCOUNTS.map((account) => [stage.exchange.trades(account), stage.exchange.openOrders(account)]))
  return JSON.stringify(seen)
}

test('the same seed and calls give the same bytes, however time is cut', () => {
  fc.assert(
    fc.property(commands, (list) => {
      const asIs = (id: string) => id
      const once = story(list, false, asIs)
      expect(story(list, false, asIs)).toBe(once)
      expect(story(list, true, asIs)).toBe(once)
    }),
    { numRuns: 100 },
  )
})

test('what an order is called changes nothing but its name', () => {
  fc.assert(
    fc.property(commands, (list) => {
      // Reversed digits turn the order of the names around: 0x00..01 becomes 0x10..00.
      const reversed = (id: string) => `0x${[...id.slice(2)].reverse().join('')}`
      const theirs = story(list, false, reversed).replace(/0x[0-9a-f]{4}0{60}/g, reversed)
      expect(theirs).toBe(story(list, false, (id) => id))
    }),
    { numRuns: 60 },
  )
})

test('the trades of a period are those of all that were matched in it, now and at an earlier moment', () => {
  const permille = fc.integer({ min: -50, max: 1_050 })
  const somewhere = fc.record({ from: permille, until: permille, ago: permille })
  let found = 0
  fc.assert(
    fc.property(
      fc.array(command, { minLength: 40, maxLength: 80 }),
      fc.integer(),
      fc.array(somewhere, { minLength: 5 }),
      (list, seed, asked) => {
        const stage = new Stage({ ...OPTIONS, seed }, RULES)
        for (const todo of list) run(stage, todo)
        const { exchange } = stage
        const at = (part: number) => START_MS + Math.floor(((exchange.nowMs() - START_MS) * part) / 1000)
        for (const { from, until, ago } of asked) {
          const period = { fromMs: at(from), untilMs: Math.max(at(from), at(until)) }
          for (const reads of [exchange, exchange.past(at(ago))]) {
            const wanted = reads
              .trades(ANNA)
              .filter(({ matchedAtMs: atMs }) => atMs >= period.fromMs && atMs < period.untilMs)
            found += wanted.length
            expect(reads.trades(ANNA, period)).toEqual(wanted)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
  expect(found).toBeGreaterThan(100)
})
