import { expect, test } from 'vitest'
import { createReplayAccount } from '../../../../desk/replay/account.ts'
import { createReplayVenue } from '../../../../desk/replay/replayVenue.ts'
import { runReplay } from '../../../../desk/replay/runReplay.ts'
import { TapeMarket } from '../../../../desk/replay/tapeMarket.ts'
import type { TapeFill } from '../../../../desk/replay/tapeOrder.ts'
import { TapePlayer } from '../../../../desk/replay/tapePlayer.ts'
import { documentOf } from '../../../../desk/report/documentOf.ts'
import { pairsHeld } from '../../../../desk/report/pairsHeld.ts'
import type { ReplayRun } from '../../../../desk/report/result.ts'
import { formatResult } from '../../../../desk/report/terminalSummary.ts'
import { createVirtualClock } from '../../../../desk/session/virtualClock.ts'
import { type Block, KIND_MASK, ROW } from '../../../../desk/tape/format.ts'
import type { TapeEvent } from '../../../../desk/tape/tapeEvent.ts'
import type { TapeSource } from '../../../../desk/tape/tapeSource.ts'
import { epochMs, MICROS, monotonicMs, tokenId } from '../../../../shared/domain/units.ts'
import { position } from '../../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import type { TickAudit } from '../../../../shared/ports/telemetry.ts'
import { FILL_MODELS, type FillModel } from '../../../../shared/simulator/fillModel.ts'
import { approved } from '../../../support/approved.ts'
import { cents, MARKET, shares } from '../../../support/build.ts'
import { at, book, HEADER, source, tapeOf, trade } from '../../../support/tapeFile.ts'
import { both, replaysOf } from './replayOf.ts'

const MADE_UP = new URL('../../../../examples/made-up.tape', import.meta.url).pathname
const [YES, NO] = [tokenId('11'), tokenId('22')]

const QUESTION = 'A made-up game: calm, a trend, a jump, and a start that wipes the book'

/** The same market as its other outcome shows it. */
function mirrored(of: TapeSource): TapeSource {
  const { tokens, outcomes } = of.header
  return {
    ...of,
    header: { ...of.header, tokens: [tokens[1], tokens[0]], outcomes: [outcomes[1], outcomes[0]] },
    async *blocks() {
      for await (const block of of.blocks()) yield mirroredBlock(block)
    },
  }
}

const OTHER_KIND = new Map<number, number>([
  [ROW.bid, ROW.ask],
  [ROW.ask, ROW.bid],
  [ROW.tradeBuy, ROW.tradeSell],
  [ROW.tradeSell, ROW.tradeBuy],
])

const mirroredBlock = (block: Block): Block => ({
  ...block,
  kind: block.kind.map(
    (kind) => (kind & ~KIND_MASK) | (OTHER_KIND.get(kind & KIND_MASK) ?? kind & KIND_MASK),
  ),
  priceMicros: block.priceMicros.map((price, row) =>
    OTHER_KIND.has((block.kind[row] ?? 0) & KIND_MASK) ? MICROS - price : price,
  ),
})

/** By token; the tape's own facts aside. */
const byToken = (runs: readonly ReplayRun[]) =>
  Object.fromEntries(runs.map(({ tape: { token }, ...run }) => [token, run]))

test.each(FILL_MODELS)('it makes no difference which outcome the tape is of (%s)', async (model) => {
  const opened = await source(MADE_UP)
  const options = both({ model, tokens: [...opened.header.tokens] })

  const last = new Map<string, MarketState>()
  const onTick = ({ after }: TickAudit) => last.set(after.tokenId, after)
  const runs = await runReplay(opened, { ...options, onTick })
  const swapped = await runReplay(mirrored(await source(MADE_UP)), options)

  expect(runs.map(({ tape }) => tape.token)).toEqual(opened.header.tokens)
  expect(swapped.map(({ tape }) => tape.token)).toEqual(opened.header.tokens.toReversed())
  expect(byToken(swapped)).toEqual(byToken(runs))
  expect(runs.every(({ fills }) => fills.length > 5)).toBe(true)
  for (const { tape, position: held, pnl } of runs) {
    const state = last.get(tape.token)
    if (state === undefined) throw new Error('no tick of this outcome')
    const { sizeMicros, costMicros, realisedMicros } = position(state)
    expect({ sizeMicros, costMicros }).toEqual({ sizeMicros: held.sizeMicros, costMicros: held.costMicros })
    expect(realisedMicros).toBe(pnl.realisedMicros)
  }
  expect(runs.flatMap(({ failures, postings }) => [...failures, ...postings.rejected])).toEqual([])
})

/** A market of these events, and its venue, without delay. */
async function marketOf(model: FillModel, events: readonly TapeEvent[]) {
  const opened = await source(tapeOf(events))
  const player = new TapePlayer({ header: HEADER, blocks: opened.blocks(), maxSilenceMs: 3_600_000 })
  await player.begin()
  const fills: TapeFill[] = []
  const account = createReplayAccount({ market: MARKET, usdcMicros: 1_000_000_000 })
  const market: TapeMarket = new TapeMarket({
    player,
    model,
    saneSpreadMicros: 50_000,
    listener: {
      filled: (fill) => {
        fills.push(fill)
        account.add(fill)
      },
      ended: () => {},
      gap: () => {},
    },
  })
  player.playFor([market], null)
  const clock = createVirtualClock(epochMs(at(0)), () => {})
  const as = { market: MARKET, tokens: [YES, NO] } as const
  const venue = createReplayVenue({
    market,
    header: HEADER,
    account,
    clock,
    latency: { book: 0, cancel: 0 },
    as,
  })
  const post = async (token: typeof YES, side: 'BUY' | 'SELL', priceCents: number, count: number) => {
    const signing = await venue.sign(
      approved({
        market: MARKET,
        purpose: side === 'BUY' ? 'entry' : 'exit',
        side,
        tokenId: token,
        postOnly: false,
        priceMicros: cents(priceCents),
        sizeMicros: shares(count),
        expiresAtMs: epochMs(at(3_600)),
      }),
    )
    if (signing.is !== 'signed') throw new Error(signing.why)
    return await venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))
  }
  const until = async (second: number): Promise<void> => {
    await player.advance(at(second))
    clock.advanceTo(at(second))
  }
  return { fills, venue, post, until }
}

const CALM = book(0, [[40, 100]], [[60, 100]])
const sharesOf = (fills: readonly TapeFill[], token: string, of: 'BUY' | 'SELL'): number =>
  fills.reduce(
    (sum, { order: { draft }, sizeMicros }) =>
      sum + (draft.tokenId === token && draft.side === of ? sizeMicros / MICROS : 0),
    0,
  )

test.each([
  ['trades', [20, 5], [20, 30]],
  ['touch', [20, 30], [20, 30]],
] as const)(
  'a queue has both outcomes in it, by arrival, and a trade is shared out once (%s)',
  async (model, afterFirst, afterBoth) => {
    const { fills, post, until } = await marketOf(model, [
      CALM,
      trade(10, 'BUY', 60, 1),
      trade(50, 'SELL', 49, 25),
      trade(60, 'SELL', 49, 25),
      trade(70, 'SELL', 49, 25),
    ])
    // The bids for Yes at 40 sell No at 60.
    expect(await post(NO, 'BUY', 60, 30)).toMatchObject({ is: 'accepted' })
    await until(40)
    expect(await post(YES, 'BUY', 49, 20)).toMatchObject({ is: 'accepted' })
    // It bids 49 for Yes as well.
    expect(await post(NO, 'SELL', 51, 30)).toMatchObject({ is: 'accepted' })
    const filled = () => [sharesOf(fills, YES, 'BUY'), sharesOf(fills, NO, 'SELL')]

    await until(55)
    expect(filled()).toEqual(afterFirst)
    await until(80)
    expect(filled()).toEqual(afterBoth)
  },
)

test('orders of both outcomes that would trade with each other are refused', async () => {
  const { venue, post } = await marketOf('trades', [CALM, trade(10, 'BUY', 60, 1)])

  expect(await post(YES, 'BUY', 55, 20)).toMatchObject({ is: 'accepted' })
  expect(await post(NO, 'BUY', 45, 20)).toMatchObject({ refused: true })
  expect(await post(NO, 'BUY', 44, 20)).toMatchObject({ is: 'accepted' })

  const open = await venue.openOrders()
  if (!open.ok) throw new Error(open.unknown)
  const listed = open.value.orders.map(
    ({ tokenId: token, side, priceMicros }) => `${token} ${side} ${priceMicros}`,
  )
  expect(listed).toEqual([`${YES} BUY 550000`, `${NO} BUY 440000`])
})

test('each outcome has its book, the other one’s mirror', async () => {
  const { venue } = await marketOf('trades', [CALM, trade(10, 'BUY', 60, 1)])

  const books = await venue.books([YES, NO])

  expect(books.get(YES)).toMatchObject({
    value: { bids: [{ priceMicros: 400_000 }], asks: [{ priceMicros: 600_000 }] },
  })
  expect(books.get(NO)).toMatchObject({
    value: { bids: [{ priceMicros: 400_000 }], asks: [{ priceMicros: 600_000 }] },
  })
})

test('the book of each outcome shows our orders too', async () => {
  const { venue, post } = await marketOf('trades', [CALM, trade(10, 'BUY', 60, 1)])
  await post(YES, 'BUY', 55, 20)

  const books = await venue.books([YES, NO])

  expect(books.get(YES)).toMatchObject({
    value: { bids: [{ priceMicros: 550_000 }, { priceMicros: 400_000 }] },
  })
  expect(books.get(NO)).toMatchObject({
    value: { asks: [{ priceMicros: 450_000 }, { priceMicros: 600_000 }] },
  })
})

test('the summary begins with what both came to, and its sums are those of the outcomes', async () => {
  const runs = await replaysOf(MADE_UP, { market: { token: YES, outcomes: 'both', otherToken: NO } })
  const result = documentOf('replay', runs)

  const [head = ''] = formatResult(result).split('\n\n')

  expect(head).toMatch(/^2 outcomes: all together, then each, the worst first\nAll outcomes together: /)
  const total = runs.reduce((sum, { pnl }) => sum + pnl.totalMicros, 0)
  expect(result.pooled[0]?.verdict.totalMicros).toBe(total)
  expect(head).toContain((total / MICROS).toFixed(4))
})

test('shares of both outcomes are shown as pairs, by the model that counts', async () => {
  const runs = await replaysOf(MADE_UP, { market: { token: YES, outcomes: 'both', otherToken: NO } })
  const holding = (micros: readonly number[]) =>
    runs.map((run, nth) => ({ ...run, position: { ...run.position, sizeMicros: micros[nth] ?? 0 } }))

  expect(pairsHeld(holding([12_500_000, 20_000_000]))).toEqual([
    `${QUESTION}: 12.5 pairs of both outcomes are held at the end, worth 12.5 USDC at resolution`,
  ])
  expect(pairsHeld(holding([12_500_000, 0]))).toEqual([])
})
