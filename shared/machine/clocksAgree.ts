import type { SafetySettings } from '../domain/settings.ts'

/** Whether the venue's clock and ours are near enough for orders with an end; skew in ms, either way. */
export const clocksAgree = (skewMs: number, { maxSkewMs }: Pick<SafetySettings, 'maxSkewMs'>): boolean =>
  Math.abs(skewMs) <= maxSkewMs
