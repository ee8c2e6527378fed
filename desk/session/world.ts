import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { type EpochMs, epochMs, type TokenId } from '../../shared/domain/units.ts'
import type { SettlementTimes } from '../../shared/simulator/tradeLife.ts'
import type { AuditedExchange } from '../exchange/auditedExchange.ts'
import { createExchange } from '../exchange/createExchange.ts'
import type { Exchange, FeedEvent, ListedMarket } from '../exchange/exchange.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { forceFill } from './forceFill.ts'
import { createPlayer } from './player.ts'
import type { SessionOptions } from './sessionOptions.ts'
import { createVirtualClock, type VirtualClock } from './virtualClock.ts'

/** As watched on the venue: a block takes seconds, its finality half a minute; now and then a trade is retried. */
const SETTLEMENT: SettlementTimes = {
  broadcastMs: 500,
  mineMs: [2_000, 8_000],
  confirmMs: [10_000, 30_000],
  failPermille: 0,
  retryPermille: 20,
}

/** The market around the bot, and the time it moves by. */
export interface World {
  readonly exchange: AuditedExchange
  readonly clock: VirtualClock
  readonly endMs: EpochMs
  /** A seller was to come for an entry, and none has rested since. */
  waitsForEntry(): boolean
}

/** @throws InputError for a time that lies beyond the session's end. */
export function createWorld(
  options: SessionOptions,
  feed: Feed,
  config: Config,
  onEvent: (event: FeedEvent, exchange: Exchange) => void,
): World {
  const endMs = epochMs(Math.min(feed.endMs, feed.startMs + (options.durationMs ?? Number.POSITIVE_INFINITY)))
  requireWithin('--halt-at', options.haltAtMs, endMs - feed.startMs)
  requireWithin('--inject-position', options.injectAtMs, endMs - feed.startMs)
  const account = config.stack.wallet
  const listed = listingOf(feed, config)
  const exchange = createExchange({ seed: options.seed, startMs: feed.startMs, settlement: SETTLEMENT })
  exchange.list(listed)
  exchange.fund(account, config.stack.accountMicros)
  exchange.approve(account, true)
  const player = createPlayer({
    exchange,
    market: listed,
    events: feed.events(),
    untilMs: endMs,
    account,
    onEvent: (event) => onEvent(event, exchange),
  })
  let injectAtMs = options.injectAtMs === null ? null : feed.startMs + options.injectAtMs
  const onAdvance = (nowMs: EpochMs): void => {
    player.advanceTo(nowMs)
    if (injectAtMs === null || nowMs < injectAtMs) return
    const of = { market: listed.market, token: listed.tokens[0], account }
    if (forceFill(exchange, of)) injectAtMs = null
  }
  player.advanceTo(feed.startMs)
  return {
    exchange,
    clock: createVirtualClock(feed.startMs, onAdvance),
    endMs,
    waitsForEntry: () => injectAtMs !== null,
  }
}

/** The feed is played under the ids of the configuration. */
function listingOf(feed: Feed, config: Config): ListedMarket {
  const [market] = config.stack.markets
  assert(market !== undefined, 'a session needs a market')
  return {
    ...feed.listing,
    market: market.market,
    tokens: [market.tokenId, otherToken(feed, market.tokenId)],
    version: 'v1',
    negRisk: false,
    accepting: true,
    closed: false,
    payoutMicros: null,
    feeRatePpm: 0,
    feeExponent: 1,
    clearBookOnStart: true,
  }
}

/** The configuration may quote the tape's second outcome under the first one's book. */
const otherToken = ({ listing: { tokens } }: Feed, quoted: TokenId): TokenId =>
  tokens[1] === quoted ? tokens[0] : tokens[1]

function requireWithin(field: string, ms: number | null, lengthMs: number): void {
  if (ms === null || ms < lengthMs) return
  const remedy = `use less than the session's ${Math.floor(lengthMs / 60_000)} minutes`
  throw new InputError({ field, value: `${ms / 60_000} minutes`, remedy })
}
