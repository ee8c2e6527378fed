import { expect, onTestFinished, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import { createFaults } from '../../../desk/exchange/faults/createFaults.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { epochMs, marketId, monotonicMs, tokenId } from '../../../shared/domain/units.ts'
import { type InvocationReport, runInvocation } from '../../../shared/engine/invocation.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import { createRequestTurns } from '../../../shared/polymarket/requestTurns.ts'
import { adapterAt } from '../../support/adapterAt.ts'
import { Told } from '../../support/engineBench.ts'
import { level } from '../../support/level.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import { openMarket } from '../../support/openMarket.ts'
import { RUNNING } from '../../support/runningControl.ts'
import { WALLET } from '../../support/wireIds.ts'

const MARKETS = 200
const GAP_MS = 4_000
/** Within a minute. */
const MOST_ROUNDS = 15
const START_MS = epochMs(Date.parse('2026-01-05T14:00:00Z'))
const SETTLED_AT_ONCE = {
  broadcastMs: 0,
  mineMs: [1, 1],
  confirmMs: [1, 1],
  failPermille: 0,
  retryPermille: 0,
} as const

/** The deployed adapter and engine over two hundred outcomes, at a venue that refuses what is above its limits of an address. */
async function setStage() {
  const plan = createFaults({ seed: 1, rules: [] })
  const exchange = createExchange({ startMs: START_MS, seed: 1, settlement: SETTLED_AT_ONCE })
  const markets = Array.from({ length: MARKETS }, (_, nth) =>
    openMarket({
      market: marketId(`0x${(nth + 1).toString(16).padStart(64, '0')}`),
      tokens: [tokenId(String(2 * nth + 11)), tokenId(String(2 * nth + 12))],
      endMs: epochMs(START_MS + 30 * 86_400_000),
    }),
  )
  for (const listed of markets) {
    exchange.list(listed)
    exchange.feed(listed.market, {
      type: 'book',
      atMs: START_MS,
      bids: [48, 47].map((cents) => level(cents, 500)),
      asks: [52, 53].map((cents) => level(cents, 500)),
    })
  }
  const account = WALLET.toLowerCase()
  exchange.fund(account, 10_000_000_000)
  exchange.approve(account, true)
  const served = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
    faults: plan.http,
    addressLimits: true,
  })
  onTestFinished(() => served.close())
  const clock = createVirtualClock(START_MS, (nowMs) => exchange.advanceTo(nowMs))
  const turns = createRequestTurns(clock)
  const venue = createPolymarketVenue({
    ...adapterAt(served, clock),
    limits: { requestTimeoutMs: 30_000, readDeadlineMs: 60_000 },
    turns,
  })
  const store = new MemoryStore(clock)
  store.control_ = RUNNING
  const telemetry = new Told()
  const round = async (): Promise<InvocationReport> =>
    runInvocation(
      { clock, store, venue, telemetry },
      stackOf(markets),
      monotonicMs(clock.monotonicMs() + 100_000),
    )
  const sellInto = (): void => {
    for (const { id, side } of exchange.openOrders(account))
      if (side === 'BUY') exchange.hit(id, { sizeMicros: 1e9, hideMs: 0 })
  }
  return { clock, exchange, account, served, store, telemetry, turns, round, sellInto }
}

function stackOf(markets: readonly ReturnType<typeof openMarket>[]) {
  const parsed = parseConfig({
    stage: 'live',
    accountUsdc: 50 * MARKETS,
    cadenceSeconds: 'once',
    wallet: { address: WALLET },
    defaults: { regime: { minHistorySeconds: 0 }, quote: { minQuoteAgeSeconds: 0 } },
    markets: markets.map(({ market, tokens: [token] }) => ({
      market,
      token,
      maxUsdcLocked: 50,
      entryUsdc: 10,
      maxDailyLossUsdc: 10,
    })),
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return { ...parsed.config.stack, wallet: WALLET.toLowerCase() }
}

test('two hundred outcomes that all fill at once: no limit is exceeded, and each is for sale within a minute', async () => {
  const { clock, exchange, account, served, telemetry, turns, round, sellInto } = await setStage()
  const reports: InvocationReport[] = []
  const forSale = () => exchange.openOrders(account).filter(({ side }) => side === 'SELL').length
  while (reports.length < MOST_ROUNDS && forSale() < MARKETS) {
    reports.push(await round())
    // By then most of them have an entry.
    if (reports.length >= 4) sellInto()
    await clock.sleep(GAP_MS)
  }

  expect(reports.flatMap(({ failures }) => failures)).toEqual([])
  expect(reports.at(-1)?.silent).toEqual([])
  expect(telemetry.latches).toEqual([])
  const uses = served.addressUses()
  for (const { limit, mostInTenSeconds, mostInTenMinutes } of uses) {
    expect(mostInTenSeconds, limit.name).toBeLessThanOrEqual(limit.inTenSeconds)
    expect(mostInTenMinutes, limit.name).toBeLessThanOrEqual(limit.inTenMinutes ?? Infinity)
  }
  const shown = turns.uses()
  expect(shown.filter(({ refusals }) => refusals > 0)).toEqual([])
  // More were wanted than may leave: that is what the turns are for.
  expect(shown.find(({ name }) => name === 'balances')?.heldBack).toBeGreaterThan(0)
  for (const { name, mostInTenSeconds, limit } of shown)
    expect(mostInTenSeconds, name).toBeLessThanOrEqual(0.85 * limit)
  expect(forSale()).toBe(MARKETS)
}, 120_000)
