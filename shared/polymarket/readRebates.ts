import axios from 'axios'
import { parseMicros } from '../domain/decimal.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type MarketId, marketId, type UsdcMicros, usdc } from '../domain/units.ts'
import type { Clock } from '../engine/clock.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askRead, okJson } from './session.ts'
import { brief, isObject } from './wire.ts'

/** Maker rebates of one UTC day by market. @param day such as "2026-03-01". */
export async function readRebates(
  of: { readonly host: string; readonly maker: string; readonly clock: Clock },
  day: string,
): Promise<Read<ReadonlyMap<MarketId, UsdcMicros>>> {
  const asOf = of.clock.nowMs()
  const url = `${of.host}/rebates/current?date=${day}&maker_address=${of.maker}`
  const answer = okJson(await askRead({ limits: DEFAULT_LIMITS }, () => axios({ method: 'GET', url })))
  if (!answer.ok) return answer
  if (!Array.isArray(answer.json)) return unknown(`rebates cannot be read: ${brief(answer.json)}`)
  const sums = new Map<MarketId, UsdcMicros>()
  for (const row of answer.json) {
    const micros = isObject(row) ? parseMicros(row['rebated_fees_usdc'], 'down') : null
    const condition = isObject(row) ? row['condition_id'] : undefined
    if (micros === null || typeof condition !== 'string')
      return unknown(`a rebate cannot be read: ${brief(row)}`)
    const market = marketId(condition)
    sums.set(market, usdc((sums.get(market) ?? 0) + micros))
  }
  return known(sums, asOf)
}
