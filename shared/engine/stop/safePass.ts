import { isResumed } from '../../domain/control.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { MonotonicMs } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import { within } from '../within.ts'
import { wordsOf } from '../wordsOf.ts'
import { marketsOf, type Pass, stopPass, sweep } from './stopPass.ts'

/** What is left of its time is little where a pass broke late: the sweep has this long all the same. */
const SWEEP_MS = 3_000

/**
 * A pass of the STOP that no exception ends before its sweep: where its own code breaks, over an answer or an item of
 * a shape that nobody foresaw, everything is swept by market, and the STOP is not done. That a person's own orders go
 * with it is the lesser evil: who lives cannot be told.
 */
export async function safePass(
  ports: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  at: { readonly isLatched: boolean } = { isLatched: true },
): Promise<Pass> {
  try {
    return await stopPass(ports, stack, until, at)
  } catch (error) {
    const why = `the pass failed: ${wordsOf(error)}`
    try {
      if (at.isLatched && (await isOver(ports))) return { is: 'resumed', evidence: [] }
      const swept = await sweepAll(ports, stack, until)
      return { is: 'not yet', why: swept ? why : `${why}; not every market was swept`, evidence: [] }
    } catch (again) {
      return { is: 'not yet', why: `${why}; nor could all be swept: ${wordsOf(again)}`, evidence: [] }
    }
  }
}

async function isOver({ store }: Ports): Promise<boolean> {
  const control = await store.control()
  try {
    return control.ok && isResumed(control.value)
  } catch {
    return false
  }
}

/** The configured markets first: an item that cannot be walked keeps nobody from theirs. */
async function sweepAll(given: Ports, stack: StackSettings, until: MonotonicMs): Promise<boolean> {
  const end = Math.max(until, given.clock.monotonicMs() + SWEEP_MS) as MonotonicMs
  const ports = within(given, end)
  const configured = new Map(stack.markets.map(({ market, tokenId }) => [market, [tokenId]]))
  const swept = await sweep(ports, stack, configured, [])
  if (stack.cancelAllOnStop) return swept
  const left = [...marketsOf(stack, await ports.store.marketItems())].filter(
    ([market, tokens]) => tokens.length > (configured.get(market)?.length ?? 0),
  )
  return (await sweep(ports, stack, new Map(left), [])) && swept
}
