import type { MarketSettings, SettingGroups } from '../../shared/domain/settings.ts'
import { marketId, tokenId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { dollars, holding, MARKET, settings, state } from './build.ts'
import { type Bench, bench } from './engineBench.ts'

export const OTHER = marketId(`0x${'bb'.repeat(32)}`)

/** The configured market, of a small cap. */
export const other = (over: Parameters<typeof settings>[0] = {}): MarketSettings => ({
  ...settings({
    ...over,
    risk: { maxUsdcLockedMicros: dollars(20), entryUsdcMicros: dollars(10), ...over.risk },
  }),
  market: OTHER,
  tokenId: tokenId('8'),
})

export const limits = ({ risk, regime, quote, safety }: MarketSettings): SettingGroups => {
  return { risk, regime, quote, safety }
}

export const WIDE = settings({ risk: { maxUsdcLockedMicros: dollars(100), maxDailyLossMicros: dollars(50) } })

/** 57 USDC in a market whose cap was 100; it has left, and the one that stays has a cap of 20. */
export function leftBench(over: Partial<MarketState> = {}, accountMicros = dollars(1000)): Bench {
  const of = bench({ state: state({ folded: holding(100), tradedUnder: limits(WIDE), ...over }) })
  of.store.items.set(OTHER, {
    leaseId: null,
    leaseUntilMs: 0,
    fence: 0,
    rev: 1,
    schema: 1,
    state: { ...state(), market: OTHER, tokenId: tokenId('8') },
  })
  of.venue.rest.set(state().tokenId, state({ folded: holding(100) }).folded.sizeMicros)
  return { ...of, stack: { ...of.stack, accountMicros, markets: [other()] } }
}

export const postedIn = (of: Bench, market: string) =>
  of.venue.posted.flatMap(({ draft }) => (draft.market === market ? [draft.side] : []))
export const refusalsOf = (of: Bench, market: string) =>
  of.told.ticks.findLast((tick) => tick.market === market)?.decision.audit.refusals

/** An item as code before this kept it. */
export function ofOlderCode(of: Bench): void {
  const item = of.store.items.get(MARKET)
  if (item?.state == null) throw new Error('no item')
  const { tradedUnder: _, ...older } = item.state
  of.store.items.set(MARKET, { ...item, state: older })
}
