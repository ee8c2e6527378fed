import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type EpochMs, epochMs, type MarketId } from '../../shared/domain/units.ts'
import type { SettlementTimes } from '../../shared/simulator/tradeLife.ts'
import type { AuditedExchange } from '../exchange/auditedExchange.ts'
import { createExchange } from '../exchange/createExchange.ts'
import type { Exchange, FeedEvent } from '../exchange/exchange.ts'
import { createPlayer, playTogether } from '../exchange/player.ts'
import { forceFill } from './forceFill.ts'
import type { PlayedMarket } from './played.ts'
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
  readonly startMs: EpochMs
  readonly endMs: EpochMs
  /** A seller was to come for an entry, and none has rested since. */
  waitsForEntry(): boolean
}

/** @throws InputError for a time that lies beyond the session's end. */
export function createWorld(
  options: SessionOptions,
  markets: readonly PlayedMarket[],
  { stack }: Pick<Config, 'stack'>,
  onEvent: (event: FeedEvent, exchange: Exchange, market: MarketId) => void,
): World {
  const [first] = markets
  assert(first !== undefined, 'a session needs a market')
  const { startMs } = first.feed
  const endMs = epochMs(
    Math.min(first.feed.endMs, startMs + (options.durationMs ?? Number.POSITIVE_INFINITY)),
  )
  requireWithin('--halt-at', options.haltAtMs, endMs - startMs)
  requireWithin('--inject-position', options.injectAtMs, endMs - startMs)
  const account = stack.wallet
  const exchange = createExchange({ seed: options.seed, startMs, settlement: SETTLEMENT })
  for (const { listed } of markets) exchange.list(listed)
  exchange.fund(account, stack.accountMicros)
  exchange.approve(account, true)
  const players = markets.map(({ listed, feed }) =>
    createPlayer({
      exchange,
      market: listed,
      events: feed.events(),
      untilMs: endMs,
      accounts: [account],
      onEvent: (event) => onEvent(event, exchange, listed.market),
    }),
  )
  const player = playTogether(players, exchange)
  let injectAtMs = options.injectAtMs === null ? null : startMs + options.injectAtMs
  const onAdvance = (nowMs: EpochMs): void => {
    player.advanceTo(nowMs)
    if (injectAtMs === null || nowMs < injectAtMs) return
    const of = { market: first.listed.market, token: first.listed.tokens[0], account }
    if (forceFill(exchange, of)) injectAtMs = null
  }
  player.advanceTo(startMs)
  return {
    exchange,
    clock: createVirtualClock(startMs, onAdvance),
    startMs,
    endMs,
    waitsForEntry: () => injectAtMs !== null,
  }
}

function requireWithin(field: string, ms: number | null, lengthMs: number): void {
  if (ms === null || ms < lengthMs) return
  const remedy = `use less than the session's ${Math.floor(lengthMs / 60_000)} minutes`
  throw wrongValue(field, `${ms / 60_000} minutes`, remedy)
}
