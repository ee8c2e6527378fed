import { computeAddress, id } from 'ethers'
import { type MadeMarket, TRADED_MS } from '../../../desk/catalogue/makeCatalogue.ts'
import { openCatalogue } from '../../../desk/catalogue/openCatalogue.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { Exchange, FeedEvent } from '../../../desk/exchange/exchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { rewardEstimates } from '../../../desk/report/rewardEstimate.ts'
import { createSchedule } from '../../../desk/session/schedule.ts'
import { createTally } from '../../../desk/session/tally.ts'
import { createTurns } from '../../../desk/session/turns.ts'
import { createVirtualClock, type VirtualClock } from '../../../desk/session/virtualClock.ts'
import type { Config } from '../../../shared/config/config.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import { type EpochMs, type MarketId, MICROS } from '../../../shared/domain/units.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import { createIncomeReader } from '../../../shared/polymarket/createIncomeReader.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import { createRewardSampler, type RewardLine } from '../../../shared/telemetry/createRewardSampler.ts'
import { comingEvents } from '../../support/comingEvents.ts'
import { MemoryStore } from '../../support/memoryStore.ts'

const KEY = id('a wallet that chooses')
export const WALLET = computeAddress(KEY)
const MINUTE_MS = 60_000

/** What one market brought in the hours it was quoted, in micro-dollars. */
export interface Brought {
  readonly market: MarketId
  /** By the venue's own samples, minute by minute. */
  readonly rewardMicros: number
  /** The same by the ticks' own samples of the displayed book. */
  readonly estimateMicros: number
  /** What its fills were worth 60 s later, against their prices. */
  readonly edgeMicros: number
  readonly fills: number
}

export interface TradeTerms {
  readonly config: Config
  readonly made: readonly MadeMarket[]
  readonly startMs: EpochMs
  readonly hours: number
  readonly seed: number
  readonly onStop?: (reason: StopReason) => void
}

/** The whole bot, a tick a minute, over HTTP against the simulated venue, on its virtual clock. */
export async function tradeMarkets(terms: TradeTerms): Promise<readonly Brought[]> {
  const { config, made, startMs, seed } = terms
  const untilMs = startMs + terms.hours * 3_600_000
  const exchange = createExchange({ seed, startMs: startMs - TRADED_MS })
  const account = config.stack.wallet
  const pastPrices = openCatalogue(exchange, made, startMs)
  exchange.fund(account, config.stack.accountMicros)
  exchange.approve(account, true)
  const mids = new Map<MarketId, { atMs: number; midMicros: number }[]>()
  const clock = createVirtualClock(startMs, player(exchange, account, { ...terms, untilMs }, mids))
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now, pastPrices })
  try {
    const options = optionsAt(venue, clock)
    const lines = await runBot(terms, { options, clock, untilMs })
    const day = new Date(startMs).toISOString().slice(0, 10)
    const earned = await createIncomeReader(options).rewards(day)
    if (!earned.ok) throw new Error(earned.unknown)
    const poolOf = (market: MarketId): number | null =>
      made.find(({ listed }) => listed.market === market)?.listed.rewards?.dailyUsdcMicros ?? null
    const estimates = rewardEstimates(lines, poolOf)
    return made.map(({ listed }) => ({
      market: listed.market,
      rewardMicros: earned.value.reduce(
        (sum, row) => (row.market === listed.market ? sum + row.micros : sum),
        0,
      ),
      estimateMicros: Math.round(estimates.get(listed.market)?.likelyMicros ?? 0),
      ...fillsOf(exchange, account, listed, mids.get(listed.market) ?? []),
    }))
  } finally {
    await venue.close()
  }
}

type Options = ReturnType<typeof optionsAt>

function optionsAt(venue: Awaited<ReturnType<typeof serveExchange>>, clock: VirtualClock) {
  const { apiKey: key, secret, passphrase } = venue.issueKey(WALLET)
  return {
    host: venue.url,
    dataApiHost: venue.dataUrl,
    gammaHost: venue.dataUrl,
    chainId: 137,
    credentials: async () => ({ key, secret, passphrase }),
    owner: WALLET,
    funder: WALLET,
    signatureType: 0,
    clock,
    limits: { requestTimeoutMs: 60_000, readDeadlineMs: 120_000 },
  } as const
}

/** What its ticks sampled of our score. */
async function runBot(
  { config, startMs, onStop = () => {} }: TradeTerms,
  of: { readonly options: Options; readonly clock: VirtualClock; readonly untilMs: number },
): Promise<readonly RewardLine[]> {
  const { options, clock, untilMs } = of
  const store = new MemoryStore(clock)
  const embedded = {
    store,
    venue: createPolymarketVenue({ ...options, signer: async () => createWalletSigner(KEY) }),
    stopVenue: createPolymarketVenue({ ...options, signer: null }),
    venueCalls: () => 0,
    dynamoCalls: () => 0,
    close: async () => {},
  }
  const turns = createTurns(clock)
  const sample = createRewardSampler()
  const lines: RewardLine[] = []
  const silent = { tick: () => {}, busy: () => {}, stop: () => {}, latched: onStop, page: () => {} }
  const tally = createTally((record) => {
    const line = sample(record)
    if (line !== null) lines.push(line)
  }, silent)
  const schedule = createSchedule({ embedded, config, turns, telemetry: tally.telemetry })
  await startArmed(store)
  await turns.start(async (own) => {
    for (let atMs: number = startMs; atMs < untilMs; atMs += MINUTE_MS) {
      await own.sleep(atMs - own.nowMs())
      void schedule.minute(untilMs)
    }
    await own.sleep(untilMs + MINUTE_MS - own.nowMs())
  })
  return lines
}

/** Every market's future, in order of time. */
function player(
  exchange: Exchange,
  account: string,
  { made, seed, startMs, untilMs }: TradeTerms & { readonly untilMs: number },
  mids: Map<MarketId, { atMs: number; midMicros: number }[]>,
): (nowMs: EpochMs) => void {
  const events = made
    .flatMap((each, nth) => {
      const note = (event: FeedEvent): void => {
        const [bid, ask] = event.type === 'book' ? [event.bids[0], event.asks[0]] : []
        if (bid === undefined || ask === undefined) return
        const list = mids.get(each.listed.market) ?? []
        list.push({ atMs: event.atMs, midMicros: (bid.priceMicros + ask.priceMicros) / 2 })
        mids.set(each.listed.market, list)
      }
      note(each.book)
      const coming = [...comingEvents(each, { seed: seed * 1_000 + nth, startMs, untilMs })]
      coming.forEach(note)
      return coming.map((event) => ({ market: each.listed.market, event }))
    })
    .toSorted((a, b) => a.event.atMs - b.event.atMs)
  let next = 0
  return (nowMs) => {
    for (let at = events[next]; at !== undefined && at.event.atMs <= nowMs; at = events[++next]) {
      exchange.feed(at.market, at.event)
      if (at.event.type === 'book') exchange.fillAgainstCrowd(at.market, [account])
    }
    exchange.advanceTo(nowMs)
  }
}

function fillsOf(
  exchange: Exchange,
  account: string,
  { market, tokens }: MadeMarket['listed'],
  mids: readonly { readonly atMs: number; readonly midMicros: number }[],
): Pick<Brought, 'edgeMicros' | 'fills'> {
  let [edgeMicros, fills] = [0, 0]
  for (const trade of exchange.trades(account)) {
    if (trade.market !== market) continue
    const mid = mids.findLast(({ atMs }) => atMs <= trade.matchedAtMs + MINUTE_MS)?.midMicros
    if (mid === undefined) continue
    for (const party of [trade.taker, ...trade.makers]) {
      if (party.account !== account) continue
      const worth = party.token === tokens[0] ? mid : MICROS - mid
      const sign = party.side === 'BUY' ? 1 : -1
      edgeMicros += (sign * (worth - party.priceMicros) * party.sizeMicros) / MICROS
      fills += 1
    }
  }
  return { edgeMicros: Math.round(edgeMicros), fills }
}
