import { type ServedExchange, serveExchange } from '../../desk/exchange/http/serveExchange.ts'
import type { ServeOptions } from '../../desk/exchange/http/serveOptions.ts'
import { createSchedule } from '../../desk/session/schedule.ts'
import { createTally } from '../../desk/session/tally.ts'
import { createTurns } from '../../desk/session/turns.ts'
import type { VirtualClock } from '../../desk/session/virtualClock.ts'
import type { Config } from '../../shared/config/config.ts'
import type { StopReason } from '../../shared/domain/control.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import { createIncomeReader } from '../../shared/polymarket/createIncomeReader.ts'
import { createPolymarketVenue } from '../../shared/polymarket/createPolymarketVenue.ts'
import type { IncomeReader } from '../../shared/ports/income.ts'
import { createRewardSampler, type RewardLine } from '../../shared/telemetry/createRewardSampler.ts'
import { adapterAt } from './adapterAt.ts'
import { MemoryStore } from './memoryStore.ts'

const MINUTE_MS = 60_000

interface RewardedRun {
  readonly exchange: ServeOptions['exchange']
  readonly pastPrices?: ServeOptions['pastPrices']
  readonly clock: VirtualClock
  readonly config: Config
  /** The wallet's private key. */
  readonly key: string
  readonly startMs: EpochMs
  readonly untilMs: number
  readonly onStop?: (reason: StopReason) => void
}

export interface RewardedEnd {
  /** What its ticks sampled of our score. */
  readonly lines: readonly RewardLine[]
  /** Of the account, at the venue as it is then. */
  readonly income: IncomeReader
  /** What failed in some invocation. */
  readonly failures: readonly string[]
}

/** The whole bot, started each minute, over HTTP against the simulated venue, on its virtual clock. */
export async function withRewardedBot<T>(
  run: RewardedRun,
  then: (end: RewardedEnd) => Promise<T>,
): Promise<T> {
  const { exchange, pastPrices } = run
  const venue = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
    ...(pastPrices === undefined ? {} : { pastPrices }),
  })
  try {
    const options = optionsAt(venue, run)
    return await then({ ...(await play(run, options)), income: createIncomeReader(options) })
  } finally {
    await venue.close()
  }
}

const optionsAt = (venue: ServedExchange, { clock, key }: RewardedRun) => ({
  ...adapterAt(venue, clock, key),
  // Of the wall's time: a loaded machine is no slow venue.
  limits: { requestTimeoutMs: 60_000, readDeadlineMs: 120_000 },
})

async function play(
  { clock, config, startMs, untilMs, onStop = () => {} }: RewardedRun,
  options: ReturnType<typeof optionsAt>,
): Promise<Pick<RewardedEnd, 'lines' | 'failures'>> {
  const store = new MemoryStore(clock)
  const embedded = {
    store,
    venue: createPolymarketVenue(options),
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
  const quiet = { late: () => {}, silent: () => {}, drilled: () => {}, failed: () => {} }
  const schedule = createSchedule({ embedded, config, turns, telemetry: { ...tally.telemetry, ...quiet } })
  const armed = await startArmed(store)
  if (armed.is !== 'armed') throw new Error(`not armed: ${JSON.stringify(armed)}`)
  const running: Promise<readonly string[]>[] = []
  await turns.start(async (own) => {
    for (let atMs: number = startMs; atMs < untilMs; atMs += MINUTE_MS) {
      await own.sleep(atMs - own.nowMs())
      running.push(schedule.minute(untilMs))
    }
    await own.sleep(untilMs + MINUTE_MS - own.nowMs())
  })
  return { lines, failures: (await Promise.all(running)).flat() }
}
