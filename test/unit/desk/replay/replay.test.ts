import { describe, expect, test } from 'vitest'
import type { TapeEvent } from '../../../../desk/tape/tapeEvent.ts'
import { at, book, delta, START_MS, tapeOf, trade } from '../../../support/tapeFile.ts'
import { replayOf as replayWith } from './replayOf.ts'

const CALM = { bids: [[49, 1000]], asks: [[52, 1000]] } as const
const calm = (second: number): TapeEvent => book(second, CALM.bids, CALM.asks)
/**
 * The bot begins at once, for what is looked at here is over in minutes; and it joins the touch, for the queue there is
 * what these tests are about.
 */
const replayOf: typeof replayWith = (file, wishes = {}) =>
  replayWith(file, {
    ...wishes,
    defaults: { regime: { minHistorySeconds: 0 }, quote: { minEdgeTicks: 3 } },
  })
/** A snapshot every half minute: a market that is alive and does not move. */
const alive = (from: number, to: number): TapeEvent[] =>
  Array.from({ length: Math.floor((to - from) / 30) + 1 }, (_, i) => calm(from + i * 30))
const inOrder = (...events: TapeEvent[]): TapeEvent[] => events.sort((a, b) => a.atMs - b.atMs)

describe('a replay', () => {
  test('buys behind the queue, sells behind it, and tells the parts of what came of it', async () => {
    const tape = tapeOf(
      inOrder(
        ...alive(0, 600),
        trade(100, 'SELL', 49, 1000),
        // All before the next tick, which would take the rest back.
        trade(102, 'SELL', 49, 15),
        trade(103, 'SELL', 48, 1),
        trade(104, 'SELL', 48, 400),
        trade(300, 'BUY', 53, 5000),
      ),
    )

    const run = await replayOf(tape)

    const [first, second, third, exit] = run.fills
    // A share through our price is a share, whoever was ahead; then as much as we still wanted.
    expect([first, second, third].map((fill) => fill?.sizeMicros)).toEqual([15e6, 1e6, 24.81e6])
    expect(run.fills.map(({ side, role }) => `${role} ${side}`)).toEqual([
      'maker BUY',
      'maker BUY',
      'maker BUY',
      'maker SELL',
    ])
    expect(exit?.priceMicros).toBe(520_000)
    // The mid was at 0.505 all the time: each share was bought 1.5 c below it and sold 1.5 c above.
    const boughtMicros = 15_000_000 + 25_810_000
    expect(run.pnl.spreadMicros).toBe(2 * 0.015 * boughtMicros)
    expect(run.pnl).toMatchObject({ markoutMicros: 0, driftMicros: 0, feesMicros: 0, withoutMarkout: 0 })
    expect(run.pnl.totalMicros).toBe(run.pnl.realisedMicros)
    expect(run.trips).toMatchObject([{ buyMicros: 490_000, sellMicros: 520_000, sizeMicros: boughtMicros }])
    expect(run.bands.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING']),
    )
    expect(run.failures).toEqual([])
  })

  test('the queue decides: a trade that the touch model sells us to is another’s in the queue', async () => {
    const tape = tapeOf(inOrder(...alive(0, 300), trade(100, 'SELL', 49, 600)))

    const touch = await replayOf(tape, { model: 'touch' })
    const queue = await replayOf(tape, { model: 'trades' })

    expect(touch.orders.entriesFilled).toBe(1)
    expect(queue.orders.entriesFilled).toBe(0)
  })

  test('the two queues differ where a level shrinks by cancels', async () => {
    const shrinking = inOrder(
      ...[0, 1, 2, 3, 4, 5].map((second) => calm(second)),
      // Behind us the level grows; then two thirds of it go.
      delta(20, 'bid', 49, 3000),
      delta(30, 'bid', 49, 1000),
      trade(60, 'SELL', 49, 400),
      delta(200, 'ask', 60, 5),
    )
    const tape = tapeOf(shrinking)

    const proportional = await replayOf(tape, { model: 'proportional' })
    const trades = await replayOf(tape, { model: 'trades' })

    expect(proportional.orders.entriesFilled).toBe(1)
    expect(trades.orders.entriesFilled).toBe(0)
  })

  test('a late order misses the trade that an instant one gets', async () => {
    // The first tick is at the first event; the seller comes a second later.
    const tape = tapeOf(inOrder(...alive(0, 120), trade(1, 'SELL', 48, 100)))

    const fast = await replayOf(tape, { latency: { book: 0, cancel: 0 } })
    const slow = await replayOf(tape, { latency: { book: 1_500, cancel: 0 } })

    expect(fast.orders.entriesFilled).toBe(1)
    expect(slow.orders.entriesFilled).toBe(0)
    expect(slow.quotes[0]?.fromMs).toBe(START_MS + 1_500)
  })

  test('a cancel leaves time for the fill that it was to prevent', async () => {
    // The tick at 11 s sees a spread too wide and cancels; a seller comes half a second later.
    const events = inOrder(
      calm(0),
      book(10.5, [[49, 1000]], [[60, 1000]]),
      trade(11.5, 'SELL', 48, 1000),
      ...Array.from({ length: 10 }, (_, i) => book(12 + 10 * i, [[49, 1000]], [[60, 1000]])),
    )
    const tape = tapeOf(events)

    const slow = await replayOf(tape, { latency: { book: 0, cancel: 2_000 } })
    const fast = await replayOf(tape, { latency: { book: 0, cancel: 100 } })

    expect(fast.quotes[0]).toMatchObject({ purpose: 'entry', end: 'cancelled', filledMicros: 0 })
    expect(slow.quotes[0]).toMatchObject({ purpose: 'entry', end: 'filled' })
    expect(slow.failures).toEqual([])
  })

  test('a silence is left out and counted: no tick, no order, no markout in it', async () => {
    const tape = tapeOf(inOrder(...alive(0, 90), trade(85, 'SELL', 48, 100), ...alive(4_000, 4_300)))
    const ticked: number[] = []

    const run = await replayOf(tape, { onTick: ({ seen }) => ticked.push(seen.nowMs) })

    expect(run.time.gaps).toEqual([{ fromMs: at(90), toMs: at(4_000), why: 'silent' }])
    expect(run.time.coveredMs).toBe(390_000)
    expect(ticked.some((ms) => ms > at(90) + 60_000 && ms < at(4_000))).toBe(false)
    expect(run.fills.length).toBeGreaterThan(0)
    expect(run.fills[0]).toMatchObject({ side: 'BUY', mid60Micros: null })
    expect(run.pnl.withoutMarkout).toBeGreaterThan(0)
    expect(run.failures).toEqual([])
    expect(run.stop).toBeNull()
  })

  test('a marked gap is one however short, and ends what rests', async () => {
    const tape = tapeOf(inOrder(...alive(0, 60), { type: 'gap', atMs: at(61) }, ...alive(90, 300)))

    const run = await replayOf(tape)

    expect(run.time.gaps).toEqual([{ fromMs: at(61), toMs: at(90), why: 'marked' }])
    expect(run.quotes[0]).toMatchObject({ end: 'gap', toMs: at(61) })
  })

  test('an emptied book ends our orders', async () => {
    const tape = tapeOf(inOrder(...alive(0, 60), book(65, [], []), ...alive(90, 200)))

    const run = await replayOf(tape)

    expect(run.quotes[0]).toMatchObject({ end: 'wiped', toMs: at(65) })
  })

  test('orders end at game start, tape or no tape', async () => {
    const tape = tapeOf(alive(0, 300), { gameStartMs: at(125) })

    const run = await replayOf(tape, { market: { regime: { gameStartMarginMinutes: 0 } } })

    expect(run.quotes[0]).toMatchObject({ end: 'wiped', toMs: at(125) })
    expect(run.refusals.map(({ name }) => name)).toContain('inPlay')
  })

  test('the same tape and options give the same document, byte for byte', async () => {
    const tape = tapeOf(inOrder(...alive(0, 900), trade(100, 'SELL', 48, 100), trade(500, 'BUY', 53, 100)))

    const documents = [await replayOf(tape), await replayOf(tape)].map((run) => JSON.stringify(run))

    expect(documents[0]).toBe(documents[1])
  })

  test('a tape without events is refused by name', async () => {
    await expect(replayOf(tapeOf([]))).rejects.toThrow('it holds no events')
  })
})
