import { regimeRefusals } from '../../desk/find/regimeRefusals.ts'
import { HISTORY_MS } from '../../desk/find/scanMarkets.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { refusalsInWords } from '../../shared/machine/refusalWords.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'

/** Whether the bot would enter the market now, in words, by its own regime. What cannot be read refuses, as in a tick. */
export async function entryNow(
  rules: CatalogueMarket,
  catalogue: Catalogue,
  settings: MarketSettings,
): Promise<string> {
  const nowMs = systemClock.nowMs()
  // The second outcome's book is the first one's mirrored: what refuses one refuses the other.
  const [token] = rules.tokens
  const [ladders, prices] = await Promise.all([
    catalogue.ladders([token]),
    catalogue.prices([token], { fromMs: epochMs(nowMs - HISTORY_MS), toMs: nowMs }),
  ])
  const ladder = ladders.get(token)
  const seen = { ladder: ladder?.ok === true ? ladder.value : null, rules, prices: prices.get(token) ?? null }
  const refusals = regimeRefusals(seen, { nowMs, settings })
  return refusals.length === 0
    ? 'the bot would enter this market now'
    : `the bot would not enter this market now: ${refusalsInWords(refusals)}`
}
