import { epochMs } from '../domain/units.ts'
import type { Clock } from '../ports/clock.ts'
import type { IncomeBooked, IncomeReader, IncomeStore, UtcDay } from '../ports/income.ts'

const DAY_MS = 86_400_000
/** All programmes pay within 45 minutes of a day's end; the chain's index is some minutes behind. */
const SETTLED_AFTER_MS = 90 * 60_000
/** A venue that does not answer is asked again, not each minute. */
const AGAIN_AFTER_MS = 15 * 60_000
/** What was missed for longer is read by the commands that show it. */
const MOST_DAYS_BACK = 7

/**
 * Books rewards and rebates of the days that have ended, the oldest first, one day a call: once a day this reads the
 * venue, else it only looks at the clock. Two runs that book the same day write the same records.
 */
export function createIncomeBooking(ports: {
  readonly reader: IncomeReader
  readonly store: IncomeStore
  readonly clock: Pick<Clock, 'nowMs'>
}): () => Promise<IncomeBooked> {
  let doneUntil: UtcDay | null = null
  let againAtMs = 0
  return async () => {
    const nowMs = ports.clock.nowMs()
    const last = dayOf(nowMs - SETTLED_AFTER_MS - DAY_MS)
    if (doneUntil === last || nowMs < againAtMs) return { is: 'nothing due' }
    const done = await bookNext(ports, last)
    if (done.is === 'failed') againAtMs = nowMs + AGAIN_AFTER_MS
    if (done.is === 'nothing due' || (done.is === 'booked' && done.day === last)) doneUntil = last
    return done
  }
}

async function bookNext(
  { reader, store }: Parameters<typeof createIncomeBooking>[0],
  last: UtcDay,
): Promise<IncomeBooked> {
  const booked = await store.booked()
  if (!booked.ok) return { is: 'failed', why: booked.unknown }
  const day = nextDay(booked.value.days, last)
  if (day === null) return { is: 'nothing due' }
  const [rewards, rebates, paid] = await Promise.all([
    reader.rewards(day),
    reader.rebates(day),
    reader.paid(epochMs(endOf(day))),
  ])
  if (!rewards.ok) return { is: 'failed', why: `rewards of ${day}: ${rewards.unknown}` }
  if (!rebates.ok) return { is: 'failed', why: `rebates of ${day}: ${rebates.unknown}` }
  if (!paid.ok) return { is: 'failed', why: `payments: ${paid.unknown}` }
  const records = [...rewards.value, ...rebates.value, ...paid.value]
  const written = await store.book(day, records)
  if (written.is === 'written') return { is: 'booked', day, records: records.length }
  return { is: 'failed', why: written.is === 'unknown' ? written.why : 'the record was not written' }
}

/** The oldest day of the last week that is missing after the first that was booked; the newest where none is. */
function nextDay(days: readonly UtcDay[], last: UtcDay): UtcDay | null {
  const first = days.toSorted()[0] ?? last
  const week = Array.from({ length: MOST_DAYS_BACK }, (_, back) =>
    dayOf(Date.parse(`${last}T00:00:00Z`) - (MOST_DAYS_BACK - 1 - back) * DAY_MS),
  )
  return week.find((day) => day >= first && !days.includes(day)) ?? null
}

const dayOf = (ms: number): UtcDay => new Date(ms).toISOString().slice(0, 10)
const endOf = (day: UtcDay): number => Date.parse(`${day}T00:00:00Z`) + DAY_MS
