import { formatMicros } from '../shared/domain/decimal.ts'
import type { StackSettings } from '../shared/domain/settings.ts'
import { stuckMicros, stuckMoney } from '../shared/machine/stuck.ts'
import type { Ports } from '../shared/ports/ports.ts'

/** The minute of the UTC day whose run looks: one event of the schedule a day, so that nothing has to be remembered. */
const MINUTE_OF_DAY = 8 * 60
const MINUTE_MS = 60_000
const MINUTES_A_DAY = 1_440
/** One query of the table. */
const LOOK_MS = 5_000

/** Pages once a day while money that trading does not bring back is at least the configured share of the account. Never throws. */
export function stuckAfterTicks(
  { store, telemetry, clock }: Pick<Ports, 'store' | 'telemetry' | 'clock'>,
  { accountMicros, stuckPagePercent }: Pick<StackSettings, 'accountMicros' | 'stuckPagePercent'>,
): (leftMs: number, dueMs: number) => Promise<void> {
  return async (leftMs, dueMs) => {
    if (Math.floor(dueMs / MINUTE_MS) % MINUTES_A_DAY !== MINUTE_OF_DAY || leftMs < LOOK_MS) return
    const items = await store.marketItems()
    // Tomorrow's look comes; what cannot be read for long is paged by the ticks.
    if (!items.ok) return
    const stuck = stuckMoney(
      items.value.flatMap(({ state }) => state ?? []),
      clock.nowMs(),
    )
    const sumMicros = stuckMicros(stuck)
    if (sumMicros * 100 < accountMicros * stuckPagePercent) return
    const percent = ((100 * sumMicros) / accountMicros).toFixed(1)
    const markets = new Set(stuck.map(({ market }) => market)).size
    telemetry.page(
      `stuck: about ${formatMicros(sumMicros)} USDC in ${markets === 1 ? 'one market' : `${markets} markets`}, ` +
        `${percent} % of accountUsdc: "npx bot status" shows the steps to get it back`,
      undefined,
      'stuckMoney',
    )
  }
}
