import { InputError } from '../../shared/domain/inputError.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** An instant as people write it: 2026-03-01T12:00:00Z, 12:00 (today, UTC). null: it is none. */
export function parseInstant(text: string, nowMs: number): number | null {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?Z?$/.exec(text)
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock
    const day = Math.floor(nowMs / 86_400_000) * 86_400_000
    return day + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
  }
  if (!/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text)) return null
  // Without a zone it would be this machine's: what is logged is UTC.
  const ms = Date.parse(/T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text)
  return Number.isFinite(ms) ? ms : null
}

/** From and to, of `--from`, `--to`, and `--last` such as 30m or 2h. */
export function parsePeriod(
  of: { readonly from?: string; readonly to?: string; readonly last: string },
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = of.to === undefined ? nowMs : instant('--to', of.to, nowMs)
  const fromMs = of.from === undefined ? toMs - parseDuration(of.last) : instant('--from', of.from, nowMs)
  if (fromMs < toMs) return { fromMs, toMs }
  throw new InputError({ field: '--from', value: of.from ?? of.last, remedy: 'use a time before --to' })
}

function instant(field: string, text: string, nowMs: number): number {
  const ms = parseInstant(text, nowMs)
  if (ms !== null) return ms
  throw new InputError({ field, value: text, remedy: 'use a time such as 2026-03-01T12:00:00Z or 12:00' })
}

function parseDuration(text: string): number {
  const match = /^(\d{1,4})([smhd])$/.exec(text)
  const ms = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0)
  if (ms > 0) return ms
  throw new InputError({ field: '--last', value: text, remedy: 'use a time such as 30m, 2h or 1d' })
}
