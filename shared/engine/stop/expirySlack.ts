import { LEAST_EXPIRY_SLACK_MS } from '../../domain/control.ts'
import type { SafetySettings, StackSettings } from '../../domain/settings.ts'
import type { MarketState } from '../../machine/state.ts'

/** What a market was traded under, where its item says so. */
type TradedUnder = { readonly tradedUnder?: MarketState['tradedUnder'] }

/** Of every market, those that left the configuration included. */
export const safetySettingsOf = (
  { markets }: StackSettings,
  states: readonly TradedUnder[],
): readonly SafetySettings[] =>
  [...markets, ...states.flatMap(({ tradedUnder }) => tradedUnder ?? [])].map(({ safety }) => safety)

/**
 * The time after its expiry at which an order is dead in every market.
 * @param states Default: what left is not known, as to a command that only reports it.
 */
export const expirySlackOf = (stack: StackSettings, states: readonly TradedUnder[] = []): number =>
  Math.max(...safetySettingsOf(stack, states).map((safety) => safety.expirySlackMs), LEAST_EXPIRY_SLACK_MS)
