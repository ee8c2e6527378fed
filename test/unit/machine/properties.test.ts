import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { absorb, withIntent } from '../../../shared/machine/absorb.ts'
import { checkState } from '../../../shared/machine/checkState.ts'
import type { ActResult, CancelOutcome, Decision, PostOutcome } from '../../../shared/machine/decision.ts'
import { eventWords } from '../../../shared/machine/eventWords.ts'
import { exposure } from '../../../shared/machine/exposure.ts'
import { position, sellableMicros } from '../../../shared/machine/inventory.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import type { Observation } from '../../../shared/machine/observation.ts'
import { REASONS } from '../../../shared/machine/reason.ts'
import { REFUSALS, refusalsInWords } from '../../../shared/machine/refusalWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { STATES } from '../../../shared/machine/states.ts'
import { reconcile } from '../../../shared/reconcile/reconcile.ts'
import { ofMarket } from '../../../shared/reconcile/reconcileLegs.ts'
import { at, decide, id, now, order, WALLET } from '../../support/build.ts'
import { PHASES } from '../../support/machineTables.ts'
import { anyTick } from './arbitrary.ts'
import { anyHolding } from './arbitraryObservation.ts'

const RUNS = { numRuns: 1500 }
const isJsonClean = (value: unknown): void => {
  expect(structuredClone(value)).toStrictEqual(value)
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value)
}
const quotesOf = ({ actions }: Decision) =>
  actions.filter((action) => action.do === 'post' || action.do === 'cancel')

/** Those that no sentence holds by chance: "depth" and "exposure" are words, `spreadWide` is not. */
const CODES: ReadonlySet<string> = new Set(
  [...Object.keys(REFUSALS), ...Object.keys(REASONS)].filter((code) => /[a-z][A-Z]/.test(code)),
)
const codesIn = (text: string): readonly string[] => text.split(/\W+/).filter((word) => CODES.has(word))

describe('over all states and all that a tick may see', () => {
  test('nothing outside the allowed actions of the state comes out, but what the exceptions list', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { decision, state: after } = decide(before, seen, with_)
        const isRunning = PHASES.some((phase) => decision.audit.row.startsWith(phase))

        const posted = decision.actions.flatMap((action) => (action.do === 'post' ? [action.draft] : []))
        const sides = decision.actions.flatMap((action) =>
          action.do === 'cancel' ? [before.orders.find(({ id: key }) => key === action.id)?.side] : [],
        )
        expect(posted.length).toBeLessThanOrEqual(1)
        for (const draft of posted) {
          if (isRunning) expect(STATES[after.phase].posts).toContain(draft.purpose)
          else expect(draft).toMatchObject({ purpose: 'flatten', side: 'SELL' })
        }
        if (isRunning) for (const side of sides) expect(STATES[after.phase].cancels).toContain(side)
        if (decision.actions.some((action) => action.do === 'stop')) expect(posted).toEqual([])
      }),
      RUNS,
    )
  })

  test('no entry goes out with shares held, with another entry open, or above the cap', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { decision, state: after } = decide(before, seen, with_)
        for (const action of decision.actions) {
          if (action.do !== 'post' || action.draft.side !== 'BUY') continue
          const pending = withIntent(after, order({ ...action.draft, id: id(77), life: { at: 'INTENDED' } }))
          expect(position(after).sizeMicros).toBeLessThan(after.minSizeMicros)
          expect(after.orders.filter((each) => each.side === 'BUY' && each.closedAtMs === undefined)).toEqual(
            [],
          )
          expect(exposure(pending, markOf(pending, seen.nowMs)).totalMicros).toBeLessThanOrEqual(
            with_.risk.maxUsdcLockedMicros,
          )
        }
      }),
      RUNS,
    )
  })

  test('every decision has a code and refusals that there are words for', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { audit } = decide(before, seen, with_).decision
        expect(Object.keys(REASONS)).toContain(audit.code)
        for (const refusal of audit.refusals) expect(Object.keys(REFUSALS)).toContain(refusal)
      }),
      RUNS,
    )
  })

  test('no reason, cancel or event shows a person a bare code', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { actions, audit, events } = decide(before, seen, with_).decision
        const whys = actions.flatMap((action) => (action.do === 'cancel' ? [action.why] : []))
        const texts = [audit.reason, ...whys, ...events.map((event) => eventWords(event).text)]
        expect(texts.flatMap(codesIn)).toEqual([])
      }),
      RUNS,
    )
  })

  test.each(Object.entries(REFUSALS))('%s has words, and they hold no code', (code, words) => {
    expect(words).toMatch(/ /)
    expect(refusalsInWords([code, code])).toBe(words)
    expect(codesIn(words)).toEqual([])
    expect(codesIn(code)).toEqual(CODES.has(code) ? [code] : [])
  })

  test('nothing is sold at the market but by permission, and into a book with bids as good', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        for (const action of decide(before, seen, with_).decision.actions) {
          if (action.do !== 'post' || action.draft.purpose !== 'takerExit') continue
          if (!seen.book.ok) throw new Error('sold without a book')
          const { bids, asks } = seen.book.value
          expect(with_.quote.takerExit).toBe(true)
          expect(asks.length).toBeGreaterThan(0)
          expect(action.draft.priceMicros).toBeLessThanOrEqual(bids[0]?.priceMicros ?? 0)
          expect((asks[0]?.priceMicros ?? 0) - action.draft.priceMicros).toBeLessThanOrEqual(60_000)
        }
      }),
      RUNS,
    )
  })

  test('no SELL goes out beyond what is settled, free and in the balance read in this tick', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { decision, state: after } = decide(before, seen, with_)
        for (const action of decision.actions) {
          if (action.do !== 'post' || action.draft.side !== 'SELL') continue
          if (seen.balance?.ok !== true) throw new Error('a SELL without a balance')
          expect(action.draft.sizeMicros).toBeLessThanOrEqual(sellableMicros(after, seen.balance.value))
          const given =
            action.draft.purpose === 'flatten' && seen.control.ok && seen.control.value !== 'absent'
              ? seen.control.value.flatten?.floorMicros
              : undefined
          expect(action.draft.priceMicros).toBeGreaterThanOrEqual(given ?? with_.risk.exitFloorMicros)
          const open = after.orders.filter((each) => each.side === 'SELL' && each.closedAtMs === undefined)
          expect(open.every((each) => each.stuck === true)).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test('it is the same again for the same input, and clean JSON', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const facts = reconcile(before, seen, with_, WALLET)
        const one = decide(before, seen, with_)

        expect(decide(structuredClone(before), structuredClone(seen), structuredClone(with_))).toStrictEqual(
          one,
        )
        isJsonClean(facts)
        isJsonClean(one.decision)
        checkState(one.state)
      }),
      { numRuns: 1000 },
    )
  })

  test('reconciling the same observation again changes no leg, no inventory, no life of an order and no phase', () => {
    fc.assert(
      fc.property(anyTick, ({ before, seen, with_ }) => {
        const { state: once, contradictions, tradesUsable } = reconcile(before, seen, with_, WALLET)
        // A read that could not be judged is one that did not happen, and the next one asks for less of the past.
        if (seen.trades.ok && !tradesUsable) return
        // What contradicts our books is told, not repaired: such a read has no one meaning to come back to.
        if (contradictions.some(({ code }) => code === 'FILL_IMPOSSIBLE')) return
        // The first look may ask for more of the past than it had judged; the second judges that too.
        const judged = judgedBy(before, seen)
        if (judgedBy(once, seen).some((leg) => !judged.includes(leg))) return
        const again = reconcile(once, seen, with_, WALLET).state

        const core = ({ legs, folded, phase, orders }: MarketState) => ({
          legs,
          folded,
          phase,
          // The same look taken twice is not two looks at an absent order.
          orders: orders.filter((each) => each.absences === 0 && !isFresh(before, each)),
        })
        if (again.phase !== once.phase) {
          // Only by a second look at an absence, which the same observation cannot tell from a first.
          expect(again.orders.some((each) => each.absences > 0)).toBe(true)
          return
        }
        expect(again.legs).toStrictEqual(core(once).legs)
        expect(again.folded).toStrictEqual(once.folded)
        expect(core(again).orders).toStrictEqual(
          core(again).orders.map(({ id: key }) => once.orders.find((each) => each.id === key)),
        )
      }),
      RUNS,
    )
  })

  test('every leg is counted once, however often and in whatever order it is reported', () => {
    fc.assert(
      fc.property(anyTick, fc.infiniteStream(fc.nat()), ({ before, seen, with_ }, stream) => {
        if (!seen.trades.ok) return
        const { legs, withoutId } = seen.trades.value
        // One story per leg: two statuses of it in one read are two stories.
        const told = legs.filter((each, i) => legs.findIndex((other) => other.tradeId === each.tradeId) === i)
        const keys = [...told, ...told].map((each) => ({ each, key: stream.next().value ?? 0 }))
        const shuffled = keys.toSorted((a, b) => a.key - b.key).map(({ each }) => each)
        const trades = (of: typeof told) => known({ legs: of, withoutId, unreadable: [] }, at(-0.5))

        const plain = reconcile(before, { ...seen, trades: trades(told) }, with_, WALLET)
        const noisy = reconcile(before, { ...seen, trades: trades(shuffled) }, with_, WALLET)

        if (!plain.contradictions.some(({ code }) => code === 'FILL_IMPOSSIBLE')) {
          expect(noisy.state).toStrictEqual(plain.state)
        }
        const ids = plain.state.legs.map((each) => `${each.tradeId}:${each.orderId}`)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      RUNS,
    )
  })

  test('whatever REST positions answer, they change no phase, inventory or price: they can only block or STOP', () => {
    const answers = fc.array(fc.oneof(anyHolding, fc.constant('absent' as const)), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(anyTick, answers, ({ before, seen, with_ }, told) => {
        const { restPosition: _, ...without } = seen
        let plain = before
        let noisy = before
        for (const [i, answer] of told.entries()) {
          const calm = decide(plain, without, with_)
          const loud = decide(noisy, { ...without, restPosition: known(answer, at(i)) }, with_)

          expect(loud.state.phase).toBe(calm.state.phase)
          expect(loud.state.legs).toStrictEqual(calm.state.legs)
          expect(loud.state.folded).toStrictEqual(calm.state.folded)
          if (loud.decision.audit.row === 'STOP') return
          expect(quotesOf(loud.decision)).toStrictEqual(quotesOf(calm.decision))
          plain = calm.state
          noisy = loud.state
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('nothing that adds risk is decided on an unknown', () => {
    fc.assert(
      fc.property(
        anyTick,
        fc.constantFrom('trades', 'openOrders', 'info', 'book', 'skewMs', 'control'),
        (tick, which) => {
          const { decision } = decide(
            tick.before,
            { ...tick.seen, [which]: unknown('no answer') },
            tick.with_,
          )

          const posts = decision.actions.flatMap((action) => (action.do === 'post' ? [action.draft] : []))
          // An exit takes risk away: it needs to know what is held and that it may be sent, not the rest.
          const mayExit = which !== 'trades' && which !== 'control'
          expect(posts.filter(({ side }) => !mayExit || side === 'BUY')).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
  })
})

describe('absorbing what an act returned', () => {
  const postOutcome: fc.Arbitrary<PostOutcome> = fc.oneof(
    fc.constantFrom(id(77), id(78)).map((key) => ({ is: 'accepted', id: key }) as const),
    fc
      .constantFrom(
        'crosses',
        'balance',
        'version',
        'region',
        'account',
        'signature',
        'market',
        'other' as const,
      )
      .map((code) => ({ is: 'rejected', code, text: code }) as PostOutcome),
    fc.constant({ is: 'unknown', why: 'time-out' } as const),
    fc.constant({ is: 'unsent', why: 'too late' } as const),
  )
  const cancelOutcome: fc.Arbitrary<CancelOutcome> = fc.constantFrom(
    { is: 'canceled' } as const,
    { is: 'notCanceled', text: 'matched' } as const,
    { is: 'unknown', why: 'time-out' } as const,
  )
  const after = fc.oneof(
    fc.constant('unknown' as const),
    fc.record({ terminal: fc.boolean(), matchedMicros: fc.option(anyHolding) }),
  )

  test('whatever the venue answers, the state stays sound, no order is forgotten and none closed that may be live', () => {
    fc.assert(
      fc.property(
        anyTick,
        postOutcome,
        fc.array(fc.tuple(cancelOutcome, after), { maxLength: 6 }),
        (tick, post, told) => {
          const { decision, state: decided } = decide(tick.before, tick.seen, tick.with_)
          const cancels = decision.actions.flatMap((action, i): ActResult[] => {
            const [outcome, seen] = told[i] ?? [{ is: 'unknown', why: 'none' } as const, 'unknown' as const]
            return action.do === 'cancel'
              ? [{ of: 'cancel', id: action.id, why: action.why, outcome, after: seen, atMs: now }]
              : []
          })
          const canceled = absorb(decided, cancels, tick.with_)
          const draft = decision.actions.find((action) => action.do === 'post')?.draft
          const results: ActResult[] = []
          let intended = canceled.state
          if (draft !== undefined) {
            const { market: _, ...rest } = draft
            const placed = order({ ...rest, id: id(77), life: { at: 'INTENDED' }, intendedAtMs: now })
            intended = withIntent(canceled.state, placed)
            results.push({ of: 'post', order: placed, outcome: post, atMs: now })
          }
          const absorbed = absorb(intended, results, tick.with_)

          checkState(absorbed.state)
          isJsonClean(absorbed)
          expect(absorbed.state.orders.map(({ id: key }) => key)).toEqual(
            intended.orders.map(({ id: key }) => key),
          )
          for (const each of absorbed.state.orders) {
            if (each.closedAtMs !== undefined) expect(each.life.at).toBe('DEAD')
          }
          if (draft !== undefined && post.is === 'unknown') {
            expect(absorbed.state.orders.at(-1)?.life.at).toBe('UNKNOWN')
          }
        },
      ),
      RUNS,
    )
  })
})

/** Its life changed in this very reconciliation. */
/** What is older than the cursor, or than our trading here, is not judged until a leg of the item asks for it. */
const judgedBy = (state: MarketState, { trades, ledger }: Observation): readonly SeenLeg[] =>
  trades.ok ? ofMarket(trades.value, state, ledger).legs : []

const isFresh = (before: MarketState, of: MarketState['orders'][number]): boolean =>
  before.orders.find(({ id: key }) => key === of.id)?.absences !== of.absences
