import { type EpochMs, epochMs } from '../domain/units.ts'
import { readTime } from './wire.ts'

const DAY_MS = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** null: the venue states no end. */
export type StatedEnd = EpochMs | null | 'unreadable'

/**
 * When a market ends: the catalogue's `endDate`, which is an instant, where there is one; else the end of the day (UTC)
 * that the order book's `end_date_iso` names. That field is a date, written as its midnight: taken for an instant it
 * would cost a market its whole last day.
 */
export function endOfMarket(of: { readonly catalogue: unknown; readonly clob: unknown }): StatedEnd {
  const exact = readInstant(of.catalogue)
  if (exact !== null && exact !== 'unreadable') return isDate(of.catalogue) ? endOfDay(exact) : exact
  const day = readInstant(of.clob)
  if (day === null || day === 'unreadable') return day ?? exact
  // With a time of day it says more than the date it should be.
  return day % DAY_MS === 0 ? endOfDay(day) : day
}

/** An instant as the venue writes it; Go's zero time and empty strings stand for "none". */
export function readInstant(value: unknown): StatedEnd {
  if (value === null || value === undefined || value === '' || value === 0) return null
  if (typeof value === 'string' && value.startsWith('0001-01-01')) return null
  return readTime(value) ?? 'unreadable'
}

const isDate = (value: unknown): boolean => typeof value === 'string' && DATE.test(value)

/** Its first millisecond that is no longer of that day. */
const endOfDay = (midnightMs: EpochMs): EpochMs => epochMs(midnightMs + DAY_MS)
