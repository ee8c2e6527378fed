import { isDeepStrictEqual } from 'node:util'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import type { MarketSettings, StackSettings } from '../../shared/domain/settings.ts'
import { leftSettings } from '../../shared/engine/leftMarkets.ts'
import { absorb, withIntent } from '../../shared/machine/absorb.ts'
import type { ActResult } from '../../shared/machine/decision.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { transition } from '../../shared/machine/transition.ts'
import { prune } from '../../shared/reconcile/prune.ts'
import { reconcile } from '../../shared/reconcile/reconcile.ts'
import type { TickLine } from '../aws/tickLines.ts'

export type Replayed =
  | { readonly is: 'same' }
  | { readonly is: 'different'; readonly part: 'row' | 'actions' | 'after'; readonly now: unknown }
  /** Nobody knows under which settings it was decided: it proves nothing either way. */
  | { readonly is: 'not comparable'; readonly why: string }

/**
 * Runs one logged tick again: reconcile and transition on what was seen, then absorb on what the act returned. The
 * same input must give the same decision and the same item, byte for byte. A tick decided under another configuration,
 * or the same one in another form, runs under the settings that its own line carries.
 */
export function replayTick(line: TickLine, stack: StackSettings, configFingerprint: string): Replayed {
  const { tick, config } = line
  if (config === null || config === configFingerprint) {
    const settings = settingsOf(stack, tick.before)
    return settings === null
      ? { is: 'not comparable', why: `market ${tick.market} is not configured` }
      : runAgain(line, settings, stack.wallet)
  }
  const carried = tick.after?.tradedUnder
  if (carried === undefined) {
    const why = `decided under configuration ${config}, but this one is ${configFingerprint}, and the line contains no settings`
    return { is: 'not comparable', why }
  }
  const { market, tokenId } = tick.before
  // What that configuration said of entries is in the item that the tick left.
  const entries = tick.after?.exitOnly.includes('entriesOff') !== true
  const under = (configured: boolean) =>
    runAgain(line, { ...carried, market, tokenId, configured, entries }, stack.wallet)
  // The line does not say whether that configuration still named the market; all else is as it was.
  const named = under(true)
  if (named.is === 'same') return named
  const left = under(false)
  return left.is === 'same' ? left : named
}

function runAgain({ tick }: TickLine, settings: MarketSettings, wallet: string): Replayed {
  try {
    const facts = reconcile(tick.before, tick.seen, settings, wallet)
    const decision = transition(facts, tick.seen, settings)
    if (!isSame(decision.audit, tick.audit)) return { is: 'different', part: 'row', now: decision.audit }
    if (!isSame(decision.actions, tick.actions)) {
      return { is: 'different', part: 'actions', now: decision.actions }
    }
    if (tick.after === undefined) return { is: 'same' }
    const pruned = prune(decision.state, tick.before).state
    // Where the ledger could not be written, nothing was pruned.
    const ends = [pruned, decision.state].map((state) => acted(state, tick.results, settings))
    return ends.some((end) => isSame(end, tick.after))
      ? { is: 'same' }
      : { is: 'different', part: 'after', now: ends[0] }
  } catch (error) {
    return { is: 'not comparable', why: error instanceof Error ? error.message : 'unexpected error' }
  }
}

/** The second half of the act: cancels first, then the post with its intent. */
function acted(state: MarketState, results: readonly ActResult[], settings: MarketSettings): MarketState {
  const cancels = results.filter((result) => result.of === 'cancel')
  const canceled = absorb(state, cancels, settings).state
  const post = results.find((result) => result.of === 'post')
  const unsigned = results.filter((result) => result.of === 'sign')
  if (post === undefined) return absorb(canceled, unsigned, settings).state
  return absorb(withIntent(canceled, post.order), [post], settings).state
}

/** A market outside the configuration went on under the settings that its item kept. */
const settingsOf = (stack: StackSettings, before: MarketState): MarketSettings | null =>
  stack.markets.find((each) => isSameOutcome(each, before)) ?? leftSettings(stack, before)

/** As JSON, which is what was logged: absent and undefined are the same there. */
const isSame = (a: unknown, b: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
