import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { MarketSettings, StackSettings } from '../../shared/domain/settings.ts'
import { type Finding, soundFinding } from '../../shared/operator/finding.ts'

/** What all outcomes together may lock and lose: by limits of the stack, or as the sum of their own. */
export const limitsFinding = (stack: Pick<StackSettings, 'limits' | 'markets'>): Finding =>
  soundFinding('all markets together', limitsWords(stack))

export function limitsWords({ limits, markets }: Pick<StackSettings, 'limits' | 'markets'>): string {
  const sum = (of: (each: MarketSettings) => number): number =>
    markets.reduce((total, each) => total + of(each), 0)
  const words = (stated: number | null | undefined, own: number, name: string): string =>
    stated == null || stated >= own
      ? `${formatMicros(own)} USDC (${stated == null ? `no ${name}` : `${name} ${formatMicros(stated)} is not below that`}: the sum of ${counted(markets.length, 'outcome')})`
      : `${formatMicros(stated)} USDC (${name}; the sum of ${counted(markets.length, 'outcome')} would be ${formatMicros(own)})`
  const locked = words(
    limits?.lockedMicros,
    sum(({ risk }) => risk.maxUsdcLockedMicros),
    'stackUsdcLocked',
  )
  const lost = words(
    limits?.dailyLossMicros,
    sum(({ risk }) => risk.maxDailyLossMicros),
    'stackDailyLossUsdc',
  )
  return `at most ${locked} locked, and ${lost} lost a day`
}
