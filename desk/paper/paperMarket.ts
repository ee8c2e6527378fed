import type { PaperConfig } from '../../shared/config/config.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { TickRecorder } from '../report/tickRecorder.ts'
import { createTally, type SessionTally } from '../session/tally.ts'
import { eventLines } from './eventLines.ts'
import { TradesMeter } from './tradesMeter.ts'

/** What is kept of one market while it runs. */
export interface PaperMarket {
  readonly settings: MarketSettings
  readonly tally: SessionTally
  readonly recorder: TickRecorder
  readonly trades: TradesMeter
}

export function createPaperMarket(of: {
  readonly settings: MarketSettings
  readonly config: PaperConfig
  readonly startMs: number
  readonly latency: Latency
  readonly print: (line: string) => void
}): PaperMarket {
  const { settings, config } = of
  const recorder = new TickRecorder({
    settings,
    cadenceMs: config.stack.cadenceMs,
    startMs: of.startMs,
    latency: of.latency,
  })
  let last = ''
  const tally = createTally((record) => {
    for (const line of eventLines(record)) {
      // Skipping an entry again for the same reason is no event.
      if (line !== last) of.print(line)
      last = line
    }
  }, recorder.telemetry)
  return { settings, tally, recorder, trades: new TradesMeter() }
}
