import { describe, expect, test } from 'vitest'
import {
  FILL_MODELS,
  type FillModel,
  type FillRule,
  filledByDisplay,
  filledByTrade,
  onLevelChange,
  type Resting,
  ruleOf,
  wholeRuleOf,
} from '../../../shared/simulator/fillModel.ts'

type Step =
  | { readonly level: readonly [from: number, to: number] }
  | { readonly trade: readonly [price: number, size: number] }
  /** Others display so much against us, at our price or beyond. */
  | { readonly reached: number }

/** What each model has filled of an order of 20 at 50 behind 100, after these steps. */
const VECTORS: readonly {
  readonly name: string
  readonly side?: 'BUY' | 'SELL'
  readonly steps: readonly Step[]
  readonly filled: Readonly<Record<FillModel, number>>
}[] = [
  {
    name: 'a trade at our price smaller than the queue fills only in the flattering model',
    steps: [{ trade: [50, 60] }],
    filled: { touch: 20, proportional: 0, trades: 0 },
  },
  {
    name: 'what is left of a trade after the queue fills us in part',
    steps: [{ trade: [50, 107] }],
    filled: { touch: 20, proportional: 7, trades: 7 },
  },
  {
    name: 'two trades use the queue up once',
    steps: [{ trade: [50, 90] }, { trade: [50, 25] }],
    filled: { touch: 20, proportional: 15, trades: 15 },
  },
  {
    name: 'a cancel of half the level is half ahead of us in proportion, and none of it by trades alone',
    // The level has grown to 200 behind us: of the 100 that go, 50 were ahead.
    steps: [{ level: [100, 200] }, { level: [200, 100] }, { trade: [50, 60] }],
    filled: { touch: 20, proportional: 10, trades: 0 },
  },
  {
    name: 'a level smaller than our queue caps it in both models',
    steps: [{ level: [100, 30] }, { trade: [50, 35] }],
    filled: { touch: 20, proportional: 5, trades: 5 },
  },
  {
    name: 'a cap at a level that has grown behind us leaves the queue by trades as it was',
    steps: [{ level: [100, 500] }, { level: [500, 120] }, { trade: [50, 44] }],
    filled: { touch: 20, proportional: 20, trades: 0 },
  },
  {
    name: 'a level that vanishes leaves nobody ahead in any model',
    steps: [{ level: [100, 0] }, { trade: [50, 3] }],
    filled: { touch: 20, proportional: 3, trades: 3 },
  },
  {
    name: 'a trade through our price is ours as far as it goes, whoever was ahead',
    steps: [{ trade: [49, 1] }],
    filled: { touch: 20, proportional: 1, trades: 1 },
  },
  {
    name: 'after a trade through our price nobody is ahead any more',
    steps: [{ trade: [49, 1] }, { trade: [50, 12] }],
    filled: { touch: 20, proportional: 13, trades: 13 },
  },
  {
    name: 'a trade above our bid is not for us',
    steps: [{ trade: [51, 1000] }],
    filled: { touch: 0, proportional: 0, trades: 0 },
  },
  {
    name: 'the other side coming to our price is ours as far as it is displayed',
    steps: [{ reached: 0 }, { reached: 7 }],
    filled: { touch: 20, proportional: 7, trades: 7 },
  },
  {
    name: 'a SELL is filled from above',
    side: 'SELL',
    steps: [{ trade: [49, 1000] }, { trade: [51, 1] }],
    filled: { touch: 20, proportional: 1, trades: 1 },
  },
  {
    name: 'nothing is filled twice',
    steps: [{ trade: [49, 15] }, { trade: [49, 15] }, { reached: 40 }],
    filled: { touch: 20, proportional: 20, trades: 20 },
  },
]

describe.each(FILL_MODELS)('the fill model "%s"', (model) => {
  test.each(VECTORS)('$name', ({ side = 'BUY', steps, filled }) => {
    const order: Resting = { side, price: 50, ahead: 100, rest: 20 }

    const total = steps.reduce((sum, step) => sum + play(ruleOf(model), order, step), 0)

    expect(total).toBeCloseTo(filled[model], 9)
    expect(order.rest).toBeCloseTo(20 - filled[model], 9)
  })
})

test.each(FILL_MODELS)(
  'the model "%s" with its bound off fills whole, by a share as by a thousand',
  (model) => {
    const through: Resting = { side: 'BUY', price: 50, ahead: 100, rest: 20 }
    const touched: Resting = { ...through }

    expect(filledByTrade(wholeRuleOf(model), through, { price: 49, size: 1 })).toBe(20)
    expect(filledByDisplay(wholeRuleOf(model), touched, 1)).toBe(20)
  },
)

function play(rule: FillRule, order: Resting, step: Step): number {
  if ('trade' in step) return filledByTrade(rule, order, { price: step.trade[0], size: step.trade[1] })
  if ('reached' in step) return filledByDisplay(rule, order, step.reached)
  onLevelChange(rule, order, step.level[0], step.level[1])
  return 0
}
