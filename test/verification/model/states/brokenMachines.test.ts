import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Order } from '../../../../shared/domain/order.ts'
import type { ActResult } from '../../../../shared/machine/decision.ts'
import type { Facts } from '../../../../shared/machine/facts.ts'
import type { Observation } from '../../../../shared/machine/observation.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import type { Invariant } from './invariants.ts'

const MACHINE = '../../../../shared/machine'
const RECONCILE = '../../../../shared/reconcile'
type Rest = readonly unknown[]

/** One module of the machine with a fault in it, and which invariants notice. */
interface Broken {
  readonly name: string
  readonly module: string
  readonly domain: string
  readonly noticed: readonly Invariant[]
  readonly replace: (real: Record<string, unknown>) => Record<string, unknown>
}

type Call<A, R> = (first: A, ...rest: Rest) => R
const settled = (state: MarketState): MarketState => ({
  ...state,
  legs: state.legs.filter((leg) => leg.status !== 'PROVISIONAL'),
})

const BROKEN: readonly Broken[] = [
  {
    name: 'a phase that ignores matched sells',
    module: `${MACHINE}/phase.ts`,
    domain: 'outcomes',
    // The table of changes asserts its own conditions, and trips first.
    noticed: [8, 11],
    replace: (real) => {
      const phaseOf = (state: MarketState) =>
        (real['phaseOf'] as Call<MarketState, string>)({
          ...state,
          legs: state.legs.filter((leg) => leg.side === 'BUY' || leg.status !== 'PROVISIONAL'),
        })
      const withPhase = (state: MarketState) => ({ ...state, phase: phaseOf(state) })
      return {
        ...real,
        phaseOf,
        withPhase,
        movePhase: (state: MarketState) => ({ state: withPhase(state), events: [] }),
      }
    },
  },
  {
    name: 'a decision that ignores what has matched and not settled',
    module: `${MACHINE}/transition.ts`,
    domain: 'outcomes',
    noticed: [4, 8, 11],
    replace: (real) => ({
      ...real,
      transition: (facts: Facts, ...rest: Rest) =>
        (real['transition'] as Call<Facts, unknown>)({ ...facts, state: settled(facts.state) }, ...rest),
    }),
  },
  {
    name: 'a cancel taken as closed',
    module: `${MACHINE}/absorb.ts`,
    domain: 'outcomes',
    noticed: [2, 5, 12],
    replace: (real) => ({
      ...real,
      absorb: (state: MarketState, results: readonly ActResult[], ...rest: Rest) => {
        const sure = results.map((result) =>
          result.of === 'cancel'
            ? { ...result, outcome: { is: 'canceled' }, after: { terminal: true, matchedMicros: 0 } }
            : result,
        )
        return (real['absorb'] as Call<MarketState, unknown>)(state, sure, ...rest)
      },
    }),
  },
  {
    name: '"not found" taken as dead',
    module: `${RECONCILE}/reconcileOrders.ts`,
    domain: 'outcomes',
    noticed: [1, 12],
    replace: (real) => ({
      ...real,
      reconcileOrders: (
        facts: Facts,
        seen: { nowMs: number; byId: Record<string, unknown> },
        timing: unknown,
      ) => {
        const next = (real['reconcileOrders'] as Call<Facts, Facts>)(facts, seen, timing)
        const kill = (order: Order): Order => {
          const read = seen.byId[order.id] as { ok: boolean; value?: unknown } | undefined
          const gone = order.life.at !== 'DEAD' && read?.ok === true && read.value === 'absent'
          const sinceMs = seen.nowMs as Order['intendedAtMs']
          return gone
            ? { ...order, life: { at: 'DEAD', sinceMs, how: 'terminal' }, closedAtMs: sinceMs }
            : order
        }
        return { ...next, state: { ...next.state, orders: next.state.orders.map(kill) } }
      },
    }),
  },
  {
    name: 'a cursor that forgets unsettled fills',
    module: `${RECONCILE}/readCursor.ts`,
    domain: 'outcomes',
    noticed: [5],
    replace: (real) => ({
      ...real,
      readCursorMs: (state: MarketState) =>
        (real['readCursorMs'] as Call<MarketState, number>)({ ...settled(state), orders: [] }),
    }),
  },
  {
    name: 'fills pruned without being folded',
    module: `${RECONCILE}/prune.ts`,
    domain: 'ledger',
    noticed: [4],
    replace: (real) => ({
      ...real,
      prune: (state: MarketState, ...rest: Rest) => {
        const pruned = (real['prune'] as Call<MarketState, { state: MarketState }>)(state, ...rest)
        return { ...pruned, state: { ...pruned.state, folded: state.folded } }
      },
    }),
  },
  {
    name: 'a failed settlement ignored',
    module: `${RECONCILE}/reconcileLegs.ts`,
    domain: 'failures',
    noticed: [4],
    replace: (real) => ({
      ...real,
      reconcileLegs: (facts: Facts, seen: Observation, ...rest: Rest) => {
        const legs = seen.trades.ok ? seen.trades.value.legs.filter(({ status }) => status !== 'FAILED') : []
        const trades = seen.trades.ok
          ? { ...seen.trades, value: { ...seen.trades.value, legs } }
          : seen.trades
        return (real['reconcileLegs'] as Call<Facts, Facts>)(facts, { ...seen, trades }, ...rest)
      },
    }),
  },
  {
    name: 'causes of EXIT_ONLY that are forgotten',
    module: `${MACHINE}/exitOnly.ts`,
    domain: 'operator',
    noticed: [6, 7],
    replace: (real) => ({ ...real, exitOnlyCauses: () => [] }),
  },
]

describe('a machine that is broken on purpose', () => {
  beforeEach(() => vi.resetModules())

  test.for(BROKEN)('is found: $name', { timeout: 120_000 }, async ({ module, domain, noticed, replace }) => {
    vi.doMock(module, async (original) => replace(await original<Record<string, unknown>>()))
    const { exploreStates } = await import('./exploreStates.ts')
    const { DOMAINS } = await import('./domains.ts')
    const { inWords } = await import('./summary.ts')

    const { violations } = exploreStates({
      domains: DOMAINS.filter(({ name }) => name === domain),
      firstOnly: true,
    })
    vi.doUnmock(module)

    const [first] = violations
    expect(first, 'nothing was noticed').toBeDefined()
    if (first === undefined) return
    console.log(inWords(first))
    expect(noticed).toContain(first.invariant)
    expect(first.path.length).toBeLessThan(20)
  })
})
