import type { Clock } from '../ports/clock.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { latchedNotice, noticesOf, pageNotice, stopDoneNotice } from './noticesOf.ts'
import type { Notice, Notifier } from './notifier.ts'

/** What a tick finds wrong it finds again in every tick: people are notified once an hour. */
const QUIET_MS = 3_600_000
/** Memory of what was sent; the oldest is forgotten. */
const MAX_KEYS = 500
/** More at once is a flood: the log has the rest. */
const MAX_UNDERWAY = 20

export interface Outbox {
  /** Starts to send what is news; never waits, never throws. */
  notify(notice: Notice): void
  /** Waits at most this long for what is under way: an invocation that ends would freeze it. */
  flush(maxMs: number): Promise<void>
}

/** Each notice once an hour by its key, over every way there is; one that fails goes to `failed` and is not sent again. */
export function createOutbox(of: {
  readonly notifiers: readonly Notifier[]
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>
  readonly failed: (notice: Notice, error: unknown) => void
}): Outbox {
  const sentAtMs = new Map<string, number>()
  const underway = new Set<Promise<void>>()
  const send = (notifier: Notifier, notice: Notice): void => {
    const sending = notifier
      .send(notice)
      .catch((error: unknown) => of.failed(notice, error))
      .finally(() => underway.delete(sending))
    underway.add(sending)
  }
  return {
    notify(notice) {
      const nowMs = of.clock.nowMs()
      const before = sentAtMs.get(notice.key)
      if (before !== undefined && nowMs - before < QUIET_MS) return
      if (underway.size >= MAX_UNDERWAY) return of.failed(notice, new Error('too many notices at once'))
      sentAtMs.delete(notice.key)
      sentAtMs.set(notice.key, nowMs)
      const [oldest] = sentAtMs.keys()
      if (sentAtMs.size > MAX_KEYS && oldest !== undefined) sentAtMs.delete(oldest)
      for (const notifier of of.notifiers) send(notifier, notice)
    },
    async flush(maxMs) {
      if (underway.size > 0) await Promise.race([Promise.all(underway), of.clock.sleep(maxMs)])
    },
  }
}

/** The same telemetry, which also notifies people. */
export function withNotices<T extends Telemetry>(telemetry: T, { notify }: Outbox): T {
  return {
    ...telemetry,
    tick: (record) => {
      telemetry.tick(record)
      for (const notice of noticesOf(record)) notify(notice)
    },
    stop: (event) => {
      telemetry.stop(event)
      if (event.pass === 'done') notify(stopDoneNotice(event.haltSeq))
    },
    latched: (reason, how) => {
      telemetry.latched(reason, how)
      // Any other answer was reported by the run that counted it, or is reported by the failure that follows.
      if (how === 'latched') notify(latchedNotice(reason))
    },
    page: (text, of, row) => {
      telemetry.page(text, of, row)
      notify(pageNotice(text, of, row))
    },
  }
}
