import { describe, expect, test } from 'vitest'
import { type Absorbed, absorb } from '../../../shared/machine/absorb.ts'
import {
  brake,
  endRefusals,
  MAX_IN_ROW,
  MAX_REFUSAL_TEXT,
  pausedUntilMs,
} from '../../../shared/machine/brake.ts'
import type { PostOutcome } from '../../../shared/machine/decision.ts'
import { pageTexts } from '../../../shared/machine/eventWords.ts'
import type { RejectCode } from '../../../shared/machine/rejectCode.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  decide,
  id,
  now,
  observation,
  openState,
  order,
  posts,
  settings,
  state,
  venueOrder,
} from '../../support/build.ts'

type Side = 'BUY' | 'SELL'

/** The same refusal several times in a row: the pauses in seconds, and how many of them called a person. */
function refuse(side: Side, code: RejectCode | null, times: number) {
  let after: MarketState = state()
  const pauses: number[] = []
  const told: string[] = []
  for (let i = 0; i < times; i += 1) {
    const { state: next, event } = brake(after, { side, code, text: 'no', atMs: now })
    pauses.push((pausedUntilMs(next, side) - now) / 1000)
    told.push(...pageTexts([event]))
    after = next
  }
  return { after, pauses, told }
}

describe('pauses between refused posts', () => {
  test.each<readonly [Side, RejectCode | null, readonly number[], number]>([
    ['SELL', 'other', [1, 2, 4, 8, 16, 32, 60, 60], 3],
    ['SELL', null, [1, 2, 4, 8, 16, 32, 60, 60], 1],
    ['BUY', 'crosses', [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600], 3],
    ['BUY', 'size', [60, 120, 240, 480, 600, 600], 1],
    ['BUY', null, [60, 120, 240, 480, 600, 600], 1],
  ])('%s, %s: they double up to their longest, and one page reports it', (side, code, seconds, toldAt) => {
    expect(refuse(side, code, seconds.length).pauses).toEqual(seconds)
    expect(refuse(side, code, toldAt - 1).told).toEqual([])
    expect(refuse(side, code, seconds.length).told).toHaveLength(1)
  })

  test('the other side is not held', () => {
    expect(pausedUntilMs(refuse('SELL', 'other', 9).after, 'BUY')).toBe(0)
    expect(pausedUntilMs(refuse('BUY', 'other', 9).after, 'SELL')).toBe(0)
  })

  test('what is stored stays bounded, however long it goes on', () => {
    const { after, pauses } = refuse('BUY', 'size', MAX_IN_ROW + 50)
    const long = brake(state(), { side: 'BUY', code: null, text: 'x'.repeat(9_999), atMs: now }).state

    expect(after.suspicion.refusals?.BUY?.inRow).toBe(MAX_IN_ROW)
    expect(pauses.at(-1)).toBe(600)
    expect(long.suspicion.refusals?.BUY?.text).toHaveLength(MAX_REFUSAL_TEXT)
  })

  test('the page says what the venue said, what to do and when it is tried again', () => {
    expect(refuse('SELL', 'tick', 3).told).toEqual([
      expect.stringMatching(
        /^SELL refused 3 times in a row: no: no action needed unless .*; next attempt in 4 s/,
      ),
    ])
    expect(refuse('BUY', null, 1).told).toEqual([
      expect.stringMatching(/^entry refused: no: the bot does not know this answer/),
    ])
  })
})

test('what cannot be signed pauses its side like a refusal, and is reported once', () => {
  const unsigned = { of: 'sign', side: 'BUY', why: 'the key is away', atMs: now } as const
  const [first, second] = [1, 2].reduce<readonly Absorbed[]>(
    (all) => [...all, absorb(all.at(-1)?.state ?? state(), [unsigned], settings())],
    [],
  )

  expect(first?.events).toEqual([
    { is: 'notSigned', side: 'BUY', why: 'the key is away', pauseMs: 60_000, pages: true },
  ])
  expect(pageTexts(first?.events ?? [])).toEqual([
    'a BUY could not be signed: the key is away; next attempt in 60 s at the earliest. "npx bot doctor" checks the keys',
  ])
  expect(second?.events).toMatchObject([{ is: 'notSigned', pauseMs: 120_000, pages: false }])
  expect(pausedUntilMs(second?.state ?? state(), 'BUY')).toBe(now + 120_000)
})

describe('an order on the book ends the series', () => {
  const exit = order({ id: id(2), side: 'SELL', purpose: 'exit', life: { at: 'INTENDED' } })
  const answered = (of: MarketState, outcome: PostOutcome) =>
    absorb(
      { ...of, orders: [exit], phase: 'EXIT_PENDING' },
      [{ of: 'post', order: exit, outcome, atMs: now }],
      settings(),
    )
  const braked = refuse('SELL', 'other', 3).after

  test('accepted: no pause is left, and who was paged is notified that it is over', () => {
    const after = answered({ ...braked, folded: openState.folded }, { is: 'accepted', id: exit.id })

    expect(pausedUntilMs(after.state, 'SELL')).toBe(0)
    expect(after.state.suspicion.refusals).toEqual({})
    expect(after.events).toContainEqual({ is: 'refusalsEnded', side: 'SELL', inRow: 3 })
    expect(endRefusals(after.state, 'SELL').events).toEqual([])
  })

  test('who was not paged is not notified', () => {
    const after = answered(
      { ...refuse('SELL', 'other', 2).after, folded: openState.folded },
      { is: 'accepted', id: exit.id },
    )

    expect(after.state.suspicion.refusals).toEqual({})
    expect(after.events).toEqual([])
  })

  test('refused in words on no list, it holds the side; seen on the book after all, it does not', () => {
    const refused = answered(
      { ...state(), folded: openState.folded },
      { is: 'unknown', why: 'odd', refused: true },
    )
    const seen = decide(refused.state, observation({ open: [venueOrder(exit)], balance: balanceOf(20) }))

    expect(refused.state.suspicion.refusals?.SELL).toMatchObject({ inRow: 1, told: true, text: 'odd' })
    expect(pausedUntilMs(refused.state, 'SELL')).toBe(at(1))
    expect(seen.state.suspicion.refusals).toEqual({})
    expect(seen.decision.events).toContainEqual({ is: 'refusalsEnded', side: 'SELL', inRow: 1 })
  })

  test('no answer at all is no refusal', () => {
    const after = answered({ ...state(), folded: openState.folded }, { is: 'unknown', why: 'time-out' })

    expect(after.state.suspicion).not.toHaveProperty('refusals')
    expect(after.events).toEqual([])
  })
})

describe('while a side pauses', () => {
  const waiting = brake(openState, { side: 'SELL', code: 'other', text: 'no', atMs: now }).state
  const look = (seconds: number, of = waiting) =>
    decide(of, observation({ nowMs: at(seconds), balance: balanceOf(20) })).decision

  test('no exit is posted, and the reason is named; then it is', () => {
    expect(posts(look(0.9).actions)).toEqual([])
    expect(look(0.9).audit.refusals).toEqual(['backoff'])
    expect(posts(look(1).actions)).toHaveLength(1)
  })
})
