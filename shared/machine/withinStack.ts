import type { MarketSettings } from '../domain/settings.ts'
import { usdc } from '../domain/units.ts'
import { exposure } from './exposure.ts'
import { markOf } from './mark.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/**
 * The cap that counts while the stack has one too: no more than this outcome has and may add. Above the stack's cap
 * that is less than it has, so that its entries are cancelled and it only exits, as above its own.
 */
export function withinStack(
  state: MarketState,
  { stackRoomMicros, nowMs }: Pick<Observation, 'stackRoomMicros' | 'nowMs'>,
  settings: MarketSettings,
): MarketSettings {
  if (stackRoomMicros === undefined) return settings
  const { totalMicros } = exposure(state, markOf(state, nowMs))
  const mostMicros = usdc(Math.max(0, totalMicros + stackRoomMicros))
  if (mostMicros >= settings.risk.maxUsdcLockedMicros) return settings
  return { ...settings, risk: { ...settings.risk, maxUsdcLockedMicros: mostMicros } }
}
