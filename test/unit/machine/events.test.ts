import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { absorb } from '../../../shared/machine/absorb.ts'
import type { MachineEvent } from '../../../shared/machine/event.ts'
import { eventWords } from '../../../shared/machine/eventWords.ts'
import { REFUSALS } from '../../../shared/machine/refusalWords.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  byHash,
  decide,
  entryState,
  holding,
  id,
  now,
  observation,
  order,
  running,
  seenLeg,
  settings,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const names = (events: readonly { readonly is: string }[]) => events.map(({ is }) => is)

describe('what happened is reported in the order it happened', () => {
  test('a fill that settles: the fill, then the phase it led to', () => {
    const leg = seenLeg({ sizeMicros: shares(20) })
    const first = decide(entryState, observation({ legs: [{ ...leg, status: 'PROVISIONAL' }] }))
    const second = decide(first.state, observation({ legs: [leg] }))

    expect(first.decision.events).toMatchObject([{ is: 'fill', leg: { status: 'PROVISIONAL' } }])
    expect(second.decision.events).toMatchObject([
      { is: 'fill', leg: { status: 'CONFIRMED' } },
      { is: 'phaseChanged', by: 'observed', from: 'ENTRY_PENDING', to: 'POSITION_OPEN' },
    ])
    expect(names(decide(second.state, observation({ legs: [leg] })).decision.events)).toEqual([])
  })

  test('an order ends once: by its hash with what it matched, after its date, or by the answer to a cancel', () => {
    const ends = (events: readonly MachineEvent[]) => events.filter(({ is }) => is === 'orderEnded')
    const terminal = venueOrder(order(), { status: 'TERMINAL', matchedMicros: shares(3) })
    const first = decide(entryState, observation({ byId: byHash([id(1), terminal]) }))
    const again = decide(first.state, observation({ byId: byHash([id(1), terminal]) }))
    const gone = observation({ nowMs: at(341), byId: byHash([id(1), 'absent']) })
    const expired = decide(decide(entryState, gone).state, gone)
    const canceled = absorb(
      entryState,
      [{ of: 'cancel', id: id(1), why: '', outcome: { is: 'canceled' }, after: 'unknown', atMs: now }],
      settings(),
    )

    expect(ends(first.decision.events)).toEqual([
      { is: 'orderEnded', id: id(1), how: 'terminal', atMs: now, matchedMicros: shares(3) },
    ])
    expect(ends(again.decision.events)).toEqual([])
    expect(ends(expired.decision.events)).toMatchObject([{ how: 'expired', atMs: at(341) }])
    expect(canceled.events).toEqual([
      { is: 'orderEnded', id: id(1), how: 'canceled', atMs: now, matchedMicros: null },
    ])
    expect(canceled.events.map(eventWords)).toEqual([
      { text: `order ${id(1)} ended: cancelled`, pages: false },
    ])
  })

  test('the end of a day is not a page: it is summed up', () => {
    const yesterday = { ...state(), day: { ...state().day, utc: '2020-01-01' } }
    const { decision } = decide(yesterday, observation())

    expect(decision.events).toMatchObject([{ is: 'dayEnded', utc: '2020-01-01' }])
    expect(decision.events.map(eventWords)).toEqual([
      { text: 'the day 2020-01-01 (UTC) ended', pages: false },
    ])
  })

  test.each([true, false])('an order that cannot be signed names doctor; a page: %s', (pages) => {
    const words = eventWords({ is: 'notSigned', side: 'SELL', why: 'no key', pauseMs: 30_000, pages })

    expect(words.text).toMatch(/SELL could not be signed: no key; next attempt in 30 s .*"npx bot doctor"/)
    expect(words).toMatchObject(pages ? { pages, row: 'notSigned' } : { pages })
  })

  test('what the market itself refused in a day is counted, reported with its end, and begins again', () => {
    const wide = observation({ info: known(info({ gameStartMs: at(-600) }), at(0)) })
    const first = decide(state(), wide)
    const second = decide(first.state, wide)
    const unread = decide(second.state, observation({ skewMs: unknown('x') }))
    const ended = decide({ ...unread.state, day: { ...unread.state.day, utc: '2020-01-01' } }, wide)

    expect(second.state.day.refused).toMatchObject({ inPlay: 2 })
    expect(unread.state.day.refused).toEqual(second.state.day.refused)
    expect(ended.decision.events).toMatchObject([{ is: 'dayEnded', refused: { inPlay: 2 } }])
    expect(ended.state.day.refused).toMatchObject({ inPlay: 1 })
  })

  test('exit only is reported when it begins and when it ends', () => {
    const draining = observation({ control: { ...running, drain: true } })
    const begun = decide(state(), draining)
    const on = decide(begun.state, draining)
    const ended = decide(on.state, observation())

    expect([begun, on, ended].map(({ decision }) => decision.events)).toEqual([
      [{ is: 'exitOnlyBegan', cause: 'drain' }],
      [],
      [{ is: 'exitOnlyEnded', cause: 'drain' }],
    ])
  })

  test.each(['exposure', 'stuckOrder', 'drain', 'unconfigured', 'accountAllotted'] as const)(
    'exit only says why in words: %s',
    (cause) => {
      const began = eventWords({ is: 'exitOnlyBegan', cause })

      expect(began.text).toBe(`${REFUSALS[cause]}; no entries until this ends`)
      expect(began.text).toMatch(/^exit only: .* .*;/)
      expect(began.pages).toBe(true)
      expect(eventWords({ is: 'exitOnlyEnded', cause }).text).toBe(`over: ${REFUSALS[cause]}`)
    },
  )

  test('a market that was removed with nothing quoted or held calls nobody', () => {
    const of = (before: MarketState): MachineEvent => {
      const { events } = decide(before, observation(), { ...settings(), configured: false }).decision
      return events.find(({ is }) => is === 'exitOnlyBegan') ?? { is: 'exitOnlyEnded', cause: 'drain' }
    }
    const [empty, holds] = [of(state()), of(state({ folded: holding(10) }))]

    expect(empty).toEqual({ is: 'exitOnlyBegan', cause: 'unconfigured', isEmpty: true })
    expect(eventWords(empty).pages).toBe(false)
    expect(holds).toEqual({ is: 'exitOnlyBegan', cause: 'unconfigured' })
    expect(eventWords(holds).pages).toBe(true)
  })

  test('an order that never left changes no phase; one that was accepted does', async () => {
    const of = bench({ state: state({ folded: holding(20) }) })
    of.venue.onPost = () => ({ place: false, answer: { is: 'unsent', why: 'the venue pauses' } })
    await runInvocation(of.ports, of.stack, of.later(1))
    of.venue.onPost = () => null
    of.clock.advance(of.stack.cadenceMs ?? 0)
    await runInvocation(of.ports, of.stack, of.later(1))

    expect(of.told.ticks.map(({ events }) => events)).toEqual([
      [],
      [{ is: 'phaseChanged', by: 'acted', from: 'POSITION_OPEN', to: 'EXIT_PENDING' }],
    ])
  })
})

test('an order that ended by itself is found by hash and makes room for the next entry in the same tick', () => {
  const gone = byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: shares(0) })])

  const { decision } = decide(entryState, observation({ byId: gone }))

  expect(decision.audit).toMatchObject({ from: 'ENTRY_PENDING', to: 'IDLE', row: 'IDLE: post entry' })
})
