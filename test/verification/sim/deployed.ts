import type { MarketSettings, StackSettings } from '../../../shared/domain/settings.ts'
import type { TokenId } from '../../../shared/domain/units.ts'

/** The configuration that is deployed, and those before it. */
export interface Deployed {
  /** What a run that begins now is given. */
  stack: StackSettings
  /** An outcome's settings as any run that still goes on may have been given them. */
  lately(tokenId: TokenId): readonly MarketSettings[]
  /** Of the last configurations that had it, the newest last. */
  last(tokenId: TokenId): readonly MarketSettings[]
  /** How long a run that was given another configuration may still go on, in ms. */
  readonly runMs: number
}

/**
 * A run keeps the configuration that it began with until its function ends, three minutes later at most; what it sends
 * then may be on its way for half a minute more. Without a fault the next minute's run relieves it after a tick, also of
 * what has left.
 */
const RUN_MS = 210_000
const FAULTLESS_MS = 100_000
/** A tick stores the limits of a changed configuration: what leaves before one has those before. */
const LIMITS_KEPT = 3

export function createDeployed(of: {
  readonly stack: StackSettings
  readonly isFaultless: boolean
  readonly nowMs: () => number
}): Deployed {
  const { nowMs } = of
  const runMs = of.isFaultless ? FAULTLESS_MS : RUN_MS
  let stack = of.stack
  const all = [{ stack, fromMs: nowMs() }]
  const settingsOf = (tokenId: TokenId, of: typeof all): readonly MarketSettings[] =>
    of.flatMap((each) => each.stack.markets.find((market) => market.tokenId === tokenId) ?? [])
  return {
    runMs,
    get stack() {
      return stack
    },
    set stack(next) {
      stack = next
      all.push({ stack, fromMs: nowMs() })
    },
    lately: (tokenId) => {
      const newest = all.findLastIndex(({ fromMs }) => fromMs <= nowMs() - runMs)
      return settingsOf(tokenId, all.slice(Math.max(0, newest)))
    },
    last: (tokenId) => settingsOf(tokenId, all).slice(-LIMITS_KEPT),
  }
}
