import { basename } from 'node:path'
import { assert } from '../../shared/domain/assert.ts'
import type { Level } from '../../shared/domain/market.ts'
import type { MarketSettings, StackSettings } from '../../shared/domain/settings.ts'
import { size } from '../../shared/domain/units.ts'
import type { Exchange, FeedEvent } from '../exchange/exchange.ts'
import { madeUpFile } from '../report/madeUpFile.ts'
import type { DisplayedLook } from '../report/priceHistory.ts'
import type { ReplayRun } from '../report/result.ts'
import { TickRecorder } from '../report/tickRecorder.ts'
import type { Feed } from '../tape/feed/feed.ts'
import type { PlayedMarket } from './played.ts'
import type { SessionOptions } from './sessionOptions.ts'

/** What a session keeps of one outcome for its report, as it goes. */
export interface OutcomeRecord {
  readonly recorder: TickRecorder
  /** Called with each event of its market after it has happened. */
  see(event: FeedEvent, exchange: Exchange): void
  finish(exchange: Exchange, failures: readonly string[]): ReplayRun
}

/** @param played The market and its feed. @param name What people call the outcome. */
export function createOutcomeRecord(
  options: SessionOptions,
  played: PlayedMarket,
  of: { readonly settings: MarketSettings; readonly stack: StackSettings; readonly name: string },
): OutcomeRecord {
  const { settings, stack, name } = of
  const { feed } = played
  const { cadenceMs, wallet: account } = stack
  const { tokenId: token } = settings
  const recorder = new TickRecorder({ settings, cadenceMs, startMs: feed.startMs })
  const seen = { events: 0, trades: 0, unknownTrades: 0 }
  return {
    recorder,
    see: (event, exchange) => {
      seen.events += 1
      if (event.type === 'trade') seen.trades += 1
      else if (event.type === 'unknownTrade') seen.unknownTrades += 1
      else recorder.look(event.atMs, othersLooked(exchange, account, token))
    },
    finish: (exchange, failures) => {
      for (const failure of failures) recorder.note(failure)
      const listed = exchange.marketOf(token)
      assert(listed !== undefined, 'the exchange knows the market')
      const payoutMicros = listed.payoutMicros?.[listed.tokens[0] === token ? 0 : 1] ?? null
      return recorder.finish({
        file: fileOf(options, feed),
        question: name,
        endMs: exchange.nowMs(),
        rules: listed,
        seen,
        payoutMicros,
      })
    },
  }
}

const fileOf = ({ market, seed }: SessionOptions, feed: Feed): string =>
  market.from === 'tape' ? basename(market.file) : madeUpFile(feed.name, seed)

/** The exchange displays our orders with the crowd's: they are no market to be measured against. */
function othersLooked(exchange: Exchange, account: string, token: SessionToken): DisplayedLook {
  const { bids, asks } = exchange.book(token)
  const ours = exchange.openOrders(account).filter((order) => order.token === token)
  const others = (levels: readonly Level[], side: 'BUY' | 'SELL'): readonly Level[] => {
    const own = ours.filter((order) => order.side === side)
    if (own.length === 0) return levels
    const left = levels.map(({ priceMicros, sizeMicros }) => {
      const resting = own.filter((order) => order.priceMicros === priceMicros)
      const restMicros = resting.reduce((sum, order) => sum + order.sizeMicros - order.matchedMicros, 0)
      return { priceMicros, sizeMicros: size(Math.max(0, sizeMicros - restMicros)) }
    })
    return left.filter(({ sizeMicros }) => sizeMicros > 0)
  }
  return { bids: others(bids, 'BUY'), askMicros: others(asks, 'SELL')[0]?.priceMicros ?? null }
}

type SessionToken = Parameters<Exchange['book']>[0]
