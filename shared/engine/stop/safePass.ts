import { isResumed } from '../../domain/control.ts'
import type { StackSettings } from '../../domain/settings.ts'
import { type MonotonicMs, monotonicMs } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import { within } from '../within.ts'
import { wordsOf } from '../wordsOf.ts'
import { cancelMarkets, configuredTokens, marketsOf } from './cancelMarkets.ts'
import { type Pass, type PassOptions, stopPass } from './stopPass.ts'

/** What is left of its time is little where a pass broke late: the cancels by market have this long anyway. */
const MARKETS_MS = 3_000

/**
 * A pass of the STOP that no exception ends before the cancels by market: where its own code breaks, over an answer or an item of
 * a shape that nobody foresaw, every market is cancelled, and the STOP is not done. That a person's own orders go
 * with it is the lesser evil: which orders live is unknown.
 */
export async function safePass(
  ports: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  at: PassOptions = { isLatched: true },
): Promise<Pass> {
  try {
    return await stopPass(ports, stack, until, at)
  } catch (error) {
    const why = `the pass failed: ${wordsOf(error)}`
    try {
      const isComplete = await cancelAllMarkets(ports, stack, until, at)
      if (isComplete === 'resumed') return { is: 'resumed', evidence: [] }
      return { is: 'not yet', why: isComplete ? why : `${why}; not every market was cancelled`, evidence: [] }
    } catch (again) {
      return {
        is: 'not yet',
        why: `${why}; nor could all markets be cancelled: ${wordsOf(again)}`,
        evidence: [],
      }
    }
  }
}

/** The configured markets first: an item that cannot be walked keeps nobody from theirs. */
async function cancelAllMarkets(
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  { isLatched }: { readonly isLatched: boolean },
): Promise<boolean | 'resumed'> {
  // Each time: a read that waits a second is time enough for others to end the STOP and for a person to resume.
  const isOver = async (): Promise<boolean> => isLatched && (await isResumedNow(given))
  if (await isOver()) return 'resumed'
  const ports = within(given, monotonicMs(Math.max(until, given.clock.monotonicMs() + MARKETS_MS)))
  const configured = configuredTokens(stack)
  const mayGoOn = async (): Promise<boolean> => !(await isOver())
  const isComplete = await cancelMarkets(ports, stack, configured, mayGoOn)
  if (stack.cancelAllOnStop) return isComplete
  const left = [...marketsOf(stack, await ports.store.marketItems())].filter(
    ([market, tokens]) => tokens.length > (configured.get(market)?.length ?? 0),
  )
  if (await isOver()) return 'resumed'
  return (await cancelMarkets(ports, stack, new Map(left), mayGoOn)) && isComplete
}

async function isResumedNow({ store }: Ports): Promise<boolean> {
  try {
    const control = await store.control()
    return control.ok && isResumed(control.value)
  } catch {
    return false
  }
}
