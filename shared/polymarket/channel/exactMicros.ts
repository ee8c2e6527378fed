import { parseMicros } from '../../domain/decimal.ts'

/**
 * A decimal of the channel in micros: text or number, also without the zero before the point (".48").
 * null for what is not a plain decimal, is negative, or has digits beyond the sixth, which would be lost.
 */
export function exactMicros(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return null
  const whole = text.startsWith('.') ? `0${text}` : text
  const micros = parseMicros(whole, 'down')
  return micros !== null && micros >= 0 && micros === parseMicros(whole, 'up') ? micros : null
}
