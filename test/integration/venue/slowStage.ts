import { systemClock } from '../../../functions/systemClock.ts'
import { createTickHandler } from '../../../functions/tick.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import { DEFAULT_LIMITS } from '../../../shared/polymarket/limits.ts'
import { Told } from '../../support/engineBench.ts'
import { optionsAt } from '../../support/loopback.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import { RUNNING } from '../../support/runningControl.ts'
import { MARKET, WALLET, YES } from '../../support/wireIds.ts'
import { type SlowVenue, startSlowVenue } from './slowVenue.ts'

/** Lambda ends it then; what is still to be done is never done. */
export const LAMBDA_MS = 50_000
/** Within the time-out of one request, on a machine with other things to do. */
export const SLOW_MS = DEFAULT_LIMITS.requestTimeoutMs - 400
/** So near to it that some are answered and some are not. */
export const SLOWEST_MS = DEFAULT_LIMITS.requestTimeoutMs - 100
/** For the notices on their way, and for a machine with other things to do. */
export const MARGIN_MS = 1_500

/** The bot with its real limits and the real clock at a venue that grows slow; `shares` of YES are in its wallet. */
export async function setSlowStage(of: { readonly shares?: number; readonly exit?: object } = {}) {
  const venue = await startSlowVenue(of.shares)
  const store = new MemoryStore(systemClock)
  store.control_ = RUNNING
  const told = new Told()
  const parsed = parseConfig({
    stage: 'live',
    accountUsdc: 100,
    cadenceSeconds: 10,
    wallet: { address: WALLET },
    markets: [
      {
        market: MARKET,
        token: YES,
        maxUsdcLocked: 50,
        entryUsdc: 10,
        maxDailyLossUsdc: 10,
        regime: { minHistorySeconds: 0, maxSdCents: 99, maxMoveCents: 99 },
        quote: { repriceTicks: 1, minQuoteAgeSeconds: 0, volatilityDistance: 0 },
        ...(of.exit === undefined ? {} : { exit: of.exit }),
      },
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const stack = { ...parsed.config.stack, wallet: WALLET.toLowerCase() }
  const adapter = createPolymarketVenue({
    ...optionsAt(venue.url),
    credentials: async () => ({ key: 'k', secret: 'c2VjcmV0', passphrase: 'p' }),
    clock: systemClock,
  })
  const telemetry = Object.assign(told, { late: () => undefined, failed: () => undefined })
  const ports = { clock: systemClock, store, venue: adapter, telemetry } as never
  const handler = createTickHandler(ports, stack)
  const invoke = async (endsInMs = LAMBDA_MS): Promise<number> => {
    const beganMs = performance.now()
    const left = { getRemainingTimeInMillis: () => endsInMs - (performance.now() - beganMs) }
    const event = { scheduledTime: new Date().toISOString(), executionId: 'x' }
    await handler(event, left).catch(() => undefined)
    return performance.now() - beganMs
  }
  const orders = () => store.items.get(MARKET)?.state?.orders ?? []
  return { venue, store, told, ports, stack, invoke, orders }
}
export type SlowStage = Awaited<ReturnType<typeof setSlowStage>>

/** From then on. */
export function later(stage: SlowStage, atMs: number, change: (venue: SlowVenue) => void): void {
  setTimeout(() => change(stage.venue), atMs)
}
