import { describe, expect, test } from 'vitest'
import { type Leg, legKey, type SeenLeg } from '../../../shared/domain/leg.ts'
import { type EpochMs, epochMs, tokenId, tradeId, usdc } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { position } from '../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { HistoryAsk } from '../../../shared/ports/venue.ts'
import { id, leg, MARKET, now, order, settings, shares, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const OTHER = `0x${'bb'.repeat(32)}` as typeof MARKET
const OTHER_TOKEN = tokenId('8')
const other = { ...settings(), market: OTHER, tokenId: OTHER_TOKEN }
const DAY_MS = 86_400_000
const awayMs = epochMs(now - 2 * DAY_MS)
/** As it was stored when the market left the configuration two days ago. */
const left = (change: Partial<MarketState> = {}): MarketState => ({
  ...state(),
  tradesReadAtMs: awayMs,
  tickedAtMs: awayMs,
  adoptedAtMs: epochMs(awayMs - DAY_MS),
  ...change,
})

/** A market that comes back while another was ticked all the time, and from when their trades were read. */
function backBench(item: MarketState = left()) {
  const of = bench({ state: item })
  const level = { ...state(), market: OTHER, tokenId: OTHER_TOKEN }
  of.store.items.set(OTHER, { leaseId: null, leaseUntilMs: 0, fence: 0, rev: 1, state: level, schema: 1 })
  const shared: EpochMs[] = []
  const trades = of.venue.trades.bind(of.venue)
  of.venue.trades = async (sinceMs) => {
    shared.push(sinceMs)
    return trades(sinceMs)
  }
  const pieces: HistoryAsk[] = []
  const history = of.venue.history.bind(of.venue)
  of.venue.history = async (ask) => {
    pieces.push(ask)
    return history(ask)
  }
  return {
    ...of,
    shared,
    pieces,
    stack: { ...of.stack, cadenceMs: null, markets: [...of.stack.markets, other] },
  }
}

async function minute(of: Bench): Promise<void> {
  const endMs = of.clock.nowMs() + 60_000
  await runInvocation(of.ports, of.stack, of.later(45))
  of.clock.advance(Math.max(0, endMs - of.clock.nowMs()))
}

const postedIn = (of: Bench, market: typeof MARKET) =>
  of.venue.posted.filter(({ draft }) => draft.market === market).length

const { feeMicros: _fee, seenAtMs: _seen, ...fill } = leg()
/** Fills of an order that was ours, spread over the two days, and in the ledger as they were folded. */
function foldedFills(of: Bench, count: number): readonly SeenLeg[] {
  const legs = Array.from(
    { length: count },
    (_, nth): Leg => ({
      ...fill,
      tradeId: tradeId(`folded-${nth}`),
      orderId: id(7),
      sizeMicros: shares(1),
      notionalMicros: usdc(560_000),
      matchedAtMs: epochMs(awayMs + Math.floor((nth * 1.9 * DAY_MS) / count / 1_000) * 1_000),
      feeMicros: usdc(0),
      seenAtMs: now,
    }),
  )
  for (const each of legs)
    of.store.records.set(`${MARKET} fill ${legKey(each)}`, { kind: 'fill', market: MARKET, leg: each })
  return legs.map(({ feeMicros: _f, seenAtMs: _s, ...seen }) => seen)
}

describe('a market that comes back after two days', () => {
  test('does not take the read of the others back to its own cursor', async () => {
    const of = backBench()
    for (let minutes = 0; minutes < 3; minutes += 1) await minute(of)

    expect(of.shared.length).toBeGreaterThan(0)
    expect(Math.min(...of.shared)).toBeGreaterThan(now - 3_700_000)
    expect(of.pieces[0]).toMatchObject({
      market: MARKET,
      fromMs: epochMs(Math.floor((awayMs - 60_000) / 1000) * 1000),
    })
    expect(of.control().codes).toEqual([])
  })

  test('posts nothing before its fills are known, while the others trade; then it trades', async () => {
    const of = backBench()
    await minute(of)
    expect(of.stored().catchUp).toBeDefined()
    expect([postedIn(of, MARKET), postedIn(of, OTHER)]).toEqual([0, 1])
    expect(of.told.ticks.find(({ market }) => market === MARKET)?.decision.audit.refusals).toContain(
      'catchingUp',
    )

    await minute(of)
    await minute(of)
    expect(of.stored()).not.toHaveProperty('catchUp')
    expect(postedIn(of, MARKET)).toBe(1)
  })

  test('trades again where no other is there whose trades could be read', async () => {
    const of = bench({ state: left(), stack: { cadenceMs: null } })
    for (let minutes = 0; minutes < 3; minutes += 1) await minute(of)

    expect(of.stored()).not.toHaveProperty('catchUp')
    expect(of.control().codes).toEqual([])
    expect(postedIn(of, MARKET)).toBe(1)
  })

  test('counts what an order of it filled meanwhile', async () => {
    const open = order({ intendedAtMs: epochMs(awayMs - 20_000), expiresAtMs: epochMs(awayMs + 280_000) })
    const of = backBench(left({ orders: [open], phase: 'ENTRY_PENDING' }))
    of.venue.place({ id: open.id, salt: '1', timestamp: '1', wire: null, draft: { ...open, market: MARKET } })
    of.venue.fill(open.id, shares(20), 'CONFIRMED')
    const [told] = of.venue.legs
    if (told === undefined) throw new Error('no fill')
    of.venue.legs[0] = { ...told, matchedAtMs: epochMs(awayMs + 5_000 - (awayMs % 1000)) }
    for (let minutes = 0; minutes < 3; minutes += 1) await minute(of)

    expect(position(of.stored()).sizeMicros).toBe(shares(20))
    expect(of.stored().catchUp).toBeUndefined()
    expect(of.control().codes).toEqual([])
  })

  test('reads a dense history in pieces over several ticks, and nobody is blind meanwhile', async () => {
    const of = backBench()
    of.venue.legs.push(...foldedFills(of, 1_500))
    let minutes = 0
    while (minutes < 30 && (minutes === 0 || of.stored().catchUp !== undefined)) {
      await minute(of)
      minutes += 1
    }

    expect(minutes).toBeGreaterThan(4)
    expect(minutes).toBeLessThan(30)
    expect(of.control().codes).toEqual([])
    expect(position(of.stored()).sizeMicros).toBe(0)
    expect(postedIn(of, OTHER)).toBeGreaterThan(0)
  })

  test('is blind once no piece has come within the limit of every market', async () => {
    const of = backBench()
    of.venue.silent.add('history')
    await minute(of)
    expect(of.control().codes).toEqual([])
    for (let minutes = 0; minutes < 4; minutes += 1) await minute(of)

    expect(of.control().codes).toEqual(['BLIND'])
  })

  test('does not judge the venue’s count of shares by fills that it has not read', async () => {
    const sold = left({ folded: { ...state().folded, sizeMicros: shares(20), costMicros: usdc(11_200_000) } })
    const of = backBench(sold)
    of.venue.balances.set(TOKEN, shares(0))
    of.venue.historyRows = 0
    of.venue.legs.push(...foldedFills(of, 40))
    for (let minutes = 0; minutes < 4; minutes += 1) await minute(of)

    expect(of.stored().catchUp).toBeDefined()
    expect(of.control().codes).toEqual([])
  })
})

describe('a market whose cursor is held by a trade that cannot be read', () => {
  test('reads on by itself after ten minutes; the others go on from their own cursors, and nobody is blind', async () => {
    const of = backBench(state())
    const atMs = epochMs(now - (now % 1000))
    const record = {
      key: 'record',
      raw: '{}',
      market: MARKET,
      tokenId: TOKEN,
      orderId: null,
      matchedAtMs: atMs,
    }
    of.venue.unreadableLegs.push(record)
    for (let minutes = 0; minutes < 50; minutes += 1) await minute(of)

    expect(of.stored().tradesReadAtMs).toBeLessThan(now + 60_000)
    expect(of.stored().catchUp?.fromMs).toBeLessThan(now + 60_000)
    expect(of.clock.nowMs() - (of.shared.at(-1) ?? 0)).toBeLessThan(20 * 60_000)
    expect(of.control().codes).toEqual([])
    expect(of.told.pages.filter((text) => text.includes('the trade history of this market'))).toHaveLength(1)
  })
})
