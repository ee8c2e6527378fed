import { restoredUntilMs } from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { mayBeLive } from '../../shared/domain/order.ts'
import { expirySlackOf } from '../../shared/engine/stop/expirySlack.ts'
import type { Connection } from '../aws/connection.ts'
import { say } from '../terminal/say.ts'
import { isStopOver, restoredWords } from './describeBot.ts'

const POLL_MS = 1_000
const REPORT_EVERY_MS = 10_000
/** Where it is known to take minutes. */
const REPORT_SELDOM_MS = 60_000

/** Waits for the proof that no order is live, and says how far it is: at each change, and every few seconds. */
export async function untilStopOver(connection: Connection, waitSeconds: number): Promise<boolean> {
  const { clock } = connection
  const beganMs = clock.nowMs()
  let [reported, reportedMs] = ['', beganMs]
  for (;;) {
    const nowMs = clock.nowMs()
    const { over, words, everyMs } = await progress(connection)
    if (over || nowMs >= beganMs + waitSeconds * 1000) return over
    if (words !== reported || nowMs - reportedMs >= everyMs) {
      say(`  after ${Math.round((nowMs - beganMs) / 1000)} s: ${words}`)
      reported = words
      reportedMs = nowMs
    }
    await clock.sleep(POLL_MS)
  }
}

interface Progress {
  readonly over: boolean
  readonly words: string
  /** How often the same words are worth saying. */
  readonly everyMs: number
}

async function progress({ store, config, clock }: Connection): Promise<Progress> {
  const [control, items] = await Promise.all([store.control(), store.marketItems()])
  const notOver = (words: string): Progress => ({ over: false, words, everyMs: REPORT_EVERY_MS })
  if (!control.ok) return notOver(`the control item cannot be read: ${control.unknown}`)
  if (!items.ok) return notOver(`the market items cannot be read: ${items.unknown}`)
  if (isStopOver(control.value, items.value)) return { ...notOver('done'), over: true }
  const living = items.value.reduce(
    (count, { state }) => count + (state === null ? 0 : state.orders.filter(mayBeLive).length),
    0,
  )
  if (living > 0) return notOver(`${counted(living, 'order')} of the bot may be live, being cancelled`)
  if (
    control.value !== 'absent' &&
    (restoredUntilMs(control.value, expirySlackOf(config.stack)) ?? 0) > clock.nowMs()
  )
    return {
      over: false,
      words: restoredWords(control.value, config.stack) ?? '',
      everyMs: REPORT_SELDOM_MS,
    }
  return notOver(
    'no order of the bot may be live; waiting for two lists of the venue, ten seconds apart, that show none',
  )
}
