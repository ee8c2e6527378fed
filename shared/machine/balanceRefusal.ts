import type { SizeMicros } from '../domain/units.ts'

/** What the venue says of why a balance does not do; amounts in 1e-6 of what the order gives. */
interface Detail {
  readonly balanceMicros: number
  /** Held back by orders that have matched or still rest, by the venue's count. */
  readonly heldMicros: number
  readonly orderMicros: number
}

/**
 * Whether a refused SELL is fully explained by amounts of ours that the venue still holds back: without them the
 * balance would do, and no more is held back than we know of. A refusal without detail is explained by our having
 * any; a missing allowance by nothing.
 */
export function isExplained(text: string, ownMicros: SizeMicros): boolean {
  if (/the allowance is not enough/i.test(text)) return false
  const detail = readDetail(text)
  if (detail === null) return ownMicros > 0
  const { balanceMicros, heldMicros, orderMicros } = detail
  return heldMicros > 0 && heldMicros <= ownMicros && orderMicros <= balanceMicros
}

function readDetail(text: string): Detail | null {
  const balanceMicros = amount(text, /\bbalance: (\d{1,15})\b/)
  const orderMicros = amount(text, /\border amount \(inc\. fees\): (\d{1,15})\b/)
  if (balanceMicros === null || orderMicros === null) return null
  const matchedMicros = amount(text, /\bsum of matched orders: (\d{1,15})\b/) ?? 0
  const activeMicros = amount(text, /\bsum of active orders: (\d{1,15})\b/) ?? 0
  return { balanceMicros, heldMicros: matchedMicros + activeMicros, orderMicros }
}

function amount(text: string, pattern: RegExp): number | null {
  const digits = pattern.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}
