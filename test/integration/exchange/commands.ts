import fc from 'fast-check'
import type { Side } from '../../../shared/domain/order.ts'
import { NO, YES } from '../../support/wireIds.ts'
import type { Draft, Pair, Stage } from './floorStage.ts'
import { ANNA, BERT } from './floorStage.ts'

/** What may happen to a venue, drawn at random. */
export type Command =
  | { readonly do: 'place'; readonly draft: Draft }
  | { readonly do: 'cancel'; readonly account: string; readonly nth: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'show'; readonly bids: readonly Pair[]; readonly asks: readonly Pair[] }
  | { readonly do: 'delta'; readonly side: 'bid' | 'ask'; readonly change: Pair }
  | { readonly do: 'trade'; readonly taker: Side; readonly at: number; readonly shares: number }
  | { readonly do: 'withdraw'; readonly account: string; readonly permille: number }

const account = fc.constantFrom(ANNA, BERT)
const side = fc.constantFrom<Side>('BUY', 'SELL')
/** Few prices, so that orders meet. */
const at = fc.integer({ min: 45, max: 55 }).map((cents) => cents / 100)
const shares = fc.integer({ min: 500, max: 60_000 }).map((hundredths) => hundredths / 100)
/** Trades of the feed and what the crowd shows are not multiples of 0.01. */
const oddShares = fc.integer({ min: 1, max: 200_000_000 }).map((micros) => micros / 1e6)
const levels = fc.array(fc.tuple(at, oddShares), { maxLength: 6 })

const draft: fc.Arbitrary<Draft> = fc
  .record({
    account,
    side,
    at,
    shares,
    token: fc.constantFrom(YES, NO),
    orderType: fc.constantFrom('GTC', 'GTC', 'GTC', 'GTD', 'FOK', 'FAK'),
    postOnly: fc.boolean(),
  })
  .map((drawn) => {
    if (drawn.orderType === 'GTD') return { ...drawn, expiresInMs: 200_000 }
    // Whole shares of a market order, so that its USDC has two decimals.
    return drawn.orderType === 'GTC' ? drawn : { ...drawn, postOnly: false, shares: Math.ceil(drawn.shares) }
  })

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('place'), draft }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel'), account, nth: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(60_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('show'), bids: levels, asks: levels }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('delta'),
      side: fc.constantFrom('bid', 'ask'),
      change: fc.tuple(at, fc.oneof(fc.constant(0), oddShares)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('trade'), taker: side, at, shares: oddShares }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw'), account, permille: fc.nat(500) }) },
)

/** Carries a command out and answers what a caller would see. */
export function run(stage: Stage, todo: Command): unknown {
  const { exchange } = stage
  switch (todo.do) {
    case 'place':
      return stage.place(todo.draft)
    case 'cancel': {
      const open = exchange.openOrders(todo.account)
      return exchange.cancel(todo.account, [open[todo.nth % Math.max(open.length, 1)]?.id ?? 'none'])
    }
    case 'wait':
      return stage.wait(todo.ms)
    case 'show':
      return stage.show(todo.bids, todo.asks)
    case 'delta':
      return stage.delta(todo.side, todo.change)
    case 'trade':
      return stage.crowdTrade(todo.taker, todo.at, todo.shares)
    case 'withdraw':
      return withdraw(stage, todo)
  }
}

/** Takes away what orders need, too; only what matches have promised must stay. */
function withdraw({ exchange }: Stage, todo: Extract<Command, { readonly do: 'withdraw' }>): string {
  const { usdcMicros } = exchange.holdings(todo.account)
  try {
    exchange.fund(todo.account, -Math.floor((usdcMicros * todo.permille) / 1000))
    return 'withdrawn'
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
