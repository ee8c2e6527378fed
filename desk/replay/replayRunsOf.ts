import { basename } from 'node:path'
import type { ReplayRun } from '../report/result.ts'
import { marketOfTape } from '../tape/marketOfTape.ts'
import type { TapePlayer } from './tapePlayer.ts'
import type { TradedOutcome, Trader } from './trader.ts'

/**
 * The results of one trader, of each of its outcomes, once nothing more is played for it.
 * @param payoutMicros What a share of the tape's token paid in the end; null: unknown, or it was not the end.
 */
export function replayRunsOf(
  file: string,
  player: TapePlayer,
  trader: Trader,
  payoutMicros: number | null,
): readonly ReplayRun[] {
  const { status } = trader.market
  status.payoutMicros = payoutMicros ?? status.payoutMicros
  return trader.outcomes.map((outcome) => runOf(file, player, trader, outcome))
}

function runOf(file: string, player: TapePlayer, trader: Trader, outcome: TradedOutcome): ReplayRun {
  const { options, market, startMs, before } = trader
  const { settings, fills, recorder } = outcome
  const { header } = player
  const nth = outcome.isOther === true ? 1 : 0
  const endMs = player.lastEventMs
  const spanMs = endMs - startMs
  const lostMs = recorder.gaps.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0)
  const { sizeMicros, costMicros } = fills.position
  const worth = market.worth(sizeMicros, outcome)
  const { run, bandsLeft } = recorder.log.finish(endMs)
  return {
    tape: {
      file: basename(file),
      question: header.question === '' ? '' : `${header.question} – ${header.outcomes[nth]}`,
      token: header.tokens[nth],
      startMs,
      endMs,
      market: marketOfTape(header, file),
      gameStartMs: header.gameStartMs,
      tickMicros: header.tickMicros,
      minSizeMicros: header.minSizeMicros,
      feeRatePpm: header.feeRatePpm,
      feeExponent: header.feeExponent,
      rebatePpm: header.rebatePpm,
      events: player.events - before.events,
      trades: player.trades - before.trades,
      unknownTrades: player.unknownTrades - before.unknownTrades,
    },
    fillModel: options.model,
    settings: {
      capMicros: settings.risk.maxUsdcLockedMicros,
      entryMicros: settings.risk.entryUsdcMicros,
      cadenceMs: options.config.stack.cadenceMs,
      latencyMs: { ...options.latency },
      maxSilenceMs: options.maxSilenceMs,
    },
    paperTrades: null,
    time: { spanMs, coveredMs: spanMs - lostMs, gaps: recorder.gaps },
    ...run,
    orders: recorder.orders,
    quotes: recorder.quotes.items,
    fills: fills.fills.items,
    trips: fills.trips.items,
    ...fills.finish(worth, { coveredMs: spanMs - lostMs }),
    position: { sizeMicros, costMicros, priceMicros: worth.priceMicros },
    ofDay: null,
    rewards: recorder.rewards?.estimate(endMs) ?? null,
    notDrawn: {
      quotes: recorder.quotes.left,
      fills: fills.fills.left,
      trips: fills.trips.left,
      bands: bandsLeft,
    },
  }
}
