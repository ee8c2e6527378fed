import { basename } from 'node:path'
import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { Level } from '../../shared/domain/market.ts'
import type { Exchange, FeedEvent } from '../exchange/exchange.ts'
import type { Feed } from '../feed/feed.ts'
import type { ReplayRun } from '../report/result.ts'
import type { Touch } from '../report/tickLog.ts'
import { TickRecorder } from '../report/tickRecorder.ts'
import type { SessionOptions } from './sessionOptions.ts'

/** What a session keeps for its report, as it goes. */
export interface SessionRecord {
  readonly recorder: TickRecorder
  /** Told each event of the feed after it has happened. */
  see(event: FeedEvent, exchange: Exchange): void
  finish(exchange: Exchange, failures: readonly string[]): ReplayRun
}

export function createSessionRecord(options: SessionOptions, feed: Feed, config: Config): SessionRecord {
  const [settings] = config.stack.markets
  assert(settings !== undefined, 'a session needs a market')
  const { cadenceMs, wallet: account } = config.stack
  const { tokenId: token } = settings
  const recorder = new TickRecorder({ settings, cadenceMs, startMs: feed.startMs, displaysOurs: true })
  const seen = { events: 0, trades: 0, unknownTrades: 0 }
  return {
    recorder,
    see: (event, exchange) => {
      seen.events += 1
      if (event.type === 'trade') seen.trades += 1
      else if (event.type === 'unknownTrade') seen.unknownTrades += 1
      else recorder.look(event.atMs, othersTouch(exchange, account, token))
    },
    finish: (exchange, failures) => {
      for (const failure of failures) recorder.note(failure)
      const listed = exchange.marketOf(token)
      assert(listed !== undefined, 'the exchange knows the market')
      const { question, gameStartMs, tickMicros, minSizeMicros, feeRatePpm, feeExponent } = listed
      const market = {
        ...{ file: fileOf(options, feed), question, token, gameStartMs, tickMicros, minSizeMicros },
        ...{ feeRatePpm, feeExponent, rebatePpm: listed.rebatePpm ?? 0 },
      }
      const payoutMicros = listed.payoutMicros?.[listed.tokens[0] === token ? 0 : 1] ?? null
      return recorder.finish(market, { endMs: exchange.nowMs(), seen, payoutMicros })
    },
  }
}

const fileOf = ({ market, seed }: SessionOptions, feed: Feed): string =>
  market.from === 'tape' ? basename(market.file) : `${feed.name} market, seed ${seed}`

/** The exchange displays our orders with the crowd's: they are no market to be measured against. */
function othersTouch(exchange: Exchange, account: string, token: SessionToken): Touch {
  const { bids, asks } = exchange.book(token)
  const ours = exchange.openOrders(account).filter((order) => order.token === token)
  const best = (levels: readonly Level[], side: 'BUY' | 'SELL'): number | null => {
    const own = ours.filter((order) => order.side === side)
    const first = levels.find(({ priceMicros, sizeMicros }) => {
      const resting = own.filter((order) => order.priceMicros === priceMicros)
      return sizeMicros > resting.reduce((sum, order) => sum + order.sizeMicros - order.matchedMicros, 0)
    })
    return first?.priceMicros ?? null
  }
  return { bidMicros: best(bids, 'BUY'), askMicros: best(asks, 'SELL') }
}

type SessionToken = Parameters<Exchange['book']>[0]
