import { basename } from 'node:path'
import { assembledRun, reportedRules } from '../report/assembledRun.ts'
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
  const tape = {
    file: basename(file),
    question: header.question === '' ? '' : `${header.question} – ${header.outcomes[nth]}`,
    token: header.tokens[nth],
    market: marketOfTape(header, file),
    ...reportedRules(header),
    startMs,
    endMs,
    events: player.events - before.events,
    trades: player.trades - before.trades,
    unknownTrades: player.unknownTrades - before.unknownTrades,
  }
  const { config, latency, maxSilenceMs, model: fillModel } = options
  const rewards = recorder.rewards?.estimate(endMs) ?? null
  return assembledRun({
    of: { tape, fillModel, orders: recorder.orders, rewards, paperTrades: null },
    settings,
    terms: { cadenceMs: config.stack.cadenceMs, latencyMs: { ...latency }, maxSilenceMs },
    gaps: recorder.gaps,
    log: recorder.log,
    quotes: recorder.quotes,
    fills,
    worth: market.worth(fills.position.sizeMicros, outcome),
  })
}
