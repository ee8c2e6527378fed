import type { Clock } from '../ports/clock.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { latchedNotice, noticesOf, pageNotice, stopDoneNotice } from './noticesOf.ts'
import type { Notice, Notifier } from './notifier.ts'

/** What a tick finds wrong it finds again in every tick: people are told once an hour. */
const QUIET_MS = 3_600_000
/** Memory of what was told; the oldest is forgotten. */
const MAX_KEYS = 500
/** More at once is a flood: the log has the rest. */
const MAX_UNDERWAY = 20

export interface Outbox {
  /** Starts to send what is news; never waits, never throws. */
  tell(notice: Notice): void
  /** Waits at most this long for what is under way: an invocation that ends would freeze it. */
  flush(maxMs: number): Promise<void>
}

/** Each notice once an hour by its key, over every way there is; one that fails is told to `failed` and not again. */
export function createOutbox(of: {
  readonly notifiers: readonly Notifier[]
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>
  readonly failed: (notice: Notice, error: unknown) => void
}): Outbox {
  const toldAtMs = new Map<string, number>()
  const underway = new Set<Promise<void>>()
  const send = (notifier: Notifier, notice: Notice): void => {
    const sending = notifier
      .send(notice)
      .catch((error: unknown) => of.failed(notice, error))
      .finally(() => underway.delete(sending))
    underway.add(sending)
  }
  return {
    tell(notice) {
      const nowMs = of.clock.nowMs()
      const before = toldAtMs.get(notice.key)
      if (before !== undefined && nowMs - before < QUIET_MS) return
      if (underway.size >= MAX_UNDERWAY) return of.failed(notice, new Error('too many notices at once'))
      toldAtMs.delete(notice.key)
      toldAtMs.set(notice.key, nowMs)
      const [oldest] = toldAtMs.keys()
      if (toldAtMs.size > MAX_KEYS && oldest !== undefined) toldAtMs.delete(oldest)
      for (const notifier of of.notifiers) send(notifier, notice)
    },
    async flush(maxMs) {
      if (underway.size > 0) await Promise.race([Promise.all(underway), of.clock.sleep(maxMs)])
    },
  }
}

/** The same telemetry, which also tells people. */
export function withNotices<T extends Telemetry>(telemetry: T, { tell }: Outbox): T {
  return {
    ...telemetry,
    tick: (record) => {
      telemetry.tick(record)
      for (const notice of noticesOf(record)) tell(notice)
    },
    stop: (event) => {
      telemetry.stop(event)
      if (event.pass === 'done') tell(stopDoneNotice(event.haltSeq))
    },
    latched: (reason, how) => {
      telemetry.latched(reason, how)
      // Any other answer was told by whoever counted it, or is told by the failure that follows.
      if (how === 'latched') tell(latchedNotice(reason))
    },
    page: (text, market, row) => {
      telemetry.page(text, market, row)
      tell(pageNotice(text, market, row))
    },
  }
}
