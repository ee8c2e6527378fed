import type { LiveConfig } from '../shared/config/config.ts'
import { createIncomeBooking } from '../shared/operator/createIncomeBooking.ts'
import type { IncomeTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { createLiveIncome, createTableIncome, type VenueAccess } from './coldStart.ts'
import { systemClock } from './systemClock.ts'

/** Two reads of the venue, each within its own bound, and the records of some hundred markets. */
const BOOKING_MS = 30_000

/** Books yesterday's rewards and rebates once a day, after the ticks of a run that has time for it. Never throws. */
export function bookingAfterTicks(
  config: LiveConfig,
  of: Omit<VenueAccess, 'signing'> & { readonly tableName: string; readonly telemetry: IncomeTelemetry },
): (leftMs: number) => Promise<void> {
  const book = createIncomeBooking({
    reader: createLiveIncome(config, of),
    store: createTableIncome(of.tableName),
    clock: systemClock,
  })
  return async (leftMs) => {
    if (leftMs < BOOKING_MS) return
    try {
      const done = await book()
      if (done.is !== 'nothing due') of.telemetry.income(done)
    } catch (error) {
      of.telemetry.income({ is: 'failed', why: error instanceof Error ? error.message : 'unexpected error' })
    }
  }
}
