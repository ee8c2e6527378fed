import { parseMicros } from '../domain/decimal.ts'
import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, type MarketId, type UsdcMicros, usdc } from '../domain/units.ts'
import type { Clock } from '../ports/clock.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askGet, okJson } from './session.ts'
import { brief, readMarketId } from './wire.ts'

/** Maker rebates of one UTC day by market; null: what cannot be read. @param day such as "2026-03-01". */
export async function readRebates(
  of: { readonly host: string; readonly maker: string; readonly clock: Clock },
  day: string,
): Promise<Read<ReadonlyMap<MarketId, UsdcMicros | null>>> {
  const asOf = of.clock.nowMs()
  const url = `${of.host}/rebates/current?date=${day}&maker_address=${of.maker}`
  const answer = okJson(await askGet({ limits: DEFAULT_LIMITS }, url))
  if (!answer.ok) return answer
  // Seen live: a maker without any gets null.
  if (answer.json === null) return known(new Map(), asOf)
  if (!Array.isArray(answer.json)) return unknown(`rebates cannot be read: ${brief(answer.json)}`)
  return interpretRebates(answer.json, asOf)
}

/** A record without a market may be of any; one without a sum is that market's unknown. */
export function interpretRebates(
  records: readonly unknown[],
  asOf: EpochMs,
): Read<ReadonlyMap<MarketId, UsdcMicros | null>> {
  const sums = new Map<MarketId, UsdcMicros | null>()
  for (const record of records) {
    const market = isObject(record) ? readMarketId(record['condition_id']) : null
    if (!isObject(record) || market === null) return unknown(`a rebate names no market: ${brief(record)}`)
    const micros = parseMicros(record['rebated_fees_usdc'], 'down')
    const before = sums.get(market)
    sums.set(market, micros === null || before === null ? null : usdc((before ?? 0) + micros))
  }
  return known(sums, asOf)
}
