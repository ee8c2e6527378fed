import { computeAddress, id } from 'ethers'
import { type MadeMarket, TRADED_MS } from '../../../desk/catalogue/makeCatalogue.ts'
import { openCatalogue } from '../../../desk/catalogue/openCatalogue.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { Exchange, FeedEvent } from '../../../desk/exchange/exchange.ts'
import { rewardEstimates } from '../../../desk/report/rewardEstimate.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import type { Config } from '../../../shared/config/config.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import { type EpochMs, type MarketId, MICROS } from '../../../shared/domain/units.ts'
import { comingEvents } from '../../support/comingEvents.ts'
import { withRewardedBot } from '../../support/rewardedBot.ts'

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
  const { onStop = () => {} } = terms
  const run = { exchange, pastPrices, clock, config, key: KEY, startMs, untilMs, onStop }
  return await withRewardedBot(run, async ({ lines, income }) => {
    const earned = await income.rewards(new Date(startMs).toISOString().slice(0, 10))
    if (!earned.ok) throw new Error(earned.unknown)
    const poolOf = (market: MarketId): number | null =>
      made.find(({ listed }) => listed.market === market)?.listed.rewards?.dailyUsdcMicros ?? null
    const estimates = rewardEstimates(lines, poolOf)
    return made.map(({ listed }) => ({
      market: listed.market,
      rewardMicros: earned.value.reduce(
        (sum, record) => (record.market === listed.market ? sum + record.micros : sum),
        0,
      ),
      estimateMicros: Math.round(estimates.get(listed.market)?.likelyMicros ?? 0),
      ...fillsOf(exchange, account, listed, mids.get(listed.market) ?? []),
    }))
  })
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
